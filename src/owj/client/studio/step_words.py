"""What publishing does to the database, step by step, and what each costs those who work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.server.records.steps import Risk

STEP_WORDS: Mapping[str, str] = {
    "CreateTable": _("make the table of %(entity)s"),
    "AddColumn": _("add a column for %(field)s"),
    "AddFolded": _("make %(field)s searchable, however it is spelled"),
    "RelaxColumn": _("let %(field)s be empty"),
    "ChangeDefault": _("fill in another first value of %(field)s"),
    "AddLink": _("hold %(field)s to records that are there"),
    "ValidateLink": _("look through the old values of %(field)s"),
    "AddIndex": _("make an index on %(entity)s"),
    "DropIndex": _("drop an index of %(entity)s"),
    "FillColumn": _("fill %(field)s where it is empty"),
    "GuardColumn": _("refuse new records without %(field)s"),
    "ReadGuarded": _("look whether every record has %(field)s"),
    "DropColumn": _("drop %(field)s with its values, for ever"),
    "RequireColumn": _("ask for %(field)s from now on"),
}
RISK_WORDS: Mapping[Risk, tuple[str, str]] = {
    Risk.INSTANT: (_("in a moment"), "good"),
    Risk.ONLINE: (_("while people work"), ""),
    Risk.LOSS: (_("values go for ever"), "danger"),
    Risk.REWRITE: (_("writing waits meanwhile"), "warn"),
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in words. risk: what it costs; tone: how that is shown."""

    words: str
    risk: str
    tone: str


def step_lines(steps: Iterable[object]) -> list[StepLine]:
    """Return the steps of a plan in words."""
    return [_line(step) for step in steps]


def _line(step: object) -> StepLine:
    words = STEP_WORDS.get(type(step).__name__)
    entity, field = getattr(step, "entity", None), getattr(step, "field", None)
    named = {
        "entity": entity.label if entity else "",
        "field": field.label if field else "",
    }
    risk, tone = RISK_WORDS.get(getattr(step, "risk", Risk.ONLINE), RISK_WORDS[Risk.ONLINE])
    said = gettext(words) % named if words else str(getattr(step, "name", ""))
    return StepLine(said, gettext(risk), tone)
