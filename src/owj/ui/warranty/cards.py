"""A warranty as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from owj.kernel.promises.cover import Cover
from owj.kernel.promises.entitlements import Benefit
from owj.kernel.promises.periods import WarrantyState, period_of
from owj.kernel.sla.warranty_settings import Service
from owj.packages.warranty.account import VOUCHER_BENEFITS
from owj.packages.warranty.queries import Balance, Warranty
from owj.ui.dates import digits
from owj.ui.warranty.entries import EntryLine, entry_lines
from owj.ui.warranty.words import (
    BENEFIT_WORDS,
    REASON_WORDS,
    SERVICE_WORDS,
    voucher_words,
)


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One service, whether it may be used today, and why."""

    name: str
    allowed: bool
    why: str


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """What is left of something granted: "2 of 3 left"."""

    name: str
    benefit: str
    words: str
    left: int


@dataclass(frozen=True, slots=True)
class WarrantyCard:
    """A warranty as a page shows it. percent: how much of the running period is left, 0 to 100."""

    warranty: Warranty
    tone: str
    state_words: str
    percent: int
    period_days: int
    covers: tuple[CoverLine, ...]
    balances: tuple[BalanceLine, ...]
    entries: tuple[EntryLine, ...]
    vouchers: tuple[str, ...]


def warranty_card(warranty: Warranty) -> WarrantyCard:
    """Return what a page shows of a warranty."""
    period = period_of(warranty.account.periods, warranty.today)
    days = (period.last_day - period.first_day).days + 1 if period else 0
    left = (period.last_day - warranty.today).days + 1 if period else 0
    return WarrantyCard(
        warranty=warranty,
        tone=_tone(warranty),
        state_words=_state_words(warranty),
        percent=round(100 * left / days) if days else 0,
        period_days=days,
        covers=tuple(
            CoverLine(
                gettext(SERVICE_WORDS[one]), cover.allowed, gettext(REASON_WORDS[cover.reason])
            )
            for one, cover in warranty.covers
        ),
        balances=tuple(_balance(one) for one in warranty.balances),
        entries=entry_lines(warranty),
        vouchers=tuple(
            voucher_words(one.data)
            for one in warranty.vouchers
            if one.data["what"] not in VOUCHER_BENEFITS or one.data.get("until")
        ),
    )


def _tone(warranty: Warranty) -> str:
    if warranty.state is WarrantyState.EXPIRED:
        return "danger"
    if warranty.state is WarrantyState.NOT_STARTED:
        return "line"
    soon = max(warranty.agreement.renewal_reminders, default=0)
    return "warn" if warranty.days_left <= soon else "good"


def _state_words(warranty: Warranty) -> str:
    words = {
        WarrantyState.ACTIVE: gettext("active"),
        WarrantyState.GRACE: gettext("in its days of grace"),
        WarrantyState.EXPIRED: gettext("ended"),
        WarrantyState.NOT_STARTED: gettext("not begun yet"),
    }
    return words[warranty.state]


def _cover(service: Service, cover: Cover) -> CoverLine:
    why = gettext(REASON_WORDS[cover.reason])
    return CoverLine(gettext(SERVICE_WORDS[service]), cover.allowed, why)


def _balance(one: Balance) -> BalanceLine:
    if one.benefit is Benefit.TRAINING_MINUTES:
        words = gettext("%(left)s of %(granted)s minutes left")
    else:
        words = gettext("%(left)s of %(granted)s left")
    figures = {"left": digits(one.left), "granted": digits(one.granted)}
    return BalanceLine(
        gettext(BENEFIT_WORDS[one.benefit]), one.benefit.value, words % figures, one.left
    )
