"""The queryset of records: narrowed from the start, guarded at links, and read-only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn, Self, cast

from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.query import ModelIterable

from owj.server.records.paths import (
    guard_condition,
    guard_expression,
    guard_fields,
    guard_path,
    is_hidden,
    narrow,
)
from owj.server.records.refusals import UnitOfWorkMissing, WrittenAside

if TYPE_CHECKING:
    from owj.server.records.context import Context

if TYPE_CHECKING:
    _Iterable = ModelIterable[Any]
else:
    _Iterable = ModelIterable


class _RecordIterable(_Iterable):
    """Yields records that know the unit of work that read them."""

    def __iter__(self) -> Iterator[Any]:
        unit = cast("RecordSet", self.queryset).unit_of_work
        for record in super().__iter__():
            record.unit_ = unit
            yield record


class RecordSet(models.QuerySet[Any, Any]):
    """A lazy query over one entity for one unit of work."""

    unit: Context | None = None

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        if self._iterable_class is ModelIterable:
            self._iterable_class = _RecordIterable

    def _clone(self) -> Self:
        cloned: Self = self._again("_clone")
        cloned.unit = self.unit
        return cloned

    def _again(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call one of Django's inner methods, which its type stubs leave out."""
        return getattr(super(), method)(*args, **kwargs)

    def _adopt(self, ctx: Context) -> None:
        """Belong to a unit of work from here on, narrowed to what its actor may see."""
        self.unit = ctx
        rule = narrow(ctx, self._key)
        if rule is not None:
            self.query.add_q(rule)
        self._leave_out_hidden()

    def _leave_out_hidden(self) -> None:
        hidden = self.unit_of_work.hidden_names(self._key)
        if hidden:
            self.query.add_deferred_loading(hidden & self.model_names)

    @property
    def model_names(self) -> frozenset[str]:
        """Return the names of the columns."""
        return frozenset(one.name for one in self.model._meta.concrete_fields)

    def _add_hints(self, **hints: Any) -> None:
        # Django names here the record from which a link or a prefetch starts.
        self._again("_add_hints", **hints)
        record = hints.get("instance")
        if self.unit is None and record is not None and record.unit_ is not None:
            self._adopt(record.unit_)

    @property
    def _key(self) -> str:
        return str(self.model.key)

    @property
    def unit_of_work(self) -> Context:
        """Return whose query this is. Raises: UnitOfWorkMissing."""
        if self.unit is None:
            raise UnitOfWorkMissing(entity=self._key)
        return self.unit

    def _fetch_all(self) -> None:
        _ = self.unit_of_work
        super()._fetch_all()

    def _filter_or_exclude(self, negate: bool, args: Any, kwargs: Any) -> Self:
        if self.unit is None:
            # A prefetch or a way back before it is adopted: Django's own conditions only.
            unguarded: Self = self._again("_filter_or_exclude", negate, args, kwargs)
            return unguarded
        given = Q(*args, **kwargs)
        guarded = guard_condition(self.unit, self._key, given, negated=negate)
        parts = (guarded,) if given else ()
        rows: Self = self._again("_filter_or_exclude", negate, parts, {})
        return rows

    def select_related(self, *fields: Any) -> Self:
        if fields == (None,):
            return super().select_related(None)
        hidden = [name for name in fields if is_hidden(self.unit_of_work, self._key, name)]
        joined = [name for name in fields if name not in hidden]
        rows = super().select_related(*joined) if joined else self
        # A join would show the hidden row; a second, narrowed query shows None in its place.
        return rows.prefetch_related(*hidden) if hidden else rows

    def prefetch_related(self, *lookups: Any) -> Self:
        for lookup in lookups:
            through = getattr(lookup, "prefetch_through", lookup)
            if through is not None:
                guard_fields(self.unit_of_work, self._key, through)
            if isinstance(lookup, Prefetch) and isinstance(lookup.queryset, RecordSet):
                _ = lookup.queryset.unit_of_work
        return super().prefetch_related(*lookups)

    def order_by(self, *terms: Any) -> Self:
        self._guard(terms)
        return super().order_by(*terms)

    def distinct(self, *names: Any) -> Self:
        self._guard(names)
        return super().distinct(*names)

    def only(self, *names: Any) -> Self:
        self._guard(names)
        return super().only(*names)

    def defer(self, *names: Any) -> Self:
        self._guard(name for name in names if name is not None)
        rows = super().defer(*names)
        rows._leave_out_hidden()
        return rows

    def _values(self, *fields: Any, **expressions: Any) -> Self:
        self._guard((*fields, *expressions.values()))
        if not fields:
            # Django takes every column then.
            fields = self._plain_names()
        rows: Self = self._again("_values", *fields, **expressions)
        return rows

    def _plain_names(self) -> tuple[str, ...]:
        hidden = self.unit_of_work.hidden_names(self._key)
        if not hidden:
            return ()
        columns = (one.attname for one in self.model._meta.concrete_fields)
        kept = [name for name in columns if name not in hidden]
        return (*kept, *self.query.annotations)

    def _annotate(self, args: Any, kwargs: Any, select: bool = True) -> Self:
        self._guard((*args, *kwargs.values()))
        rows: Self = self._again("_annotate", args, kwargs, select=select)
        return rows

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._guard((*args, *kwargs.values()))
        return super().aggregate(*args, **kwargs)

    def _guard(self, terms: Any) -> None:
        for term in terms:
            if isinstance(term, str):
                guard_path(self.unit_of_work, self._key, term)
            else:
                guard_expression(self.unit_of_work, self._key, term)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A query of records cannot be pickled: keep the ids.")

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        copied: Self = self._again("_chain")
        return copied

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise WrittenAside

    create = bulk_create = bulk_update = get_or_create = update_or_create = _refuse
    update = delete = raw = extra = complex_filter = dates = datetimes = _refuse
    earliest = latest = _update = _insert = _raw_delete = _refuse


class RecordSource(models.Manager.from_queryset(RecordSet)):  # type: ignore[misc]  # made at run time
    """Where Django begins queries of a generated class: prefetches, links, deferred fields."""

    use_in_migrations = False

    def get_queryset(self) -> RecordSet:
        rows = RecordSet(self.model, using=self._db)
        rows._add_hints(**self._hints)
        return rows


def rows_of(ctx: Context, entity_key: str) -> RecordSet:
    """Return the rows of an entity that the actor of a unit of work may see."""
    rows = RecordSet(ctx.snapshot.model(entity_key))
    rows._adopt(ctx)
    return rows
