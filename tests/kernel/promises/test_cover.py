"""What a customer may use on a day, and why (R25, R28)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.kernel.promises.days import day

from owj.kernel.promises.cover import (
    Cover,
    CoverReason,
    ServiceReport,
    ServiceState,
    cover_of,
    service_state,
)
from owj.kernel.promises.periods import Warranty, covered_periods
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as SHIPPED
from owj.kernel.sla.warranty_settings import Service

PERIODS = covered_periods(Warranty(day("1401-02-07"), paid_on=(day("1402-04-01"),)), SHIPPED)
COVERED, LAPSED, RENEWED = day("1401-05-01"), day("1402-03-01"), day("1402-05-01")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize("service", list(Service))
def test_r25_all_is_there_while_the_warranty_runs(service: Service) -> None:
    assert cover_of(service, PERIODS, COVERED, SHIPPED).allowed


def test_r25_without_warranty_documents_and_claims_remain() -> None:
    allowed = {one for one in Service if cover_of(one, PERIODS, LAPSED, SHIPPED).allowed}
    assert allowed == {Service.DOCS, Service.CLAIM}
    assert cover_of(Service.TICKET, PERIODS, LAPSED, SHIPPED).reason is CoverReason.LAPSED
    before = cover_of(Service.TICKET, PERIODS, day("1401-01-01"), SHIPPED)
    assert before == Cover(allowed=False, reason=CoverReason.NOT_STARTED)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (ServiceState.INACTIVE, True),
        (ServiceState.ACTIVE, False),
        (ServiceState.UNKNOWN, False),  # unknown is not inactive
    ],
)
def test_r25_remote_access_needs_an_inactive_service(state: ServiceState, allowed: bool) -> None:
    cover = cover_of(Service.REMOTE, PERIODS, LAPSED, SHIPPED, state)
    assert cover.allowed is allowed
    assert not cover_of(Service.TICKET, PERIODS, LAPSED, SHIPPED, state).allowed
    strict = replace(SHIPPED, remote_if_inactive=False)
    assert not cover_of(Service.REMOTE, PERIODS, LAPSED, strict, state).allowed


def test_r25_what_remains_is_a_setting() -> None:
    kind = replace(SHIPPED, without_warranty=frozenset({Service.PHONE}))
    assert cover_of(Service.PHONE, PERIODS, LAPSED, kind) == Cover(True, CoverReason.KEPT)
    assert not cover_of(Service.CLAIM, PERIODS, LAPSED, kind).allowed


def test_r22_grace_serves_as_the_period_before_it() -> None:
    kind = replace(SHIPPED, grace_days=20, extras_in_free_year=False)
    in_grace = day("1402-02-10")
    assert cover_of(Service.TICKET, PERIODS, in_grace, kind).allowed
    academy = cover_of(Service.ACADEMY, PERIODS, in_grace, kind)
    assert academy.reason is CoverReason.NOT_IN_FREE_YEAR


def test_r28_extras_may_be_left_out_of_the_free_year() -> None:
    plan = replace(SHIPPED, extras_in_free_year=False)
    for service in (Service.REMOTE_INSTALL, Service.FREE_TRAINING, Service.ACADEMY):
        assert not cover_of(service, PERIODS, COVERED, plan).allowed
        assert cover_of(service, PERIODS, RENEWED, plan).allowed
        assert cover_of(service, PERIODS, COVERED, SHIPPED).allowed
    assert cover_of(Service.TICKET, PERIODS, COVERED, plan).allowed


def test_r25_too_old_a_sign_of_life_says_nothing() -> None:
    limit = timedelta(minutes=SHIPPED.heartbeat_minutes)
    still = ServiceReport(running=False, at=NOW - limit)
    assert service_state(still, NOW, SHIPPED) is ServiceState.INACTIVE
    running = ServiceReport(running=True, at=NOW - limit)
    assert service_state(running, NOW, SHIPPED) is ServiceState.ACTIVE
    old = ServiceReport(running=False, at=NOW - limit - timedelta(seconds=1))
    assert service_state(old, NOW, SHIPPED) is ServiceState.UNKNOWN
    assert service_state(None, NOW, SHIPPED) is ServiceState.UNKNOWN
