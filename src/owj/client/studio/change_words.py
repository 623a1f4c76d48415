"""A draft's changes to be read by people: what, where, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.client.studio.kinds import face_of
from owj.client.studio.words import TOLD, field_words, setting_words
from owj.server.records.defs import EntityDef, FieldDef, SchemaDef
from owj.server.schema.changes import (
    AddField,
    ArchiveEntity,
    Change,
    ChangeEntity,
    ChangeField,
    CreateEntity,
    OrderFields,
    RemoveField,
    RestoreEntity,
    RestoreField,
)
from owj.server.schema.checks import Problem
from owj.server.schema.differences import Difference
from owj.server.schema.queries import Version
from owj.server.schema.reviewing import Review, ReviewedChange
from owj.server.schema.told import Told, WentBack
from owj.ui.dates import digits

# How each change is called, its icon and its tone.
_FACES: dict[type[Change], tuple[str, str, str]] = {
    CreateEntity: (_("New entity"), "plus", "good"),
    ChangeEntity: (_("Name and look"), "palette", ""),
    ArchiveEntity: (_("Archived"), "archive", "danger"),
    RestoreEntity: (_("Brought back"), "archive-restore", "good"),
    AddField: (_("New field"), "plus", "good"),
    ChangeField: (_("Changed field"), "pencil", ""),
    RemoveField: (_("Into the trash"), "trash-2", "danger"),
    RestoreField: (_("Out of the trash"), "rotate-ccw", "good"),
    OrderFields: (_("Order of the fields"), "rows-3", ""),
}


@dataclass(frozen=True, slots=True)
class SaidDifference:
    """One setting that says something else than before."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change as it is shown. id: by which it is dropped; field: its key, "" for none."""

    id: int
    tone: str
    icon: str
    words: str
    name: str
    more: str = ""
    field: str = ""
    differences: Sequence[SaidDifference] = ()
    problems: Sequence[str] = ()
    notes: Sequence[str] = ()
    users: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ChangedEntity:
    """The changes of one entity together. problems: those of no single change."""

    key: str
    name: str
    lines: Sequence[ChangeLine]
    problems: Sequence[str] = ()


def entity_of(change: Change) -> str:
    """Return the key of the entity that a change is about."""
    return change.key if isinstance(change, CreateEntity) else change.entity


def field_of_change(change: Change) -> str:
    """Return the key of the field that a change is about, "" for none."""
    if isinstance(change, AddField):
        return change.key
    return change.field if isinstance(change, ChangeField | RemoveField | RestoreField) else ""


def lines_of(review: Review, live: SchemaDef) -> list[ChangedEntity]:
    """Return a draft's changes by entity, in the order in which each was touched first."""
    groups: dict[str, list[ReviewedChange]] = {}
    for one in review.changes:
        groups.setdefault(entity_of(one.change), []).append(one)
    return [_changed(review, live, key, changes) for key, changes in groups.items()]


def problems_elsewhere(review: Review) -> list[str]:
    """Return what stands in the way at entities that no change is about."""
    changed = {entity_of(one.change) for one in review.changes}
    told = (_problem_words(one) for one in review.problems if one.entity not in {"", *changed})
    return list(dict.fromkeys(told))


def _changed(
    review: Review, live: SchemaDef, key: str, changes: Sequence[ReviewedChange]
) -> ChangedEntity:
    drawn = review.drawing.schema
    entity = drawn.by_key.get(key) or live.by_key.get(key)
    last = {field_of_change(one.change): one.id for one in changes}
    lines = [_line(review, live, one, said=last[field_of_change(one.change)]) for one in changes]
    # What is wrong with a field that no change is about stands above the changes.
    elsewhere = [
        _problem_words(one)
        for one in review.problems
        if one.entity == key and (one.field not in last or not one.field)
    ]
    name = str(entity.label) if entity else key
    return ChangedEntity(key, name, lines, list(dict.fromkeys(elsewhere)))


def _line(review: Review, live: SchemaDef, one: ReviewedChange, *, said: int) -> ChangeLine:
    """Return the line of a change. said: the change of its field that bears its problems."""
    change, key = one.change, entity_of(one.change)
    words, icon, tone = _FACES[type(change)]
    entity = review.drawing.schema.by_key.get(key) or live.by_key.get(key)
    field_key = field_of_change(change)
    field = _known_field(field_key, entity, live.by_key.get(key))
    problems = [str(one.problem)] if one.problem else []
    notes: list[str] = []
    if field_key and said == one.id:
        problems += [
            str(p.text) for p in review.problems if (p.entity, p.field) == (key, field_key)
        ]
        notes += [str(p.text) for p in review.notes if (p.entity, p.field) == (key, field_key)]
    schema = review.drawing.schema
    shows_kind = isinstance(change, AddField | RemoveField | RestoreField) and field is not None
    return ChangeLine(
        one.id,
        tone,
        face_of(field.kind).icon if isinstance(change, ChangeField) and field else icon,
        gettext(words),
        _name_of(change, entity, field),
        field_words(field, schema) if shows_kind and field else "",
        field_key if entity and field_key in entity.by_key else "",
        [told for diff in _differences_of(review, change) if (told := say(diff, schema))],
        list(dict.fromkeys(problems)),
        notes,
        [f"{used.kind}: {used.name}" for used in one.dependents],
    )


def _name_of(change: Change, entity: EntityDef | None, field: FieldDef | None) -> str:
    if isinstance(change, CreateEntity | AddField):
        return str(change.label)
    if field_of_change(change):
        return str(field.label) if field else field_of_change(change)
    return str(entity.label) if entity else entity_of(change)


def _known_field(key: str, *entities: EntityDef | None) -> FieldDef | None:
    fields = (field for one in entities if one for field in one.fields)
    return next((one for one in fields if key and one.key == key), None)


def _differences_of(review: Review, change: Change) -> Iterable[Difference]:
    """Return what a change of settings comes to, against what is published."""
    if not isinstance(change, ChangeField | ChangeEntity):
        return ()
    about = (change.entity, field_of_change(change))
    return (
        one
        for one in review.differences
        if one.what == "changed"
        and (one.entity, one.field) == about
        and one.setting in change.settings
    )


def say(one: Difference, schema: SchemaDef) -> SaidDifference | None:
    """Return a difference in words; None for what nobody needs to read."""
    what = TOLD.get(one.setting)
    before, after = (setting_words(one.setting, value, schema) for value in (one.old, one.new))
    if what is None or before == after:
        return None
    return SaidDifference(gettext(what), before, after)


def told_differences(differences: Iterable[Difference], schema: SchemaDef) -> list[ChangedEntity]:
    """Return the differences of two versions by entity, as a rolling back shows them."""
    groups: dict[str, list[ChangeLine]] = {}
    names: dict[str, str] = {}
    for one in differences:
        names[one.entity] = one.entity_label
        said = say(one, schema) if one.setting else None
        if one.setting and said is None:
            continue
        words, icon, tone = _WHATS[one.what]
        about = one.field_label or one.entity_label
        line = ChangeLine(0, tone, icon, gettext(words), about, differences=[said] if said else ())
        groups.setdefault(one.entity, []).append(line)
    return [ChangedEntity(key, names[key], lines) for key, lines in groups.items()]


_WHATS: dict[str, tuple[str, str, str]] = {
    "added": (_("Added"), "plus", "good"),
    "changed": (_("Changed"), "pencil", ""),
    "removed": (_("Taken away"), "trash-2", "danger"),
    "restored": (_("Brought back"), "rotate-ccw", "good"),
}


def summary_of(version: Version, schema: SchemaDef) -> list[tuple[str, str, str]]:
    """Return what a published version did as icon, words and name. schema: the present one."""
    changed = [
        (icon, gettext(words), _told_name(change, schema))
        for change in version.changes
        for words, icon, _tone in (_FACES[type(change)],)
    ]
    return [*changed, *(_said(one) for one in version.told)]


def _said(one: Told) -> tuple[str, str, str]:
    if isinstance(one, WentBack):
        words = gettext("Back to version %(number)s") % {"number": digits(one.number)}
        return "rotate-ccw", words, ""
    kinds = {
        "field": one.field,
        "before": gettext(face_of(one.before).name),
        "after": gettext(face_of(one.after).name),
    }
    name = gettext("%(field)s: from %(before)s to %(after)s") % kinds
    return "refresh-cw", gettext("Changed kind"), name


def _told_name(change: Change, schema: SchemaDef) -> str:
    """Return what a change was about, by its present name; by its key when it is gone."""
    if isinstance(change, CreateEntity | AddField):
        return str(change.label)
    entity = schema.by_key.get(entity_of(change))
    return _name_of(change, entity, _known_field(field_of_change(change), entity))


def _problem_words(one: Problem) -> str:
    return f"{one.where}: {one.text}" if one.where else str(one.text)
