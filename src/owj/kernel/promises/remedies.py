"""The one remedy that a month of missed tickets gives, and its choice. Source: R38, R39."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from owj.kernel.errors import Conflict, InvalidInput
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.monthly import MonthCount
from owj.kernel.sla.remedy_settings import RemedyOption


class RemedyNotDue(Conflict):
    """Say that a month gives no remedy (yet)."""

    code = "remedy.not_due"
    message = "%(missed)s tickets were missed in %(month)s; a remedy is due from %(threshold)s on."


class RemedyAlreadyChosen(Conflict):
    """Say that a choice is final."""

    code = "remedy.already_chosen"
    message = "The remedy for %(month)s was chosen already. A choice is final."


class RemedyNotOffered(InvalidInput):
    """Say that the agreement does not offer a remedy."""

    code = "remedy.not_offered"
    message = "Expected one of %(offered)s, got %(got)s."


@dataclass(frozen=True, slots=True)
class ChosenRemedy:
    """Hold a choice that was accepted. amount: sessions of a webinar, percent of a discount.

    count: the month's count as it was accepted; what leaves it later changes nothing (R38).
    """

    count: MonthCount
    option: RemedyOption
    amount: int
    chosen_at: datetime


def offered_remedies(agreement: Agreement) -> tuple[tuple[RemedyOption, int], ...]:
    """Return what may be chosen from, each with its sessions or percent. Source: R39."""
    amounts = {
        RemedyOption.WEBINAR_SESSION: agreement.remedy_webinars,
        RemedyOption.RENEWAL_DISCOUNT: agreement.remedy_renewal_percent,
        RemedyOption.CONSULTING_DISCOUNT: agreement.remedy_consulting_percent,
        RemedyOption.ASSESSMENT_DISCOUNT: agreement.remedy_assessment_percent,
    }
    return tuple(
        (option, amounts[option]) for option in RemedyOption if option in agreement.remedy_options
    )


def choose_remedy(
    count: MonthCount,
    option: RemedyOption,
    chosen: Iterable[ChosenRemedy],
    at: datetime,
    agreement: Agreement,
) -> ChosenRemedy:
    """Return the accepted choice for a month.

    chosen: all choices of the contract so far. Raises: RemedyNotDue before the fifth breach,
    RemedyAlreadyChosen, RemedyNotOffered. Source: R38, R39.
    """
    if not count.remedies or count.reached_at is None or at < count.reached_at:
        raise RemedyNotDue(
            missed=count.missed, month=count.month, threshold=agreement.misses_for_remedy
        )
    taken = sum(one.count.month == count.month for one in chosen)
    if taken >= count.remedies:
        raise RemedyAlreadyChosen(month=count.month)
    amounts = dict(offered_remedies(agreement))
    if option not in amounts:
        raise RemedyNotOffered(offered=", ".join(one.value for one in amounts), got=option.value)
    return ChosenRemedy(count, option, amounts[option], at)
