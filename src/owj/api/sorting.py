"""The order of a list: by visible fields, and in the end by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.api.kinds import shape_of
from owj.api.refusals import ParameterRefused
from owj.server.records.defs import FieldDef, Kind, Label

MOST_TERMS = 4


def _system(key: str, kind: Kind, fa: str, en: str) -> FieldDef:
    return FieldDef(id=key, key=key, kind=kind, label=Label(fa, en), column=key, required=True)


# What every record has beside its fields.
SYSTEM_FIELDS: Mapping[str, FieldDef] = {
    one.key: one
    for one in (
        _system("id", Kind.NUMBER, "شناسه", "Id"),
        _system("version", Kind.NUMBER, "نسخه", "Version"),
        _system("created_at", Kind.DATE_TIME, "زمان ساخت", "Created at"),
        _system("updated_at", Kind.DATE_TIME, "زمان تغییر", "Changed at"),
    )
}


@dataclass(frozen=True, slots=True)
class SortTerm:
    """One field of an order. field: None for what every record has."""

    name: str
    field: FieldDef | None
    descending: bool

    @property
    def nullable(self) -> bool:
        """Return whether rows may lack a value; they come last."""
        return self.field is not None and self.field.nullable

    @property
    def order(self) -> OrderBy:
        """Return it for a query."""
        last = True if self.nullable else None
        place = F(self.name)
        return place.desc(nulls_last=last) if self.descending else place.asc(nulls_last=last)


def read_sort(text: str, fields: Mapping[str, FieldDef]) -> tuple[SortTerm, ...]:
    """Return the terms of "-created_at,name", id added at the end. Raises: ParameterRefused.

    fields: those that the actor may see, by key.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    if len(words) > MOST_TERMS:
        raise _refused(format_lazy(_("at most {most} fields"), most=MOST_TERMS), text)
    named: dict[str, SortTerm] = {}
    for term in (_term(word, fields) for word in words):
        # A field that is named again orders nothing further.
        named.setdefault(term.name, term)
    terms, names = list(named.values()), list(named)
    if "id" not in names:
        terms.append(SortTerm("id", None, descending=False))
    return tuple(terms)


def _term(word: str, fields: Mapping[str, FieldDef]) -> SortTerm:
    descending, key = word.startswith("-"), word.removeprefix("-")
    if key in SYSTEM_FIELDS:
        return SortTerm(key, None, descending)
    field = fields.get(key)
    if field is None or not shape_of(field).sortable:
        raise _refused(_("fields that can be sorted by, a - before those that go down"), key)
    return SortTerm(key, field, descending)


def _refused(expected: str | Promise, got: str) -> ParameterRefused:
    return ParameterRefused(parameter="sort", expected=expected, got=got[:60])
