"""A claim as a page shows it: of a month, of a late delivery, or in the customer's own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from owj.kernel.calendars.jalali import format_month
from owj.kernel.money import Rial, show_rial
from owj.kernel.promises.claims import ClaimVerdict
from owj.kernel.promises.compensation import Award, Proposal
from owj.kernel.promises.renewal import renewal_fee
from owj.kernel.sla.remedy_settings import DelayUnit, RemedyOption
from owj.packages.remedies.account import Claim
from owj.packages.remedies.awards import CHOICE
from owj.packages.remedies.queries import (
    DelayClaim,
    MissedTicket,
    MonthClaim,
    delay_claims,
    month_claims,
    own_claims,
)
from owj.packages.remedies.telling import award_words
from owj.packages.remedies.words import ClaimBasis, ClaimState
from owj.packages.warranty.queries import Warranty
from owj.server.records.context import Context
from owj.ui.dates import digits, show_date
from owj.ui.reading import language
from owj.ui.warranty.words import OPTION_ICONS, option_words


@dataclass(frozen=True, slots=True)
class OptionLine:
    """A remedy to choose from. effect: what it comes to today, empty where it has no figure."""

    value: str
    icon: str
    name: str
    effect: str


@dataclass(frozen=True, slots=True)
class VoteLine:
    """What a member of the committee voted, in words."""

    name: str
    words: str
    reason: str
    day: date


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim as a page shows it.

    dom: its name within the page; basis, key: what it is filed by. steps: (words, "done" | "now" |
    ""). facts: how the delay was counted. proposed, awarded: in words. votes: for staff alone.
    """

    dom: str
    heading: str
    basis: ClaimBasis
    key: str
    state: ClaimState
    claim: Claim | None
    verdict: ClaimVerdict
    steps: tuple[tuple[str, str], ...]
    chosen: str = ""
    facts: tuple[str, ...] = ()
    tickets: tuple[MissedTicket, ...] = ()
    options: tuple[OptionLine, ...] = ()
    proposed: tuple[str, ...] = ()
    awarded: tuple[str, ...] = ()
    votes: tuple[VoteLine, ...] = ()

    @property
    def seq_text(self) -> str:
        """Return the number of its entry, empty while it is a draft."""
        return str(self.claim.seq) if self.claim else ""

    @property
    def reason(self) -> str:
        """Return the committee's reason, which the customer reads."""
        return self.claim.reason if self.claim else ""


def claim_cards(ctx: Context, warranty: Warranty) -> tuple[ClaimCard, ...]:
    """Return every claim and draft of a contract: late deliveries, own words, months."""
    id_ = warranty.contract.id
    return (
        *(delay_card(one) for one in delay_claims(ctx, id_)),
        *(delay_card(one) for one in own_claims(ctx, id_)),
        *(month_card(one, warranty) for one in month_claims(ctx, id_)),
    )


def month_card(found: MonthClaim, warranty: Warranty) -> ClaimCard:
    """Return what a page shows of a month's claim."""
    claim = found.claim
    heading = gettext("%(n)s broken promises in %(month)s") % {
        "n": digits(found.missed),
        "month": format_month(found.month, language()),
    }
    return ClaimCard(
        dom=f"m-{found.month}",
        heading=heading,
        basis=ClaimBasis.MONTH,
        key=found.month,
        state=found.state,
        claim=claim,
        verdict=found.verdict,
        steps=_steps(found.state, claim, found.verdict, chooses=True),
        chosen=option_words(claim.option, claim.amount) if claim and claim.option else "",
        tickets=found.tickets,
        options=tuple(
            OptionLine(
                option.value,
                OPTION_ICONS[option],
                option_words(option, amount),
                _effect(option, amount, warranty),
            )
            for option, amount in found.options
        ),
        proposed=_words(CHOICE),
        awarded=_awarded(claim),
        votes=_votes(claim),
    )


def delay_card(found: DelayClaim) -> ClaimCard:
    """Return what a page shows of a late delivery's claim, or of one in own words."""
    claim, item = found.claim, found.item
    title = item.title if item else claim.title if claim else ""
    own = claim is not None and claim.basis is ClaimBasis.OTHER
    awarded = _awarded(claim)
    return ClaimCard(
        dom=f"d-{item.item.replace(':', '-') if item else claim.seq if claim else ''}",
        heading=title if own else gettext("Late: %(title)s") % {"title": title},
        basis=ClaimBasis.OTHER if own else ClaimBasis.DELAY,
        key=item.item if item else "",
        state=found.state,
        claim=claim,
        verdict=found.verdict,
        steps=_steps(found.state, claim, found.verdict, chooses=False),
        chosen=gettext(", ").join(awarded),
        facts=_delay_facts(item.proposal) if item else (),
        proposed=_words(item.proposal.awards) if item else (),
        awarded=awarded,
        votes=_votes(claim),
    )


def _delay_facts(proposal: Proposal) -> tuple[str, ...]:
    """Tell how a delay was counted: gross, what does not count, net, what bars it."""
    delay = proposal.delay
    working = delay.unit is DelayUnit.WORKING
    net = gettext("%(n)s working days late") if working else gettext("%(n)s days late")
    facts = [net % {"n": digits(delay.net_days)}]
    if delay.excluded_days:
        words = gettext("%(gross)s days in all, %(excluded)s of them do not count")
        figures = {"gross": digits(delay.gross_days), "excluded": digits(delay.excluded_days)}
        facts.append(words % figures)
    if proposal.excluded_by:
        codes = gettext(", ").join(one.value for one in proposal.excluded_by)
        facts.append(gettext("No compensation: %(codes)s") % {"codes": codes})
    return tuple(facts)


def _steps(
    state: ClaimState, claim: Claim | None, verdict: ClaimVerdict, *, chooses: bool
) -> tuple[tuple[str, str], ...]:
    filed = (
        gettext("Filed, %(day)s") % {"day": show_date(claim.filed_at)}
        if claim
        else gettext("Filing, until %(day)s") % {"day": _day(verdict.claim_until)}
        if verdict.claim_until
        else gettext("Filing, open while the delay lasts")
    )
    committee = gettext("Committee, until %(day)s") % {"day": _day(verdict.result_due_at)}
    words: Sequence[str] = (
        filed,
        committee if verdict.result_due_at else gettext("Committee"),
        *([gettext("Your choice")] if chooses else []),
        gettext("Done"),
    )
    place = {
        ClaimState.DRAFT: 0,
        ClaimState.FILED: 1,
        ClaimState.ACCEPTED: 2,
        ClaimState.CHOSEN: 4,
        ClaimState.SETTLED: 4,
    }.get(state, -1)
    states = ("done" if at < place else "now" if at == place else "" for at in range(len(words)))
    return tuple(zip(words, states, strict=True))


def _day(at: datetime | None) -> str:
    return "" if at is None else show_date(at)


def _words(awards: Iterable[Award]) -> tuple[str, ...]:
    return tuple(award_words(one) for one in awards)


def _awarded(claim: Claim | None) -> tuple[str, ...]:
    verdict = claim.verdict if claim else None
    return _words(verdict.awards) if verdict and verdict.awards != CHOICE else ()


def _votes(claim: Claim | None) -> tuple[VoteLine, ...]:
    votes = claim.votes if claim else ()
    return tuple(
        VoteLine(
            one.name,
            gettext(", ").join(_words(one.vote.awards)) or gettext("refuses"),
            one.vote.reason,
            one.at,
        )
        for one in votes
    )


def _effect(option: RemedyOption, amount: int, warranty: Warranty) -> str:
    """Tell how much lower the renewal would be today, beside the discounts it has already."""
    if option is not RemedyOption.RENEWAL_DISCOUNT or warranty.quote is None:
        return ""
    quote = warranty.quote
    percents = [one.discount.percent for one in quote.discounts]
    lower = renewal_fee(quote.fee.value, [*percents, amount], warranty.agreement)
    saved = show_rial(Rial(quote.fee.fee - lower.fee), language())
    return gettext("%(amount)s less") % {"amount": saved}
