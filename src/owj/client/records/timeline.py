"""What happened to a record, in words: who changed what, from what to what, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_duration
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.client.records.addresses import addresses_for
from owj.server.identity.models import User
from owj.server.records.audit import Change, FieldChange, changes_of
from owj.server.records.context import Context
from owj.server.records.declare import Entity
from owj.server.records.defs import FieldDef, Kind
from owj.ui.records.faces import EMPTY, Address, Face, face_of_value

SHOWN = 50
WORDS: Mapping[str, Promise] = {
    "created": _("made this record"),
    "updated": _("changed"),
    "deleted": _("deleted this record"),
    "restored": _("brought this record back"),
}
ICONS: Mapping[str, str] = {
    "created": "plus",
    "updated": "pencil",
    "deleted": "trash-2",
    "restored": "rotate-ccw",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a change: from what to what."""

    label: str
    old: Face
    new: Face


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a record."""

    name: str
    words: str | Promise
    icon: str
    at: datetime
    version: int
    lines: Sequence[Line]


def timeline_of(ctx: Context, record: Entity, limit: int = SHOWN) -> list[Entry]:
    """Return the latest changes of a record, newest first, with the fields the reader may see."""
    changes = changes_of(ctx, record, limit)
    access = ctx.field_access(record.key)
    known = _Known(ctx, changes)
    entries: list[Entry] = []
    for change in changes:
        shown = [
            known.line(one, one.field)
            for one in change.fields
            if one.field is not None and access.get(one.field.key, "hidden") != "hidden"
        ]
        if change.action == "updated" and not shown:
            continue
        entries.append(
            Entry(
                name=change.user_name,
                words=WORDS.get(change.action, WORDS["updated"]),
                icon=ICONS.get(change.action, "pencil"),
                at=change.at,
                version=change.version,
                lines=shown if change.action == "updated" else (),
            )
        )
    return entries


class _Known:
    """The people and records that changes name by id, each asked for once."""

    def __init__(self, ctx: Context, changes: Sequence[Change]) -> None:
        self.ctx = ctx
        self.address: Address = addresses_for(ctx)
        ids: dict[str, set[int]] = {}
        for change in changes:
            for one in change.fields:
                if one.field is not None and one.field.kind in (Kind.LINK, Kind.USER):
                    target = one.field.target or ""
                    ids.setdefault(target, set()).update(
                        value for value in (one.old, one.new) if isinstance(value, int)
                    )
        people = User.objects.in_bulk(ids.pop("", set()))
        self.people = {key: person.full_name for key, person in people.items()}
        self.records = {
            target: ctx.records(target).in_bulk(found)
            for target, found in ids.items()
            if ctx.may(target, "read")
        }

    def line(self, one: FieldChange, field: FieldDef) -> Line:
        return Line(str(field.label), self._face(field, one.old), self._face(field, one.new))

    def _face(self, field: FieldDef, plain: Any) -> Face:
        if plain is None or plain == "":
            return EMPTY
        if field.kind is Kind.USER:
            return Face("user", self.people.get(plain, str(plain)))
        if field.kind is Kind.LINK:
            found = self.records.get(field.target or "", {}).get(plain)
            if found is None:
                return Face("text", "…")
            return face_of_value(self.ctx, field, found, self.address)
        return face_of_value(self.ctx, field, _value(field, plain), self.address)


def _value(field: FieldDef, plain: Any) -> Any:
    """Return what plain data of the memory stand for."""
    read = _READ.get(field.stored_kind)
    if read is None or not isinstance(plain, str):
        return plain
    try:
        return read(plain)
    except (ValueError, InvalidOperation):
        return plain


_READ: Mapping[Kind, Callable[[str], Any]] = {
    Kind.DATE: date.fromisoformat,
    Kind.DATE_TIME: datetime.fromisoformat,
    Kind.DECIMAL: Decimal,
    Kind.PERCENT: Decimal,
    Kind.DURATION: lambda text: parse_duration(text) or timedelta(),
    Kind.WORKING_TIME: lambda text: parse_duration(text) or timedelta(),
}
