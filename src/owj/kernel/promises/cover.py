"""What a customer may use on a day, and why. Source: R25."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from owj.kernel.promises.periods import Period, WarrantyState, period_of, warranty_state
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.warranty_settings import Service

_EXTRAS = frozenset({Service.REMOTE_INSTALL, Service.FREE_TRAINING, Service.ACADEMY})
_SERVED = frozenset({WarrantyState.ACTIVE, WarrantyState.GRACE})


class ServiceState(StrEnum):
    """Name how the Owj Service on a customer's server stands. Unknown is not inactive."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


class CoverReason(StrEnum):
    """Name why a service may be used, or may not.

    covered: the warranty runs. kept: it remains without warranty. service_inactive: remote access
    while the Owj Service stands still. not_in_free_year: the plan gives it from the first renewal
    on. not_started, lapsed: no warranty yet, or no longer.
    """

    COVERED = "covered"
    KEPT = "kept"
    SERVICE_INACTIVE = "service_inactive"
    NOT_IN_FREE_YEAR = "not_in_free_year"
    NOT_STARTED = "not_started"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Cover:
    """Hold whether a service may be used, and why."""

    allowed: bool
    reason: CoverReason


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """Hold what is known of an Owj Service: what it last said, or an agent declared, and when."""

    running: bool
    at: datetime


def service_state(
    report: ServiceReport | None, now: datetime, agreement: Agreement
) -> ServiceState:
    """Return how an Owj Service stands; too old a sign of life says nothing. Source: R25."""
    if report is None or now - report.at > timedelta(minutes=agreement.heartbeat_minutes):
        return ServiceState.UNKNOWN
    return ServiceState.ACTIVE if report.running else ServiceState.INACTIVE


def cover_of(
    service: Service,
    periods: Sequence[Period],
    on: date,
    agreement: Agreement,
    owj_service: ServiceState = ServiceState.UNKNOWN,
) -> Cover:
    """Return whether a service may be used on a day. Source: R25, R28."""
    state = warranty_state(periods, on, agreement)
    if service in agreement.without_warranty:
        return Cover(allowed=True, reason=CoverReason.KEPT)
    if state in _SERVED:
        if service in _EXTRAS and _without_extras(periods, on, agreement):
            return Cover(allowed=False, reason=CoverReason.NOT_IN_FREE_YEAR)
        return Cover(allowed=True, reason=CoverReason.COVERED)
    inactive = owj_service is ServiceState.INACTIVE and agreement.remote_if_inactive
    if service is Service.REMOTE and inactive:
        return Cover(allowed=True, reason=CoverReason.SERVICE_INACTIVE)
    if state is WarrantyState.NOT_STARTED:
        return Cover(allowed=False, reason=CoverReason.NOT_STARTED)
    return Cover(allowed=False, reason=CoverReason.LAPSED)


def _without_extras(periods: Sequence[Period], on: date, agreement: Agreement) -> bool:
    if agreement.extras_in_free_year:
        return False
    period = period_of(periods, on) or _last_before(periods, on)
    return period.free


def _last_before(periods: Sequence[Period], on: date) -> Period:
    return [period for period in periods if period.first_day <= on][-1]
