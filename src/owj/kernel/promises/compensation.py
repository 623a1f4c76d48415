"""What a late delivery is owed: proposed by rule, decided by the committee. Source: R29-R36."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.promises.delays import DayRange, Delay, Delivery, delay_of
from owj.kernel.promises.exclusions import barring
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.remedy_settings import Exclusion, Process, TierMode


class AwardKind(StrEnum):
    """Name what is given for a broken promise. customers_choice: one of the remedies of R39."""

    WARRANTY_EXTENSION_DAYS = "warranty_extension_days"
    FREE_TRAINING_SESSION = "free_training_session"
    ASSESSMENT_CONSULTING_HOURS = "assessment_consulting_hours"
    CRM_MANAGER_HOURS = "crm_manager_hours"
    RENEWAL_DISCOUNT_PERCENT = "renewal_discount_percent"
    CUSTOMERS_CHOICE = "customers_choice"


@dataclass(frozen=True, slots=True)
class Award:
    """Hold one thing owed. valid_jalali_years: how long it may be used; None: no end of its own."""

    kind: AwardKind
    amount: int
    valid_jalali_years: int | None = None

    def usable_until(self, given_on: date) -> date | None:
        """Return the last day on which it may be used, if it has one. Source: R31."""
        if self.valid_jalali_years is None:
            return None
        given = JalaliDate.from_gregorian(given_on)
        after = given.add_years(self.valid_jalali_years).to_gregorian()
        return date.fromordinal(after.toordinal() - 1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Hold what the rules propose for a delay, with the gross facts that they judged (R36).

    awards: what is owed, the highest tier first; empty when on time or barred. excluded_by: the
    exclusions that bar it.
    """

    process: Process
    delay: Delay
    awards: tuple[Award, ...]
    excluded_by: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class LateDelivery:
    """Hold the facts that a delay is judged by.

    excluded: the days that letters and suspensions take off (`delays.excused_ranges`).
    """

    process: Process
    delivery: Delivery
    excluded: tuple[DayRange, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()


def propose_compensation(
    late: LateDelivery, agreement: Agreement, calendar: BusinessCalendar
) -> Proposal:
    """Return what a late delivery is owed. Source: R29, R36, R43, R46."""
    unit = agreement.delay_units[late.process]
    delay = delay_of(late.delivery, unit, late.excluded, calendar)
    bars = barring(late.exclusions, late.process, agreement)
    owed = () if bars else awards_for(late.process, delay.net_days, agreement)
    return Proposal(late.process, delay, owed, bars)


def awards_for(process: Process, net_days: int, agreement: Agreement) -> tuple[Award, ...]:
    """Return what a net delay is owed, the highest tier first. Source: R30-R36."""
    if net_days <= 0:
        return ()
    reached = [award for award in _AWARDS[process](net_days, agreement) if award.amount]
    if agreement.tier_mode is TierMode.HIGHEST:
        return tuple(reached[-1:])
    return tuple(reversed(reached))


def _for_install(net_days: int, agreement: Agreement) -> list[Award]:
    """Give days of warranty. Source: R30."""
    days = net_days * agreement.install_days_per_day
    return [Award(AwardKind.WARRANTY_EXTENSION_DAYS, days)]


def _for_training(net_days: int, agreement: Agreement) -> list[Award]:
    """Give a session, after the tier an hour of assessment. Source: R31, R32."""
    reached = [
        Award(
            AwardKind.FREE_TRAINING_SESSION,
            agreement.training_sessions_owed,
            agreement.training_voucher_years,
        )
    ]
    if net_days > agreement.training_tier_days:
        hours = agreement.assessment_hours_owed
        reached.append(Award(AwardKind.ASSESSMENT_CONSULTING_HOURS, hours))
    return reached


def _for_customisation(net_days: int, agreement: Agreement) -> list[Award]:
    """Give hours of the CRM manager, then more of them, then a discount. Source: R33-R35."""
    reached = [Award(AwardKind.CRM_MANAGER_HOURS, agreement.customisation_first_hours)]
    if net_days > agreement.customisation_first_days:
        hours = agreement.customisation_second_hours
        reached.append(Award(AwardKind.CRM_MANAGER_HOURS, hours))
    if net_days > agreement.customisation_second_days:
        percent = agreement.customisation_discount
        reached.append(Award(AwardKind.RENEWAL_DISCOUNT_PERCENT, percent))
    return reached


def _for_integration(net_days: int, agreement: Agreement) -> list[Award]:
    """Give nothing: the text promises no award."""
    return []


_AWARDS: Mapping[Process, Callable[[int, Agreement], list[Award]]] = {
    Process.INSTALL: _for_install,
    Process.TRAINING: _for_training,
    Process.CUSTOMISATION: _for_customisation,
    Process.INTEGRATION: _for_integration,
}
