"""The agreement as data: defaults, JSON, refusals, versions."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.sla.story import at

from owj.kernel.errors import DefinitionError, InvalidInput
from owj.kernel.sla import settings
from owj.kernel.sla.agreement import (
    AGREEMENT_FIELDS,
    SHIPPED_AGREEMENT,
    Agreement,
    propose_priority,
    version_in_force,
)
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import EventKind, Priority
from owj.kernel.sla.remedy_settings import DelayUnit, Process
from owj.kernel.sla.shapes import ByPriority, JsonValue, Keyed, SettingRejected
from owj.kernel.sla.warranty_settings import Service

IDENTITY = {"id", "label", "effective_from"}
DEFAULTS: dict[str, JsonValue] = {
    "ticket_calendar": "ticket",
    "priority_decided_by": "project_manager",
    "first_response_minutes": {"critical": 15, "high": 20, "medium": 30, "low": 30},
    "first_response_events": ["public_reply", "call_logged"],
    "followup_kinds": {
        "critical": "same_day",
        "high": "same_day",
        "medium": "announce",
        "low": "announce_or_reject",
    },
    "same_day_anchor": "response_due",
    "followup_done_events": ["resolved", "fix_accepted", "closed", "confirmed"],
    "announce_within_minutes": None,
    "reannouncement": "latest",
    "pause_followup": False,
    "pause_internal": True,
    "reaim_from": "original_start",
    "p0_notified_roles": ["project_manager", "assignee"],
    "p0_delay_bound_s": 60,
    "p0_minutes": 15,
    "p0_repeat_alarm": True,
    "near_response_minutes": 5,
    "near_followup_minutes": 60,
    "phone_calendar": "phone",
    "queue_wait_s": 80,
    "no_key": "abandoned",
    "withheld_number": "ask_digits",
    "callback_minutes": 60,
    "callback_clock": "phone_calendar",
    "warranty_years": 1,
    "grace_days": 0,
    "renewal_reminders": [30, 7, 1],
    "renewal_percent": 15,
    "renewal_value": "list_of_issue",
    "renewal_after_lapse": "from_payment",
    "without_warranty": ["docs", "claim"],
    "remote_if_inactive": True,
    "open_before_delivery": False,
    "heartbeat_minutes": 30,
    "release_calendar": "jalali",
    "release_notice_days": 7,
    "remote_installs": 3,
    "training_sessions": 1,
    "training_session_minutes": 120,
    "extras_in_free_year": True,
    "committee_quorum": 1,
    "install_days_per_day": 1,
    "training_tier_days": 7,
    "training_sessions_owed": 1,
    "training_voucher_years": 1,
    "assessment_hours_owed": 1,
    "customisation_first_days": 20,
    "customisation_first_hours": 1,
    "customisation_second_days": 30,
    "customisation_second_hours": 2,
    "customisation_discount": 20,
    "tier_mode": "highest",
    "discount_lapses": True,
    "counted_breaches": ["first_response", "followup"],
    "misses_for_remedy": 5,
    "remedy_per_multiple": False,
    "counting_month": "jalali",
    "remedy_options": [
        "webinar_session",
        "renewal_discount",
        "consulting_discount",
        "assessment_discount",
    ],
    "remedy_webinars": 1,
    "remedy_renewal_percent": 5,
    "remedy_consulting_percent": 15,
    "remedy_assessment_percent": 13,
    "discount_cap": 100,
    "discount_mode": "additive",
    "exclusion_scope": {
        "E1": ["install", "training", "customisation", "integration"],
        "E2": ["install"],
        "E3": ["install"],
        "E4": ["install"],
        "E5": ["training"],
        "E6": ["install", "training", "customisation", "integration"],
        "E7": ["integration"],
        "E9": ["install", "training", "customisation", "integration"],
    },
    "delay_units": {
        "install": "calendar",
        "training": "calendar",
        "customisation": "working",
        "integration": "working",
    },
    "claim_days": 7,
    "claim_anchor": "end",
    "claim_result_days": 7,
    "retroactive_relief": True,
    "retroactivity": "running",
    "part_hour": "by_minute",
}


def test_every_default_is_that_of_the_rules() -> None:
    assert {field.name: field.default_json for field in AGREEMENT_FIELDS} == DEFAULTS
    written = SHIPPED_AGREEMENT.to_json()
    assert {name: written[name] for name in DEFAULTS} == DEFAULTS


def test_every_attribute_is_a_setting_with_its_rule_and_meaning() -> None:
    assert [field.name for field in AGREEMENT_FIELDS] == [
        field.name for field in fields(Agreement) if field.name not in IDENTITY
    ]
    for field in AGREEMENT_FIELDS:
        assert field.rule.startswith("R")
        assert field.meaning.endswith(".")
    silent = {field.name for field in AGREEMENT_FIELDS if not field.source}
    assert silent == {
        "first_response_events",
        "pause_followup",
        "pause_internal",
        "reaim_from",
        "p0_minutes",
        "p0_repeat_alarm",
        "near_response_minutes",
        "near_followup_minutes",
        "renewal_after_lapse",
        "tier_mode",
        "discount_lapses",
        "discount_cap",
        "discount_mode",
        "exclusion_scope",
    }


def test_settings_show_their_choices_and_units() -> None:
    shown = {field.name: (field.choices, field.unit) for field in AGREEMENT_FIELDS}
    assert shown["counting_month"] == (("jalali", "gregorian"), "")
    assert shown["first_response_minutes"] == ((), "minutes")
    assert shown["announce_within_minutes"] == ((), "minutes")
    assert shown["followup_kinds"][0] == ("same_day", "announce", "announce_or_reject")
    assert shown["counted_breaches"][0] == ("first_response", "followup", "announcement")


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """Draw agreements with every setting away from its default now and then."""
    minutes = st.integers(1, 100_000)

    def some(allowed: list[EventKind]) -> st.SearchStrategy[frozenset[EventKind]]:
        return st.frozensets(st.sampled_from(allowed), min_size=1)

    return replace(
        SHIPPED_AGREEMENT,
        id=draw(st.from_regex(r"[0-9a-z][0-9a-z-]{0,8}", fullmatch=True)),
        effective_from=SHIPPED_AGREEMENT.effective_from + timedelta(draw(st.integers(0, 999))),
        first_response_minutes=ByPriority(*(draw(minutes) for _ in Priority)),
        first_response_events=draw(some([EventKind.PUBLIC_REPLY, EventKind.AUTO_REPLY])),
        followup_kinds=ByPriority(
            *(draw(st.sampled_from(list(settings.FollowupKind))) for _ in Priority)
        ),
        same_day_anchor=draw(st.sampled_from(list(settings.SameDayAnchor))),
        announce_within_minutes=draw(st.none() | minutes),
        pause_followup=draw(st.booleans()),
        p0_notified_roles=draw(st.frozensets(st.sampled_from(list(settings.Role)), min_size=1)),
        counted_breaches=draw(st.frozensets(st.sampled_from(list(Promise)), min_size=1)),
        retroactivity=draw(st.sampled_from(list(settings.Retroactivity))),
        renewal_reminders=tuple(
            sorted(draw(st.sets(st.integers(0, 366), min_size=1, max_size=4)), reverse=True)
        ),
        delay_units=Keyed(
            tuple((process, draw(st.sampled_from(list(DelayUnit)))) for process in Process)
        ),
        without_warranty=draw(st.frozensets(st.sampled_from(list(Service)), min_size=1)),
    )


@given(agreements())
def test_json_round_trip(agreement: Agreement) -> None:
    assert Agreement.from_json(json.loads(json.dumps(agreement.to_json()))) == agreement


def test_reminders_are_kept_from_the_earliest_to_the_last() -> None:
    stored = SHIPPED_AGREEMENT.to_json() | {"renewal_reminders": [1, 30, 7]}
    assert Agreement.from_json(stored) == SHIPPED_AGREEMENT


def test_a_value_by_key_knows_its_keys_only() -> None:
    assert SHIPPED_AGREEMENT.delay_units[Process.INSTALL] is DelayUnit.CALENDAR
    with pytest.raises(KeyError):
        Keyed(((Process.INSTALL, 1),))[Process.TRAINING]


def test_a_version_stored_before_a_setting_existed_has_its_default() -> None:
    stored = SHIPPED_AGREEMENT.to_json()
    del stored["retroactivity"], stored["p0_minutes"]
    assert Agreement.from_json(stored) == SHIPPED_AGREEMENT


@pytest.mark.parametrize(
    ("change", "where", "expected", "got"),
    [
        ({"p0_minuts": 15}, "p0_minuts", "one of the keys", "p0_minuts"),
        ({"p0_minutes": "15"}, "p0_minutes", "a whole number of minutes from 1", '"15"'),
        ({"p0_minutes": True}, "p0_minutes", "a whole number", "true"),
        ({"p0_minutes": 1.0}, "p0_minutes", "a whole number", "1.0"),
        ({"p0_minutes": None}, "p0_minutes", "a whole number", "null"),
        ({"p0_minutes": 0}, "p0_minutes", "from 1 to 100000", "0"),
        ({"p0_minutes": 100_001}, "p0_minutes", "from 1 to 100000", "100001"),
        ({"announce_within_minutes": "none"}, "announce_within_minutes", "whole", '"none"'),
        ({"pause_followup": 0}, "pause_followup", "true or false", "0"),
        ({"same_day_anchor": "due"}, "same_day_anchor", "response_due, effective_start", "due"),
        ({"same_day_anchor": ["arrival"]}, "same_day_anchor", "one of", "arrival"),
        ({"first_response_events": []}, "first_response_events", "at least one", "[]"),
        ({"first_response_events": "resolved"}, "first_response_events", "a list", "resolved"),
        (
            {"first_response_events": ["resolved", "resolved"]},
            "first_response_events",
            "each once",
            "resolved",
        ),
        ({"first_response_events": ["opened"]}, "first_response_events[0]", "one of", "opened"),
        ({"followup_kinds": {"low": "announce"}}, "followup_kinds", "exactly critical", "low"),
        (
            {"first_response_minutes": {"critical": 15, "high": 20, "medium": -1, "low": 30}},
            "first_response_minutes.medium",
            "from 1",
            "-1",
        ),
        ({"renewal_reminders": 30}, "renewal_reminders", "a list", "30"),
        ({"renewal_reminders": []}, "renewal_reminders", "at least one", "[]"),
        ({"renewal_reminders": [7, 7]}, "renewal_reminders", "each once", "[7, 7]"),
        ({"renewal_reminders": [30, -1]}, "renewal_reminders[1]", "from 0 to 366", "-1"),
        ({"delay_units": {"install": "working"}}, "delay_units", "exactly install", "install"),
        (
            {"delay_units": dict.fromkeys(Process, "calendar") | {"install": "wall"}},
            "delay_units.install",
            "one of calendar, working",
            "wall",
        ),
        ({"customisation_second_days": 20}, "customisation_second_days", "more than 20", "20"),
        ({"ticket_calendar": "a b"}, "ticket_calendar", "a key", "a b"),
        ({"id": " "}, "id", "a text", " "),
        ({"effective_from": 1400}, "effective_from", "an instant", "1400"),
        ({"effective_from": "tomorrow"}, "effective_from", "an instant", "tomorrow"),
        ({"effective_from": "2021-03-21T00:00"}, "effective_from", "with its offset", "2021"),
    ],
)
def test_a_wrong_setting_is_refused_with_expected_and_got(
    change: dict[str, JsonValue], where: str, expected: str, got: str
) -> None:
    with pytest.raises(SettingRejected) as refused:
        Agreement.from_json(SHIPPED_AGREEMENT.to_json() | change)
    assert isinstance(refused.value, DefinitionError)
    assert where in str(refused.value.data["where"])
    assert expected in str(refused.value.data["expected"])
    assert got in str(refused.value.data["got"])


@pytest.mark.parametrize("data", [None, [], "1400-1", {}])
def test_what_is_no_agreement_is_refused(data: object) -> None:
    with pytest.raises(SettingRejected):
        Agreement.from_json(data)


def test_the_internal_reading_pauses_where_the_promise_does_not() -> None:
    internal = SHIPPED_AGREEMENT.as_internal()
    assert (SHIPPED_AGREEMENT.pause_followup, internal.pause_followup) == (False, True)
    assert replace(internal, pause_followup=False) == SHIPPED_AGREEMENT


def test_the_version_in_force_is_the_last_to_have_begun() -> None:
    first = SHIPPED_AGREEMENT
    second = replace(first, id="2", effective_from=at("1403-01-01 00:00"))
    amended = replace(second, id="2a")
    versions = [second, first]
    assert version_in_force(versions, at("1403-01-01 00:00")) is second
    assert version_in_force(versions, at("1402-12-29 23:59:59")) is first
    assert version_in_force(versions, first.effective_from) is first
    assert version_in_force(versions, first.effective_from - timedelta(seconds=1)) is None
    assert version_in_force([], at("1403-01-01 00:00")) is None
    assert version_in_force([*versions, amended], at("1404-01-01 00:00")) is amended


@pytest.mark.parametrize(
    ("is_bug", "blocks_use", "importance", "priority"),
    [
        (True, True, "low", Priority.CRITICAL),
        (True, False, "high", Priority.HIGH),
        (False, False, "high", Priority.MEDIUM),
        (False, False, "low", Priority.LOW),
        # A request blocks nothing, whatever the form says.
        (False, True, "low", Priority.LOW),
    ],
)
def test_the_customers_facts_propose_a_priority(
    is_bug: bool, blocks_use: bool, importance: str, priority: Priority
) -> None:
    level: Literal["high", "low"] = "high" if importance == "high" else "low"
    proposed = propose_priority(is_bug=is_bug, blocks_use=blocks_use, customer_importance=level)
    assert proposed is priority


def test_an_unknown_importance_is_refused() -> None:
    with pytest.raises(InvalidInput, match="high or low"):
        propose_priority(is_bug=False, blocks_use=False, customer_importance="urgent")  # type: ignore[arg-type]  # what a form may send
