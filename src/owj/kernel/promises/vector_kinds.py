"""Judges of the test vectors of warranty, compensation, claims and prices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.money import Rial
from owj.kernel.promises.claims import LateDays, judge_claim
from owj.kernel.promises.compensation import Award, LateDelivery, propose_compensation
from owj.kernel.promises.cover import ServiceState, cover_of
from owj.kernel.promises.delays import DayRange, Delivery
from owj.kernel.promises.periods import (
    Warranty,
    WarrantyState,
    covered_periods,
    warranty_state,
)
from owj.kernel.promises.prices import TABLE_1400, PricedService, Site, price_of
from owj.kernel.promises.renewal import renewal_fee
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.remedy_settings import Exclusion, Process
from owj.kernel.sla.shapes import JsonValue
from owj.kernel.sla.vector_input import Fields
from owj.kernel.sla.vector_kinds import Answer, Desk
from owj.kernel.sla.warranty_settings import Service

# What the cases ask; the other services follow the same rule (R25).
_ASKED = (
    Service.DOCS,
    Service.REMOTE,
    Service.TICKET,
    Service.PHONE,
    Service.QUARTERLY_RELEASE,
    Service.REMOTE_INSTALL,
    Service.FREE_TRAINING,
    Service.ACADEMY,
)
# Codes that a case may carry though they bar nothing: they take days off (R44, R45).
_DEDUCTING = ("E8", "E10")
_PROMISED = (Process.INSTALL, Process.TRAINING, Process.CUSTOMISATION)


def judge_warranty(case: Fields, desk: Desk) -> Answer:
    """Answer what a warranty covers and what its renewal costs. Source: R21-R25, R41."""
    agreement, on = SHIPPED_AGREEMENT, case.day("on")
    warranty = Warranty(
        case.day("full_delivery"),
        case.whole_or_none("install_delay_days") or 0,
        case.days("renewals"),
    )
    periods = covered_periods(warranty, agreement)
    owj_service = _service_state(case.flag_or_none("owj_service_active"))
    answer: Answer = {
        "periods": [[p.first_day.isoformat(), p.last_day.isoformat()] for p in periods],
        "periods_jalali": [[_jalali(p.first_day), _jalali(p.last_day)] for p in periods],
        "active": warranty_state(periods, on, agreement) is WarrantyState.ACTIVE,
        "may": {
            service.value: cover_of(service, periods, on, agreement, owj_service).allowed
            for service in _ASKED
        },
    }
    value = case.whole_or_none("product_value_rial")
    if value is not None:
        discounts = case.wholes("discounts_percent")
        answer["renewal_fee_rial"] = renewal_fee(Rial(value), discounts, agreement).fee
    return answer


def judge_compensation(case: Fields, desk: Desk) -> Answer:
    """Answer what a late delivery is owed. Source: R30-R36, R42-R46."""
    codes = case.choices("customer_fault_codes", (*Exclusion, *_DEDUCTING))
    late = LateDelivery(
        Process(case.choice("process", _PROMISED)),
        Delivery(case.day("project_start"), case.day("planned"), case.day("actual")),
        tuple(DayRange(first, end) for first, end in case.day_spans("excluded")),
        tuple(Exclusion(code) for code in codes if code not in _DEDUCTING),
    )
    proposal = propose_compensation(late, SHIPPED_AGREEMENT, desk.calendar("ticket", case))
    return {
        "delay_unit": proposal.delay.unit.value,
        "net_delay_days": proposal.delay.net_days,
        "award": _award_json(proposal.awards[0]) if proposal.awards else None,
        "excluded_by": [exclusion.value for exclusion in proposal.excluded_by],
    }


def judge_claim_case(case: Fields, desk: Desk) -> Answer:
    """Answer whether a claim is accepted, and its deadlines. Source: R47-R49."""
    calendar = desk.calendar("ticket", case)
    zone = ZoneInfo(calendar.data.zone)
    delay_date = case.day("delay_date")
    verdict = judge_claim(
        LateDays(delay_date, delay_date), case.instant("claimed_at"), SHIPPED_AGREEMENT, calendar
    )
    due = {
        "claim_until": verdict.claim_until,
        "first_reply_deadline": verdict.first_reply_due_at,
        "result_deadline": verdict.result_due_at,
    }
    shown: Answer = {
        name: None if at is None else at.astimezone(zone).isoformat() for name, at in due.items()
    }
    return {"accepted": verdict.accepted, **shown}


def judge_price(case: Fields, desk: Desk) -> Answer:
    """Answer what some work cost by the table of 1400. Source: R52."""
    price = price_of(
        PricedService(case.choice("service", tuple(PricedService))),
        Site(case.choice("site", tuple(Site))),
        case.whole("minutes"),
        TABLE_1400,
        SHIPPED_AGREEMENT,
    )
    if price is None:
        return {"unit_rial": None, "total_rial": None}
    return {"unit_rial": price.unit, "total_rial": price.total}


def _service_state(active: bool | None) -> ServiceState:
    if active is None:
        return ServiceState.UNKNOWN
    return ServiceState.ACTIVE if active else ServiceState.INACTIVE


def _award_json(award: Award) -> JsonValue:
    shown: dict[str, JsonValue] = {"kind": award.kind.value, "amount": award.amount}
    if award.valid_jalali_years is not None:
        shown["valid_jalali_years"] = award.valid_jalali_years
    return shown


def _jalali(day: date) -> str:
    return JalaliDate.from_gregorian(day).iso


PROMISE_JUDGES: Mapping[str, Callable[[Fields, Desk], Answer]] = {
    "warranty": judge_warranty,
    "compensation": judge_compensation,
    "claim": judge_claim_case,
    "price": judge_price,
}
