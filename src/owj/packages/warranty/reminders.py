"""Recalling the renewal before a warranty ends: a letter on each day that the agreement names.

Source: R22. One timer looks each morning at every contract, a stretch of them at a time. A day that
passed while Owj stood still is made up for: of several such days the latest is told, with the days
that are left by then. Each is told once: its key names the end and the day before it.
"""

from __future__ import annotations

from datetime import date, timedelta

from owj.kernel.promises.periods import WarrantyState, warranty_state
from owj.kernel.sla.agreement import Agreement
from owj.packages.contracts.entity import Contract
from owj.packages.customers.queries import Rights
from owj.packages.customers.services.telling import CustomerNews, tell_customer_people
from owj.packages.warranty.letters import CONTRACTS_PATH, reminder_words
from owj.packages.warranty.queries import begun_after
from owj.server.records.context import Context
from owj.server.timers.mornings import ensure_mornings

REMINDERS_TIMER = "warranty.reminders"
AT_ONCE = 200
# A reminder that was missed is told after the end, too, for so long.
TOLD_AFTER_END = timedelta(days=30)


def ensure_reminders(ctx: Context) -> None:
    """Let the timer look tomorrow morning, unless it is set already."""
    ensure_mornings(ctx, REMINDERS_TIMER)


def remind_stretch(ctx: Context, after_id: int) -> int | None:
    """Recall the renewals of the next contracts; return the last one looked at, None: all done."""
    stretch = begun_after(ctx, after_id, AT_ONCE)
    today = ctx.now.astimezone(ctx.zone).date()
    for one in stretch.begun:
        ends_on, agreement = one.account.last_day, one.agreement
        before = due_reminder(ends_on, today, agreement)
        if before is not None and ends_on is not None:
            state = warranty_state(one.account.periods, today, agreement)
            _tell(ctx, one.contract, ends_on, before, lapsed=state is WarrantyState.EXPIRED)
    return stretch.last_id


def due_reminder(ends_on: date | None, today: date, agreement: Agreement) -> int | None:
    """Return which reminder is the latest that is due: the days it lies before the end."""
    if ends_on is None or today > ends_on + TOLD_AFTER_END:
        return None
    left = (ends_on - today).days
    return min((days for days in agreement.renewal_reminders if left <= days), default=None)


def _tell(ctx: Context, contract: Contract, ends_on: date, before: int, *, lapsed: bool) -> None:
    news = CustomerNews(
        kind="warranty_ends",
        key=f"warranty:{contract.id}:{ends_on.isoformat()}:{before}",
        url=CONTRACTS_PATH,
        data={"subject": contract.title, "day": ends_on.isoformat()},
    )
    left = (ends_on - ctx.now.astimezone(ctx.zone).date()).days
    tell_customer_people(
        ctx,
        contract.customer_id,
        news,
        lambda: reminder_words(contract.title, ends_on, left, lapsed=lapsed),
        _renews,
    )


def _renews(rights: Rights) -> bool:
    return rights.numbers or rights.judge
