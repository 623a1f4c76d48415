"""A warranty and a month's claim as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from owj.kernel.money import Rial, show_rial
from owj.kernel.promises.cover import Cover
from owj.kernel.promises.entitlements import Benefit
from owj.kernel.promises.periods import WarrantyState, period_of
from owj.kernel.promises.renewal import renewal_fee
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.kernel.sla.warranty_settings import Service
from owj.packages.remedies.queries import MonthClaim
from owj.packages.remedies.words import ClaimState
from owj.packages.warranty.queries import Balance, Warranty
from owj.ui.dates import digits, show_date
from owj.ui.reading import language
from owj.ui.warranty.entries import EntryLine, entry_lines
from owj.ui.warranty.words import (
    BENEFIT_WORDS,
    OPTION_ICONS,
    REASON_WORDS,
    SERVICE_WORDS,
    option_words,
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


@dataclass(frozen=True, slots=True)
class OptionLine:
    """A remedy to choose from. effect: what it comes to today, empty where it has no figure."""

    value: str
    icon: str
    name: str
    effect: str


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A month's claim as a page shows it. steps: (words, "done" | "now" | "")."""

    claim: MonthClaim
    steps: tuple[tuple[str, str], ...]
    options: tuple[OptionLine, ...]
    chosen: str

    @property
    def seq_text(self) -> str:
        """Return the number of its entry, empty while it is a draft."""
        return str(self.claim.claim.seq) if self.claim.claim else ""


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
            option_words(RemedyOption(one.data["what"]), int(one.data["amount"]))
            for one in warranty.vouchers
        ),
    )


def claim_card(claim: MonthClaim, warranty: Warranty) -> ClaimCard:
    """Return what a page shows of a month's claim."""
    chosen = claim.claim.option if claim.claim else None
    return ClaimCard(
        claim=claim,
        steps=_steps(claim),
        options=tuple(
            OptionLine(
                option.value,
                OPTION_ICONS[option],
                option_words(option, amount),
                _effect(option, amount, warranty),
            )
            for option, amount in claim.options
        ),
        chosen=option_words(chosen, claim.claim.amount) if claim.claim and chosen else "",
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


def _steps(claim: MonthClaim) -> tuple[tuple[str, str], ...]:
    due = claim.verdict
    filed = claim.claim
    words: Sequence[str] = (
        gettext("Filed, %(day)s") % {"day": show_date(filed.filed_at)}
        if filed
        else gettext("Filing, until %(day)s") % {"day": _day(due.claim_until)},
        gettext("Committee, until %(day)s") % {"day": _day(due.result_due_at)},
        gettext("Your choice"),
        gettext("Done"),
    )
    place = {
        ClaimState.DRAFT: 0,
        ClaimState.FILED: 1,
        ClaimState.ACCEPTED: 2,
        ClaimState.CHOSEN: 4,
    }.get(claim.state, -1)
    states = ("done" if at < place else "now" if at == place else "" for at in range(len(words)))
    return tuple(zip(words, states, strict=True))


def _day(at: datetime | None) -> str:
    return "" if at is None else show_date(at)


def _effect(option: RemedyOption, amount: int, warranty: Warranty) -> str:
    """Tell how much lower the renewal would be today, beside the discounts it has already."""
    if option is not RemedyOption.RENEWAL_DISCOUNT or warranty.quote is None:
        return ""
    quote = warranty.quote
    percents = [one.discount.percent for one in quote.discounts]
    lower = renewal_fee(quote.fee.value, [*percents, amount], warranty.agreement)
    saved = show_rial(Rial(quote.fee.fee - lower.fee), language())
    return gettext("%(amount)s less") % {"amount": saved}
