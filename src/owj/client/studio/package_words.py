"""A comparison of two configurations, as its page tells it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from owj.client.studio.package_lines import is_nested, lines_between, without_turns
from owj.client.studio.words import TOLD, setting_words
from owj.server.configuration.comparing import ComparedItem, SettingDifference, Standing
from owj.server.configuration.items import ENTITY, FIELD, part_of
from owj.server.records.context import Context
from owj.ui.dates import digits

CHOICE = "choice:"
_LONGEST = 200
# In the order of the page: title, what it means, icon, tone.
_GROUPS: tuple[tuple[Standing, str, str, str, str], ...] = (
    (
        Standing.BOTH,
        _("Changed on both sides"),
        _("Yours stays unless you take the other one."),
        "git-merge",
        "danger",
    ),
    (Standing.NEW, _("Only in the package"), _("It is new here."), "plus", "good"),
    (
        Standing.THERE,
        _("Changed in the package"),
        _("Here it is as it was when both sides were the same last."),
        "download",
        "",
    ),
    (
        Standing.GONE,
        _("Taken out of the package"),
        _("It stays here unless you let it go."),
        "trash-2",
        "warn",
    ),
    (
        Standing.HERE,
        _("Changed here"),
        _("The package has it as it was; yours stays."),
        "pencil",
        "",
    ),
)


@dataclass(frozen=True, slots=True)
class ToldSetting:
    """One setting on both sides, or its lines with "+", "-" or " " before each.

    drawn: they are of a drawing, code that is read from the left.
    """

    what: str
    here: str
    there: str
    lines: Sequence[tuple[str, str]] = ()
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One item. input: of its choice; taken: whether the other side is chosen at first."""

    input: str
    words: str
    name: str
    taken: bool
    settings: Sequence[ToldSetting]


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """Items that stand alike."""

    key: str
    title: str
    meaning: str
    icon: str
    tone: str
    lines: list[ReportLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole comparison. same: how many items are alike on both sides."""

    groups: Sequence[ReportGroup]
    same: int

    @property
    def same_words(self) -> str:
        """Return how many items are alike, in words."""
        words = ngettext("%(n)s item is the same.", "%(n)s items are the same.", self.same)
        return words % {"n": digits(self.same)}


def report_of(ctx: Context, compared: Iterable[ComparedItem]) -> Report:
    """Return a comparison as its page shows it."""
    found = list(compared)
    groups = []
    for standing, title, meaning, icon, tone in _GROUPS:
        lines = [_line(ctx, one) for one in found if one.standing is standing]
        if lines:
            said = (gettext(title), gettext(meaning))
            groups.append(ReportGroup(standing.value, *said, icon, tone, lines))
    return Report(groups, sum(one.standing is Standing.SAME for one in found))


def _line(ctx: Context, one: ComparedItem) -> ReportLine:
    words, name = _named(ctx, one)
    name = without_turns(name)
    settings = [_told(ctx, differs) for differs in one.differences]
    return ReportLine(f"{CHOICE}{one.name}", words, name, one.standing.taken, settings)


def _named(ctx: Context, one: ComparedItem) -> tuple[str, str]:
    data: Any = one.there if one.there is not None else one.here
    if one.kind not in (ENTITY, FIELD):
        part = part_of(one.kind)
        return str(part.words), part.name(ctx, one.key, data)
    entity_key, _dot, field_key = one.key.partition(".")
    entity = ctx.snapshot.schema.by_key.get(entity_key)
    label = data.get("label") if isinstance(data, Mapping) else None
    known = entity.by_key.get(field_key) if entity and field_key else None
    thing = known.label if known else (entity.label if entity and not field_key else None)
    said = setting_words("label", label, ctx.snapshot.schema) if label else str(thing or one.key)
    if one.kind == ENTITY:
        return gettext("Entity"), said
    return gettext("Field"), f"{entity.label if entity else entity_key} · {said}"


_SETTINGS: Mapping[str, str] = {
    "order": _("Order of the fields"),
    "rules": _("Rules"),
    "archived": _("Archived"),
    "sections": _("Sections"),
    "name": _("Name"),
    "fa": _("Name in Persian"),
    "en": _("Name in English"),
    "roles": _("Roles"),
    "place": _("Place in the order"),
    "shows": _("What it shows"),
    "allows": _("What it allows"),
    "fields": _("Fields"),
    "source": _("Drawing"),
    "cases": _("Test cases"),
    "blocks": _("Refuses what looks alike"),
    "entity": _("Entity"),
    "path": _("Way to the customer"),
    "view": _("View"),
    "published": _("Published"),
}


def _told(ctx: Context, one: SettingDifference) -> ToldSetting:
    words = _SETTINGS.get(one.setting) or TOLD.get(one.setting)
    name = gettext(words) if words else one.setting
    drawn = [(line[:1], line[1:]) for line in one.lines if not line.startswith("@@")]
    if drawn:
        return ToldSetting(name, "", "", drawn, drawn=True)
    if one.setting != "options" and (is_nested(one.here) or is_nested(one.there)):
        told = lines_between(ctx.snapshot.schema, one.here, one.there)
        return ToldSetting(name, "", "", told)
    return ToldSetting(
        name, _value(ctx, one.setting, one.here), _value(ctx, one.setting, one.there)
    )


def _value(ctx: Context, setting: str, value: Any) -> str:
    try:
        said = setting_words(setting, value, ctx.snapshot.schema)
    except (KeyError, TypeError, ValueError, AttributeError):
        said = ""
    if not said or (isinstance(value, list | dict) and said == str(value)):
        said = json.dumps(value, ensure_ascii=False)
    said = without_turns(said)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def choices_of(given: Mapping[str, Any]) -> dict[str, str]:
    """Return what was chosen on the page, by the names of items."""
    return {
        name.removeprefix(CHOICE): str(side)
        for name, side in given.items()
        if name.startswith(CHOICE)
    }
