"""Trying an agreement on the past: the same counts, other hours, other costs (R1, R37-R39)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import Covered, cover, jalali

from owj.kernel.calendars.definition import Span
from owj.kernel.promises.what_if import SupposedHours
from owj.kernel.sla.shapes import SettingRejected
from owj.packages.agreement_trials.entity import AgreementTrial
from owj.packages.agreement_trials.errors import MonthsRefused, OnlyTrialKeepers, TitleWanted
from owj.packages.agreement_trials.queries import Outcome, find_trial, outcome_of
from owj.packages.agreement_trials.scenario import Scenario
from owj.packages.agreement_trials.services import begin_trial, work_trial

pytestmark = pytest.mark.django_db

AZAR = ("1405-09", "1405-09")
MINUTES = {"critical": 15, "high": 20, "medium": 30, "low": 30}


@pytest.fixture
def missed(desk: Desk) -> Covered:
    """Five tickets that nobody answered in time, of a customer whose renewal is 637,500,000."""
    covered = cover(desk)
    covered.deliver(jalali(1404, 12, 1))
    for minutes in range(5):
        desk.file(at=desk.now + timedelta(minutes=minutes))
    desk.wait(hours=2)
    desk.ring()
    return covered


def tried(desk: Desk, **more: object) -> Outcome:
    scenario = Scenario("آزمون", *AZAR, **more)
    trial = begin_trial(desk.ctx(desk.manager), scenario)
    while work_trial(desk.system, trial.id):
        pass
    ctx = desk.ctx(desk.manager)
    return outcome_of(ctx, find_trial(ctx, trial.id))


def test_agreement_as_it_was_gives_what_there_was(missed: Covered) -> None:
    found = tried(missed.desk)
    assert (found.total.missed, found.total.would_miss) == (5, 5)
    assert (found.total.remedies, found.total.cost) == (1, 31_875_000)
    assert found.total.difference == 0


def test_longer_target_would_have_broken_nothing(missed: Covered) -> None:
    longer = {"first_response_minutes": dict.fromkeys(MINUTES, 600)}
    found = tried(missed.desk, changes=longer)
    assert (found.total.missed, found.total.would_miss) == (5, 0)
    assert found.total.difference == -31_875_000
    assert [(line.key, line.sum.would_cost) for line in found.months] == [("1405-09", 0)]


def test_lower_threshold_for_each_multiple_gives_more_remedies(missed: Covered) -> None:
    changes = {"misses_for_remedy": 2, "remedy_per_multiple": True}
    found = tried(missed.desk, changes=changes)
    assert (found.total.would_remedies, found.total.would_cost) == (2, 63_750_000)


def test_closed_day_would_have_stopped_the_clocks(missed: Covered) -> None:
    day = missed.desk.now.date()
    found = tried(missed.desk, hours=SupposedHours(closed=(day,)))
    assert found.total.would_miss == 0
    late = SupposedHours(workdays=(Span(16 * 3600, 17 * 3600),))
    assert tried(missed.desk, hours=late).total.would_miss == 0


def test_tickets_of_other_months_are_left_out(missed: Covered) -> None:
    scenario = Scenario("پیش از آن", "1405-01", "1405-08")
    trial = begin_trial(missed.desk.ctx(missed.desk.manager), scenario)
    assert (trial.total, trial.finished_at is None) == (0, False)


def test_nothing_of_a_wrong_trial_is_begun(missed: Covered) -> None:
    desk = missed.desk
    manager = desk.ctx(desk.manager)
    for user in (desk.agent, desk.hub_user, desk.roleless):
        with pytest.raises(OnlyTrialKeepers):
            begin_trial(desk.ctx(user), Scenario("آزمون", *AZAR))
    with pytest.raises(TitleWanted):
        begin_trial(manager, Scenario(" ", *AZAR))
    wrong = (("1405-09", "1405-08"), ("1405-13", "1405-13"), ("1405-09", "1406-01"), ("", ""))
    for months in wrong:
        with pytest.raises(MonthsRefused):
            begin_trial(manager, Scenario("آزمون", *months))
    with pytest.raises(SettingRejected):
        begin_trial(manager, Scenario("آزمون", *AZAR, changes={"misses_for_remedy": 0}))
    assert desk.system.rows(AgreementTrial).count() == 0


def test_page_takes_the_form_and_shows_the_difference(missed: Covered) -> None:
    desk = missed.desk
    door = client_of(desk.manager)
    home = reverse("client:agreement_trials")
    said = door.get(home)
    form = {
        one.name: one.value
        for setting in said.context["settings"]
        for one in setting.inputs
        if not one.many
    }
    many = {
        one.name: one.chosen
        for setting in said.context["settings"]
        for one in setting.inputs
        if one.many
    }
    months = {"title": "آستانهٔ سه", "first_month": "۱۴۰۵/۰۹", "last_month": "۱۴۰۵/۰۹"}
    refused = door.post(home, form | many | months | {"misses_for_remedy": "سه"})
    assert refused.status_code == 422
    assert "عدد صحیح بنویسید" in text_of(refused)
    answer = door.post(home, form | many | months | {"remedy_renewal_percent": "۱۰"})
    trial = desk.system.rows(AgreementTrial).get()
    assert trial.changes == {"remedy_renewal_percent": 10}
    while work_trial(desk.system, trial.id):
        pass
    assert "۶۳٬۷۵۰٬۰۰۰ ریال" in text_of(door.get(answer.url))
    sheet = door.get(reverse("client:agreement_trial_sheet", args=[trial.id]))
    assert "63750000" in b"".join(sheet).decode()
    assert client_of(desk.agent).get(answer.url).status_code == 403
