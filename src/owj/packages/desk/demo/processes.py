"""Processes of the demo that wait for somebody, so that no inbox is empty on the first day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from owj.packages.contracts.entity import Contract
from owj.packages.desk.demo.leads import add_leads
from owj.packages.desk.demo.people import Cast
from owj.server.outbox.models import OutboxMessage
from owj.server.processes.services import start
from owj.server.processes.shipped import install_shipped_processes
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.doing import Told, do_task
from owj.server.processes.tasks.holding import claim_task, comment_on_task, delegate_task
from owj.server.processes.tasks.news import DUE_TIMER
from owj.server.processes.tasks.opinions import ask_opinion
from owj.server.processes.tasks.stand_ins import Leave, enter_leave
from owj.server.records.context import Context, open_context
from owj.server.timers.schedule import cancel_timer

# Who asked, how long ago, by how much, and why.
DISCOUNTS = (
    ("pooya", timedelta(days=2), "25", "رقیب ۲۲ درصد داده است و قرارداد این ماه تمام می‌شود."),
    ("elham", timedelta(minutes=40), "15", "مشتری سال سوم است و پیش‌پرداخت کامل می‌دهد."),
    ("negar", timedelta(minutes=25), "12", "خرید هم‌زمان ماژول انبار و حقوق."),
    ("negar", timedelta(hours=20), "8", ""),
    ("pooya", timedelta(minutes=5), "7", ""),
)


def begin_processes(ctx: Context, cast: Cast) -> None:
    """Start requests for discounts and leaves, and file leads, as the demo's people would have."""
    install_shipped_processes()
    contracts = list(ctx.rows(Contract).order_by("id")[: len(DISCOUNTS)])
    for contract, (user, ago, percent, reason) in zip(contracts, DISCOUNTS, strict=False):
        who = _context(ctx, cast, user, ago)
        started = start(who, "discount", record=who.get(Contract, contract.id))
        values = {"percent": Decimal(percent), "renewal": True, "reason": reason}
        do_task(who, _open(started.pk).pk, Told(values))
    _begin_leave(ctx, cast)
    add_leads(ctx, cast)
    _talk(ctx, cast)
    # What was overdue before the demo began was told before it began.
    for task in UserTask.objects.filter(due__lte=ctx.now):
        cancel_timer(DUE_TIMER, str(task.pk))
    # Nor does any letter leave for what happened in the demo's past.
    OutboxMessage.objects.all().delete()


def _begin_leave(ctx: Context, cast: Cast) -> None:
    """Let one colleague be away today, and another ask for a leave."""
    day = ctx.now.astimezone(ctx.zone).date()
    negar, babak = cast.staff["negar"].pk, cast.staff["babak"].pk
    away = Leave(negar, babak, day, day + timedelta(days=3), "سفر کاری")
    enter_leave(_context(ctx, cast, "negar", timedelta(days=1)), away)
    who = _context(ctx, cast, "elham", timedelta(minutes=50))
    started = start(who, "leave")
    first = day + timedelta(days=6)
    days = {"first_day": first, "last_day": first + timedelta(days=2), "kind": "paid"}
    do_task(who, _open(started.pk).pk, Told(days))
    do_task(who, _open(started.pk).pk, Told({"stand_in": cast.staff["pooya"].pk, "note": ""}))


def _talk(ctx: Context, cast: Cast) -> None:
    """Let a task have gone from hand to hand, with words beside it."""
    late = UserTask.objects.filter(node="decide", status="open").order_by("pk").first()
    if late is None:
        return
    sina = _context(ctx, cast, "sina", timedelta(hours=1))
    do = UserTask.objects.filter(node="decide", status="open").order_by("-pk").first()
    comment_on_task(sina, late.pk, "نامهٔ رقیب را هم پیوست کنید.")
    if do is not None and do.pk != late.pk:
        claim_task(sina, do.pk)
        ask_opinion(sina, do.pk, cast.staff["maryam"].pk, "با این مشتری چنین تخفیفی سابقه دارد؟")
    leave = UserTask.objects.filter(node="approve", status="open").first()
    if leave is not None:
        claim_task(sina, leave.pk)
        delegate_task(sina, leave.pk, cast.staff["maryam"].pk, "من این هفته نیستم.")


def _context(ctx: Context, cast: Cast, user: str, ago: timedelta) -> Context:
    return open_context(cast.staff[user].actor, now=ctx.now - ago)


def _open(instance_id: int) -> UserTask:
    return UserTask.objects.get(instance=instance_id, status=UserTask.Status.OPEN)
