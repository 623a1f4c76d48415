"""Worked time by ticket, visit and project: billable or covered, with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from tests.doors import client_of, set_page_clock, text_of
from tests.packages.billing.conftest import Books
from tests.packages.warranty.conftest import jalali

from owj.kernel.errors import NotFound, OwjError
from owj.kernel.money import Rial
from owj.kernel.promises.entitlements import Benefit
from owj.kernel.promises.prices import PricedService, Site
from owj.packages.billing.covering import ChargeReason, CoverFacts, judge_work
from owj.packages.billing.entity import WorkEntry, WorkSource
from owj.packages.billing.errors import OnlyBookkeepers, WorkCollected
from owj.packages.billing.lines import read_lines
from owj.packages.billing.queries import work_of_project
from owj.packages.billing.services import Worked, collect_work, drop_work, record_work
from owj.packages.pricing.services import set_prices
from owj.packages.projects.entity import Project
from owj.packages.projects.services import NewProject, ProjectKind, open_project
from owj.packages.warranty.errors import DayAhead

pytestmark = pytest.mark.django_db
TRAINING, CONSULTING = PricedService.TRAINING, PricedService.CONSULTING
RUNS = CoverFacts(begun=True, runs=True)
TODAY = jalali(1405, 9, 1)


@pytest.mark.parametrize(
    ("service", "facts", "parts"),
    [
        (CONSULTING, RUNS, [(90, False, "priced")]),
        (CONSULTING, CoverFacts(), [(90, False, "no_warranty")]),
        (CONSULTING, CoverFacts(begun=True), [(90, False, "lapsed")]),
        (CONSULTING, replace(RUNS, is_fault=True), [(90, True, "fault_covered")]),
        (TRAINING, replace(RUNS, training_left=120), [(90, True, "free_training")]),
        (
            TRAINING,
            replace(RUNS, training_left=60),
            [(60, True, "free_training"), (30, False, "training_used_up")],
        ),
        (TRAINING, RUNS, [(90, False, "training_used_up")]),
        # What was agreed pays for its time, with a warranty or without.
        (CONSULTING, CoverFacts(agreed_price=True), [(90, True, "agreed_price")]),
        (TRAINING, replace(RUNS, agreed_price=True), [(90, True, "agreed_price")]),
    ],
)
def test_time_is_billable_or_covered_with_its_reason(
    service: PricedService, facts: CoverFacts, parts: list[tuple[int, bool, str]]
) -> None:
    found = judge_work(service, 90, facts)
    assert [(one.minutes, one.covered, one.reason.value) for one in found] == parts


@pytest.fixture
def project(books: Books) -> Project:
    contract_id = books.covered.contract.id
    return open_project(
        books.ctx, NewProject(contract_id, "استقرار شعبه", ProjectKind.TRAINING, TODAY)
    )


def work(books: Books, **more: object) -> list[WorkEntry]:
    worked = Worked(books.customer_id, TRAINING, Site.CUSTOMER, 90, TODAY)
    ctx = books.desk.ctx(books.desk.agent)
    return record_work(ctx, replace(worked, **more))  # type: ignore[arg-type]  # a test's facts


def test_time_of_a_project_names_its_customer_and_contract(books: Books, project: Project) -> None:
    first, second = work(books, project_id=project.id, minutes=180, customer_id=0)
    assert first.project_id == second.project_id == project.id
    assert (first.customer_id, first.contract_id) == (books.customer_id, project.contract_id)
    assert first.source is WorkSource.PROJECT
    assert [one.reason for one in (first, second)] == ["free_training", "training_used_up"]
    left = {one.benefit: one.left for one in books.covered.look().balances}
    assert left[Benefit.TRAINING_MINUTES] == 0
    # Taken out again, the free minutes are back in their grant.
    drop_work(books.ctx, first.id)
    left = {one.benefit: one.left for one in books.covered.look().balances}
    assert left[Benefit.TRAINING_MINUTES] == 120


def test_billable_time_of_a_project_is_collected_under_its_title(
    books: Books, project: Project
) -> None:
    work(books, project_id=project.id, service=CONSULTING, note="گفت‌وگو")
    work(books, ticket_id=books.desk.file(is_bug=True).id, service=CONSULTING)
    invoice = collect_work(books.ctx, books.customer_id)
    (line,) = read_lines(invoice.lines)
    assert "استقرار شعبه" in line.note
    (entry,) = work_of_project(books.ctx, project.id)
    assert entry.invoice_id == invoice.id
    with pytest.raises(WorkCollected):
        drop_work(books.ctx, entry.id)


def test_time_at_an_agreed_price_is_covered_and_uses_no_free_minutes(
    books: Books, project: Project
) -> None:
    books.desk.system.update(project, agreed_price=True)
    (entry,) = work(books, project_id=project.id)
    assert (entry.charge.value, entry.reason) == ("covered", ChargeReason.AGREED_PRICE.value)
    assert entry.used_seq is None
    with pytest.raises(OwjError):
        collect_work(books.ctx, books.customer_id)


def test_an_integration_is_priced_by_the_table_unless_its_price_was_agreed(
    books: Books, project: Project
) -> None:
    """A warranty covers no integration: it is agreed on, or charged by the person-hour (R54)."""
    service = PricedService.INTEGRATION
    set_prices(books.ctx, 1405, {(service, Site.CUSTOMER): Rial(5_000_000)})
    (charged,) = work(books, project_id=project.id, service=service)
    assert (charged.charge.value, charged.reason) == ("billable", "priced")
    (line,) = read_lines(collect_work(books.ctx, books.customer_id).lines)
    assert line.amount == 7_500_000
    books.desk.system.update(project, agreed_price=True)
    (covered,) = work(books, project_id=project.id, service=service)
    assert (covered.charge.value, covered.reason) == ("covered", "agreed_price")


def test_who_may_not_writes_no_time_and_takes_none_out(books: Books, project: Project) -> None:
    (entry,) = work(books, project_id=project.id)
    with pytest.raises(OnlyBookkeepers):
        drop_work(books.desk.ctx(books.desk.colleague), entry.id)
    worked = Worked(books.customer_id, TRAINING, Site.CUSTOMER, 5, TODAY, project_id=project.id)
    for user in (books.desk.hub_user, books.desk.other_hub_user):
        with pytest.raises(OwjError):
            record_work(books.desk.ctx(user), worked)
    with pytest.raises(NotFound):
        work(books, project_id=999_999)
    with pytest.raises(DayAhead):
        work(books, project_id=project.id, day=jalali(1405, 9, 2))


def test_the_projects_page_writes_and_shows_time(books: Books, project: Project) -> None:
    set_page_clock(books.desk)
    agent, page = client_of(books.desk.agent), reverse("client:project", args=[project.id])
    form = {"service": "consulting", "site": "customer", "minutes": "1:30", "note": "بازدید انبار"}
    written = agent.post(reverse("client:add_project_time", args=[project.id]), form)
    assert written["Location"] == page
    shown = text_of(agent.get(page))
    assert "بازدید انبار" in shown
    assert "یک خدمت جدول بها" in shown or "R52" in shown
    (entry,) = work_of_project(books.ctx, project.id)
    gone = agent.post(reverse("client:drop_time", args=[entry.id]), {"project": str(project.id)})
    assert gone["Location"] == page
    assert not work_of_project(books.ctx, project.id)
