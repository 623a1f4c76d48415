"""Work that a drawn process may do to a ticket: tell of it, ask about it, set its priority."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import Priority
from owj.packages.desk import news
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services.set_priority import set_priority
from owj.server.agreements.log import Subject, events_of
from owj.server.processes.work import WorkPlace, register
from owj.server.processes.work.kinds import Parameter, ParameterKind, WorkKind, declare, words
from owj.server.processes.work.settings import Settings, WorkSettingRefused
from owj.server.records.context import Context

TELL = declare(
    WorkKind(
        "ticket.tell",
        words("خبر دادن از تیکت", "Tell of a ticket"),
        words(
            "با متن‌های آمادهٔ میز و از راهی که هر کس خواسته است خبر می‌دهد.",
            "Tells with the desk's own words, by the ways that each person chose.",
        ),
        "bell",
        (
            Parameter(
                "what",
                ParameterKind.CHOICE,
                words("چه چیزی", "What"),
                words("چه کسی خبر می‌شود، از خود خبر پیداست.", "What it is says who hears of it."),
                required=True,
                options=(
                    ("receipt", words("رسید به مشتری", "The receipt, to the customer")),
                    ("date", words("زمان اعلام‌شده به مشتری", "A date, to the customer")),
                    ("status", words("وضعیت به مشتری", "The status, to the customer")),
                    ("confirm", words("درخواست تأیید حل", "Whether it is solved, asked of them")),
                    ("rate", words("درخواست امتیاز", "A rating, asked of the customer")),
                    ("near", words("نزدیک شدن موعد به مسئول", "A near deadline, to its holder")),
                    ("breach", words("قول شکسته به مدیران", "A broken promise, to the managers")),
                    ("alarm", words("یادآوری P0 به مدیران", "P0 goes on, to the managers")),
                ),
            ),
        ),
    )
)
PRIORITY = declare(
    WorkKind(
        "ticket.priority",
        words("تعیین اولویت تیکت", "Set a ticket's priority"),
        words(
            "به نام کسی که کار پیش از آن را انجام داده است.",
            "In the name of whoever did the task before it.",
        ),
        "flag",
        (
            Parameter(
                "priority",
                ParameterKind.FEEL,
                words("اولویت", "Priority"),
                words("critical، high، medium یا low.", "critical, high, medium or low."),
                required=True,
            ),
        ),
    )
)


@register(TELL.key)
def tell_of_ticket(place: WorkPlace) -> Outcome:
    """Tell what the drawing names, of the ticket of the process."""
    said = Settings(TELL, place.node.extensions, place.read, place.ctx.now)
    ctx = place.ctx.as_system()
    _TOLD[said.choice("what")](ctx, ctx.get(Ticket, _ticket_of(place)), place)
    return Outcome()


@register(PRIORITY.key)
def set_ticket_priority(place: WorkPlace) -> Outcome:
    """Confirm or change the priority, as whoever takes this step.

    Raises: OnlyStaff, OnlyProjectManager, TicketRefused's kinds, WorkSettingRefused.
    """
    said = Settings(PRIORITY, place.node.extensions, place.read, place.ctx.now)
    value = said.value("priority")
    if value not in list(Priority):
        reason = "expected critical, high, medium or low"
        raise WorkSettingRefused(part="owj:priority", reason=reason)
    set_priority(place.ctx, _ticket_of(place), Priority(str(value)))
    return Outcome()


def _ticket_of(place: WorkPlace) -> int:
    if place.entity != Ticket.key or place.record_id is None:
        raise WorkSettingRefused(part="owj:kind", reason="the process belongs to no ticket")
    return place.record_id


def _tell_status(ctx: Context, ticket: Ticket, _: WorkPlace) -> None:
    log = events_of(Subject(Ticket.key, ticket.id))
    news.tell_status(ctx, ticket, log[-1].by if log else None)


def _tell_date(ctx: Context, ticket: Ticket, place: WorkPlace) -> None:
    news.tell_date(ctx, ticket, _instant(place, "until"))


def _tell_near(ctx: Context, ticket: Ticket, place: WorkPlace) -> None:
    news.tell_near(ctx, ticket, *_promise(place), _instant(place, "deadline"))


def _tell_breach(ctx: Context, ticket: Ticket, place: WorkPlace) -> None:
    news.tell_breach(ctx, ticket, *_promise(place), _instant(place, "deadline"))


_TOLD: Mapping[str, Callable[[Context, Ticket, WorkPlace], None]] = {
    "receipt": lambda ctx, ticket, _: news.tell_receipt(ctx, ticket),
    "date": _tell_date,
    "status": _tell_status,
    "confirm": lambda ctx, ticket, _: news.ask_confirmation(ctx, ticket),
    "rate": lambda ctx, ticket, _: news.ask_rating(ctx, ticket),
    "near": _tell_near,
    "breach": _tell_breach,
    "alarm": lambda ctx, ticket, _: news.tell_alarm(ctx, ticket),
}


def _instant(place: WorkPlace, name: str) -> datetime:
    value = place.read(name)
    if not isinstance(value, datetime):
        raise WorkSettingRefused(part=name, reason="this variable holds no instant")
    return value.astimezone(UTC)


def _promise(place: WorkPlace) -> tuple[Promise, int]:
    promise, cycle = place.read("promise"), place.read("cycle")
    if promise not in list(Promise) or not isinstance(cycle, Decimal):
        raise WorkSettingRefused(part="promise", reason="this variable names no promise")
    return Promise(str(promise)), int(cycle)
