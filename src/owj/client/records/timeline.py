"""What happened to a record, in words: who changed what, from what to what, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from owj.client.records.addresses import addresses_for
from owj.kernel.mentions import find_mentions
from owj.server.activity.history import Happening, What, history_of
from owj.server.activity.history import Kind as Asked
from owj.server.activity.merges import may_undo
from owj.server.activity.models import RecordComment, RecordFile, RecordMerge
from owj.server.activity.people import colleagues
from owj.server.identity.models import User
from owj.server.records.audit import Change, FieldChange
from owj.server.records.context import Context
from owj.server.records.declare import Entity
from owj.server.records.defs import FieldDef, Kind
from owj.ui.dates import digits
from owj.ui.records.faces import EMPTY, Address, Face, face_of_value
from owj.ui.records.linked import linked_titles
from owj.ui.records.plain import value_of_plain

SHOWN = 30
KINDS = ("all", "comments", "changes", "files")
WORDS: Mapping[str, Promise] = {
    "created": _("made this record"),
    "updated": _("changed this record"),
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
class LaidFile:
    """A file as the timeline shows it. remove: where it is taken away, for who laid it there."""

    name: str
    size: int
    url: str
    remove: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comment; names: it names a colleague."""

    text: str
    names: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. look: how it is drawn: change, comment, files or merge."""

    look: str
    name: str
    words: str | Promise
    icon: str
    at: datetime
    lines: Sequence[Line] = ()
    pieces: Sequence[Piece] = ()
    files: Sequence[LaidFile] = ()
    id: int = 0
    mine: bool = False
    edited: bool = False
    undo: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A stretch of what happened. more: the query of the stretch behind it; empty at the end."""

    entries: Sequence[Entry]
    kind: str
    more: str


def timeline_of(
    ctx: Context,
    record: Entity,
    *,
    kind: str = "all",
    limit: int = SHOWN,
    before: datetime | None = None,
) -> Timeline:
    """Return what happened to a record, newest first, with the fields the reader may see."""
    asked = cast("Asked", kind) if kind in KINDS else "all"
    history = history_of(ctx, record, kind=asked, limit=limit, before=before)
    drawing = _Drawing(ctx, record, [one.what for one in history.happenings])
    entries = [entry for one in history.happenings if (entry := drawing.entry(one)) is not None]
    more = {"what": asked, "before": history.before.isoformat()} if history.before else {}
    return Timeline(entries, asked, f"?{urlencode(more)}" if more else "")


class _Drawing:
    """Draws what happened; what many entries need is asked for once."""

    def __init__(self, ctx: Context, record: Entity, happened: Sequence[What]) -> None:
        self.ctx, self.record = ctx, record
        self.access = ctx.field_access(record.key)
        self.known = _Known(ctx, [one for one in happened if isinstance(one, Change)])
        commented = any(isinstance(one, RecordComment) for one in happened)
        self.people = colleagues() if commented else []

    def entry(self, one: Happening) -> Entry | None:
        """Return the entry of what happened; None when nothing of it is for this reader."""
        what = one.what
        if isinstance(what, RecordComment):
            return self._comment(what)
        if isinstance(what, RecordFile):
            laid = [self._file(what)]
            return Entry(
                "files", what.added_by_name, _("laid a file here"), "paperclip", one.at, files=laid
            )
        if isinstance(what, RecordMerge):
            return self._merge(what)
        return self._change(what)

    def _change(self, change: Change) -> Entry | None:
        shown = [
            self.known.line(one, one.field)
            for one in change.fields
            if one.field is not None and self.access.get(one.field.key, "hidden") != "hidden"
        ]
        if change.action == "updated" and not shown:
            return None
        return Entry(
            "change",
            change.user_name,
            WORDS.get(change.action, WORDS["updated"]),
            ICONS.get(change.action, "pencil"),
            change.at,
            lines=shown if change.action == "updated" else (),
            about="" if change.record_id == self.record.id else digits(change.record_id),
        )

    def _comment(self, comment: RecordComment) -> Entry:
        mine = comment.author_id is not None and comment.author_id == self.ctx.actor.user_id
        return Entry(
            "comment",
            comment.author_name,
            "",
            "message-square",
            comment.created_at,
            pieces=pieces_of(comment.text, self.people),
            files=[self._file(one) for one in comment.files.all() if one.removed_at is None],
            id=comment.pk,
            mine=mine,
            edited=comment.edited_at is not None,
        )

    def _file(self, row: RecordFile) -> LaidFile:
        mine = row.added_by_id is not None and row.added_by_id == self.ctx.actor.user_id
        place = [self.record.key, self.record.id, row.file_id]
        return LaidFile(
            row.file.original_name,
            row.file.size_bytes,
            reverse("client:record_file", args=place),
            reverse("client:remove_record_file", args=[row.pk]) if mine else "",
        )

    def _merge(self, merge: RecordMerge) -> Entry:
        return Entry(
            "merge",
            merge.user_name,
            ngettext(
                "merged %(n)s record into this one",
                "merged %(n)s records into this one",
                len(merge.gone_ids),
            )
            % {"n": digits(len(merge.gone_ids))},
            "git-merge",
            merge.done_at,
            undo=reverse("client:undo_merge", args=[merge.pk]) if may_undo(self.ctx, merge) else "",
        )


def pieces_of(text: str, people: Sequence[tuple[int, str]]) -> list[Piece]:
    """Return a comment in pieces, those apart that name colleagues."""
    pieces: list[Piece] = []
    at = 0
    for mention in find_mentions(text, people):
        pieces += [Piece(text[at : mention.start], False)] if mention.start > at else []
        pieces.append(Piece(text[mention.start : mention.end], True))
        at = mention.end
    return [*pieces, Piece(text[at:], False)] if at < len(text) else pieces


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
        _read_lists(ctx, changes)
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
        return face_of_value(self.ctx, field, value_of_plain(field, plain), self.address)


def _read_lists(ctx: Context, changes: Sequence[Change]) -> None:
    """Ask once for the titles of all that the lists of links in some changes led to."""
    ids: dict[str, list[int]] = {}
    for change in changes:
        for one in change.fields:
            if one.field is not None and one.field.kind is Kind.LINKS:
                led_to = [*(one.old or ()), *(one.new or ())]
                ids.setdefault(one.field.target or "", []).extend(led_to)
    for target, found in ids.items():
        linked_titles(ctx, target, found)
