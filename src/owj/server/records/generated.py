"""What every record is, beside what its entity declares: read-only, comparable, portable."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, cast

from django.db import DEFAULT_DB_ALIAS
from django.db.models.base import ModelState
from django.utils.translation import get_language

from owj.kernel.persian.digits import persian_digits
from owj.server.records.defs import EntityDef
from owj.server.records.refusals import FieldHidden, RecordNotFound, WrittenAside

if TYPE_CHECKING:
    from owj.server.records.context import Context


class Generated:
    """Goes into every generated class between the declared one and Django's Model.

    Two records are equal when entity and id are, also across generations of the schema.
    """

    key: ClassVar[str]
    definition: ClassVar[EntityDef]
    id: int
    # The unit of work that read it; its rights decide what the record's links show.
    unit_: Context | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Generated):
            return NotImplemented
        return self.key == other.key and self.id == other.id

    def __hash__(self) -> int:
        return hash((self.key, self.id))

    def __str__(self) -> str:
        title = self.definition.title
        hidden = self.unit_.hidden_names(self.key) if self.unit_ is not None else ()
        if title is not None and title not in hidden:
            return str(getattr(self, title))
        return self._joined_name(hidden) or self._numbered_name()

    def _joined_name(self, hidden: Collection[str]) -> str:
        """Return a name made of what the record joins, as far as its reader sees it."""
        if self.unit_ is None:
            # Nobody's rights say what may be read behind its links.
            return ""
        shown = (one.key for one in self.definition.naming if one.key not in hidden)
        return " · ".join(name for name in map(self._name_behind, shown) if name)

    def _name_behind(self, key: str) -> str:
        try:
            there: Any = getattr(self, key)
        except RecordNotFound:
            # It stands in the reader's way, not in the name.
            return ""
        if isinstance(there, Generated) and there.definition.title is None:
            # Its own links could lead back here.
            return there._numbered_name()
        return "" if there is None else str(getattr(there, "full_name", there))

    def _numbered_name(self) -> str:
        number = str(self.id)
        is_persian = (get_language() or "fa").startswith("fa")
        return f"{self.definition.label} {persian_digits(number) if is_persian else number}"

    def __repr__(self) -> str:
        return f"<{self.key} {self.id}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # The class is private to a snapshot and cannot be found by name; jobs and caches carry
        # (entity, id) instead, and whoever pickles a record all the same gets its values.
        values = {
            name: value for name, value in vars(self).items() if name[0] != "_" and name != "unit_"
        }
        return revive_record, (self.key, values)

    def __copy__(self) -> Generated:
        return self._again(vars(self))

    def __deepcopy__(self, memo: dict[int, Any]) -> Generated:
        return self._again(vars(self))

    def _again(self, values: Mapping[str, Any]) -> Generated:
        kind = cast("Any", type(self))
        copied: Any = kind.__new__(kind)
        copied.__dict__.update(values)
        copied._state = copy(cast("Any", self)._state)
        copied._state.fields_cache = dict(copied._state.fields_cache)
        return cast("Generated", copied)

    def refresh_from_db(self, using: Any = None, fields: Any = None, **settings: Any) -> None:
        """Read columns anew; Django asks so for what was left out. Raises: FieldHidden."""
        hidden = self.unit_.hidden_names(self.key) if self.unit_ is not None else frozenset()
        for name in hidden.intersection(fields or ()):
            raise FieldHidden(field=name)
        read: Any = super()
        read.refresh_from_db(using, fields, **settings)

    def save(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: records are written through the context."""
        raise WrittenAside

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: records are written through the context."""
        raise WrittenAside


def make_record(model: Any, values: Mapping[str, Any], unit: Context | None) -> Any:
    """Return a record of stored values; what is not given is read when it is asked for."""
    # What Model.from_db comes to, without a signal and a setattr for each of the columns.
    record = model.__new__(model)
    record._state = ModelState()
    record._state.adding = False
    record._state.db = DEFAULT_DB_ALIAS
    record.__dict__.update(values)
    record.unit_ = unit
    return record


def revive_record(key: str, values: Mapping[str, Any]) -> Any:
    """Return a pickled record as one of the current schema version; it belongs to no unit."""
    from owj.server.records.snapshot import current_snapshot

    model = current_snapshot().model(key)
    known = {field.attname for field in model._meta.concrete_fields}
    return make_record(model, {n: v for n, v in values.items() if n in known}, None)
