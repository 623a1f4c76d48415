"""Work that enters a leave: from then on the stand-in sees the person's tasks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.feel import FeelValue
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.tasks.stand_ins import Leave, enter_leave
from owj.server.processes.work import WorkPlace, register
from owj.server.processes.work.acting import acting_context
from owj.server.processes.work.kinds import Parameter, ParameterKind, WorkKind, declare, words
from owj.server.processes.work.settings import Settings, WorkSettingRefused

LEAVE = declare(
    WorkKind(
        "leave.enter",
        words("ثبت مرخصی با جانشین", "Enter a leave with a stand-in"),
        words(
            "کارهای شخص را در این روزها به جانشین نیز نشان می‌دهد.",
            "Shows a person's tasks to the stand-in too in these days.",
        ),
        "calendar-clock",
        (
            Parameter(
                "person",
                ParameterKind.FEEL,
                words("شخص", "Person"),
                words("شمارهٔ همکار. خالی: آغازگر فرایند.", "Their number. Empty: the starter."),
            ),
            Parameter(
                "standIn",
                ParameterKind.FEEL,
                words("جانشین", "Stand-in"),
                words("شمارهٔ همکار.", "The colleague's number."),
                required=True,
            ),
            Parameter(
                "firstDay",
                ParameterKind.FEEL,
                words("از روز", "First day"),
                words("تاریخ.", "A date."),
                required=True,
            ),
            Parameter(
                "lastDay",
                ParameterKind.FEEL,
                words("تا روز", "Last day"),
                words("تاریخ.", "A date."),
                required=True,
            ),
            Parameter(
                "note",
                ParameterKind.TEXT,
                words("یادداشت", "Note"),
                words("میان {{ }} عبارت می‌آید.", "An expression stands within {{ }}."),
            ),
        ),
    )
)


@register(LEAVE.key)
def enter(place: WorkPlace) -> Outcome:
    """Enter a leave. Raises: WorkSettingRefused, StandInRefused."""
    said = Settings(LEAVE, place.node.extensions, place.read, place.ctx.now)
    leave = Leave(
        person=_person(said.value("person"), "person") or _starter(place),
        stand_in=_person(said.value("standIn"), "standIn") or 0,
        first_day=_day(said.value("firstDay"), "firstDay"),
        last_day=_day(said.value("lastDay"), "lastDay"),
        note=said.text("note"),
    )
    enter_leave(acting_context(place, "process"), leave)
    return Outcome()


def _starter(place: WorkPlace) -> int:
    if place.instance_id is None:
        return place.ctx.actor.user_id or 0
    rows = ProcessInstance.objects.filter(pk=place.instance_id)
    return rows.values_list("started_by_id", flat=True).first() or 0


def _person(value: FeelValue, name: str) -> int | None:
    """Return a person's number; variables keep the choice of a person as text."""
    if value is None:
        return None
    if isinstance(value, Decimal) and value == int(value):
        return int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    raise WorkSettingRefused(part=f"owj:{name}", reason="expected the number of a colleague")


def _day(value: FeelValue, name: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise WorkSettingRefused(part=f"owj:{name}", reason="expected a date")
