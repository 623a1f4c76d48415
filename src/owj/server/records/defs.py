"""Definitions: what an entity is, as frozen data that can be stored, compared and fingerprinted.

Packages' typed declarations compile to these (declare.py), and so do the studio's changes
(owj.server.schema). defs_json.py stores them.
Identity is `id`, which never changes; `key` is the name in code and may be renamed; `table` and
`column` are frozen when they are created, so that a renaming never touches data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import get_language

OnDelete = Literal["restrict", "set_null", "cascade"]
# Whom the system names in a field: who made the record, or who changed it last.
Named = Literal["creator", "changer"]
# The package of the entities that an organisation made itself.
OWN = "own"


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DATE = "date"
    DATE_TIME = "date_time"
    LINK = "link"
    USER = "user"
    AUTO_NUMBER = "auto_number"
    FILE = "file"
    JSON = "json"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    JALALI_MONTH = "jalali_month"
    DURATION = "duration"
    WORKING_TIME = "working_time"
    MULTI_CHOICE = "multi_choice"
    TAGS = "tags"
    URL = "url"
    NATIONAL_ID = "national_id"
    ECONOMIC_ID = "economic_id"
    CARD = "card"
    IBAN = "iban"
    IMAGE = "image"
    LINKS = "links"
    FORMULA = "formula"
    LOOKUP = "lookup"
    ROLLUP = "rollup"


# Numbers with check digits are texts too: they begin with zeros and nobody adds them up.
CHECKED_KINDS = frozenset({Kind.NATIONAL_ID, Kind.ECONOMIC_ID, Kind.CARD, Kind.IBAN})
TEXT_KINDS = CHECKED_KINDS | {
    Kind.TEXT,
    Kind.LONG_TEXT,
    Kind.EMAIL,
    Kind.PHONE,
    Kind.AUTO_NUMBER,
    Kind.URL,
}
LINK_KINDS = frozenset({Kind.LINK, Kind.USER})
# A list in one column, of texts or of the ids of records; none is the empty list.
LIST_KINDS = frozenset({Kind.MULTI_CHOICE, Kind.TAGS, Kind.LINKS})
DECIMAL_KINDS = frozenset({Kind.DECIMAL, Kind.PERCENT})
# Of all digits of a number with a point, and of those after it where nothing else is said.
DECIMAL_DIGITS = 28
DECIMALS = 2
# What the system works out from other fields; nobody writes it. See owj.server.records.computed.
COMPUTED_KINDS = frozenset({Kind.FORMULA, Kind.LOOKUP, Kind.ROLLUP})
_BLANKS: Mapping[Kind, Any] = {
    **dict.fromkeys(TEXT_KINDS, ""),
    **{kind: [] for kind in LIST_KINDS},
    Kind.YES_NO: False,
}
# Kinds whose column always holds a value: no text is "", no answer is False, no tags are ().
_NEVER_NULL = TEXT_KINDS | LIST_KINDS | {Kind.YES_NO}


@dataclass(frozen=True, slots=True)
class Label:
    """A name shown to people, in every language of the product."""

    fa: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the wording for a language code such as "fa" or "en-gb"."""
        return self.en if language.startswith("en") else self.fa

    def __str__(self) -> str:
        return self.in_language(get_language() or "fa")


@dataclass(frozen=True, slots=True)
class OptionDef:
    """One answer of a choice. A retired one stays readable and cannot be chosen again."""

    value: str
    label: Label
    retired: bool = False
    color: str = ""


@dataclass(frozen=True)
class FieldDef:
    """One field: a column, and what may stand in it.

    help: shown beside the field; message: shown when a value is refused, in place of the usual
    words. rule: FEEL about the record; false refuses the write. index: keep an index
    for lists that filter or sort by it. track: note its changes when the entity is audited.
    decimals: digits after the point. Computed kinds: formula (FEEL); via (a link or a way back),
    source (a field behind it), aggregate and where (FEEL about the rows that are added up);
    result: the kind of what comes out. names: a person whom the system writes in, nobody else.
    former: the columns of the kinds that it had before, oldest first. dropped: its column is gone.
    """

    id: str
    key: str
    kind: Kind
    label: Label
    column: str
    required: bool = False
    unique: bool = False
    default: Any = None
    search: bool = False
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    options: tuple[OptionDef, ...] = ()
    target: str | None = None
    on_delete: OnDelete = "restrict"
    reverse: str | None = None
    pattern: str | None = None
    retired: bool = False
    # The column that keeps the folded copy of a searched text; see ddl.py.
    folded: str | None = None
    help: Label | None = None
    message: Label | None = None
    rule: str | None = None
    formula: str | None = None
    via: str | None = None
    source: str | None = None
    aggregate: str | None = None
    where: str | None = None
    result: Kind | None = None
    index: bool = False
    track: bool = True
    decimals: int | None = None
    names: Named | None = None
    former: tuple[str, ...] = ()
    dropped: bool = False

    @cached_property
    def is_given(self) -> bool:
        """Whether the system gives the value, so that nobody may write one."""
        return self.computed or self.pattern is not None or self.names is not None

    @cached_property
    def computed(self) -> bool:
        """Whether the system works the value out; then nobody writes it."""
        return self.kind in COMPUTED_KINDS

    @property
    def recipe(self) -> tuple[object, ...]:
        """Return all that decides what a computed field comes to."""
        made_of = (self.formula, self.via, self.source, self.aggregate, self.where)
        return (self.kind, self.result, self.decimals, *made_of)

    @cached_property
    def stored_kind(self) -> Kind:
        """Return the kind of what the column holds: of a computed field its result."""
        return self.result or Kind.TEXT if self.computed else self.kind

    @cached_property
    def nullable(self) -> bool:
        """Whether the column may hold NULL; of a retired field nobody asks a value."""
        if self.computed:
            return self.stored_kind not in _NEVER_NULL
        if self.kind in _NEVER_NULL or self.default is not None:
            return False
        return self.retired or not self.required

    @cached_property
    def column_default(self) -> Any:
        """Return the constant that the column itself fills in; None: NULL.

        Writers of an older snapshot, which do not know the column yet, rely on it.
        """
        kind = self.stored_kind
        if self.default is None:
            return _BLANKS.get(kind)
        if kind is Kind.JSON:
            return json.dumps(self.default, ensure_ascii=False, sort_keys=True)
        if kind in DECIMAL_KINDS:
            return Decimal(str(self.default))
        if kind is Kind.DURATION:
            return timedelta(seconds=self.default)
        return list(self.default) if kind in LIST_KINDS else self.default

    @cached_property
    def attname(self) -> str:
        """Return the attribute that holds the raw value: `customer_id` of a link `customer`."""
        return f"{self.key}_id" if self.stored_kind in LINK_KINDS else self.key

    def option(self, value: str) -> OptionDef | None:
        """Return the option with this value, retired or not."""
        return next((option for option in self.options if option.value == value), None)


def decimals_of(field: FieldDef) -> int:
    """Return how many digits of a number may stand after the point."""
    return DECIMALS if field.decimals is None else field.decimals


@dataclass(frozen=True, slots=True)
class IndexDef:
    """One index.

    Its terms are field keys, "-key" for descending, "down(key)" for descending with what is empty
    last, "persian_key(key)" or "folded(key)".
    """

    name: str
    terms: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class RuleDef:
    """What must hold of a whole record: FEEL that is false when it does not, words, and fields.

    fields: the keys beside which the message is shown; none: at the top of the form.
    """

    key: str
    condition: str
    message: Label
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntityDef:
    """One entity: a table, its fields in order, and how it is shown and watched.

    own: made by the organisation. archived: still readable, off the menus, without new records.
    """

    id: str
    key: str
    label: Label
    plural: Label
    package: str
    table: str
    fields: tuple[FieldDef, ...]
    indexes: tuple[IndexDef, ...] = ()
    title: str | None = None
    audit: bool = False
    retired: bool = False
    description: Label | None = None
    icon: str = ""
    color: str = ""
    own: bool = False
    archived: bool = False
    rules: tuple[RuleDef, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, FieldDef]:
        """Return the living fields by key."""
        return {one.key: one for one in self.fields if not one.retired}

    @cached_property
    def by_id(self) -> Mapping[str, FieldDef]:
        """Return every field, retired ones too, by its stable id."""
        return {one.id: one for one in self.fields}

    @cached_property
    def naming(self) -> tuple[FieldDef, ...]:
        """The fields that tell what a record is called when the entity has no title.

        Its number, else what it joins: the first two links that must be filled, else the first two.
        """
        if self.title is not None:
            return ()
        living = self.by_key.values()
        numbers = [one for one in living if one.kind is Kind.AUTO_NUMBER]
        links = [one for one in living if one.kind in LINK_KINDS and one.names is None]
        needed = [one for one in links if one.required]
        return tuple(numbers[:1] or (needed or links)[:2])


@dataclass(frozen=True)
class SchemaDef:
    """Every entity of a workspace at one version."""

    entities: tuple[EntityDef, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, EntityDef]:
        """Return the living entities by key."""
        return {one.key: one for one in self.entities if not one.retired}

    @cached_property
    def by_id(self) -> Mapping[str, EntityDef]:
        """Return every entity, retired ones too, by its stable id."""
        return {one.id: one for one in self.entities}

    @cached_property
    def fingerprint(self) -> str:
        """Return a digest that is equal for equal definitions, on every machine."""
        text = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storing."""
        from owj.server.records.defs_json import entity_to_json

        return {"entities": [entity_to_json(entity) for entity in self.entities]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SchemaDef:
        """Read what `to_json` wrote."""
        from owj.server.records.defs_json import entity_from_json

        return cls(tuple(entity_from_json(entity) for entity in data["entities"]))
