"""A calendar of records: each on its day of the organisation, moved without losing its time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.desk.entity import Ticket
from owj.server.layouts.calendar import days_of, moved_to, read_day, undated_of
from owj.server.layouts.listing import Listing
from owj.server.records.defs import FieldDef, Kind, Label
from owj.server.records.rights import Opening, Verb, _openings

PAGE = "/records/ticket?as=calendar&day=opened_at"


def field(desk: Desk, key: str) -> FieldDef:
    return desk.ctx(desk.agent).snapshot.entity(Ticket.key).by_key[key]


@pytest.fixture(autouse=True)
def tickets(desk: Desk) -> list[Ticket]:
    return [desk.file(desk.now + timedelta(days=one)) for one in (-9, -1, -1, 0)]


def test_each_scale_is_drawn_and_leads_on(desk: Desk) -> None:
    client = client_of(desk.agent)
    month = text_of(client.get(PAGE))
    assert "آذر ۱۴۰۵" in month
    assert month.count('class="o-day"') == 35
    assert text_of(client.get(f"{PAGE}&scale=week")).count('class="o-day"') == 7
    assert text_of(client.get(f"{PAGE}&scale=day")).count('class="o-day"') == 1
    assert "دی ۱۴۰۵" in text_of(client.get(f"{PAGE}&on=1405-10-05"))
    assert client.get(f"{PAGE}&on=nonsense&scale=aeon").status_code == 200


def test_an_entity_without_days_shows_its_list(desk: Desk) -> None:
    page = text_of(client_of(desk.agent).get("/records/customer?as=calendar"))
    assert "o-days" not in page
    assert desk.customer.name in page


def test_days_hold_their_records_and_counts_in_two_questions(
    desk: Desk, tickets: list[Ticket]
) -> None:
    ctx = desk.ctx(desk.agent)
    entity = ctx.snapshot.entity(Ticket.key)
    by = field(desk, "opened_at")
    asked_for = Listing(entity)
    days_of(ctx, asked_for, by, desk.now.date(), desk.now.date())
    with CaptureQueriesContext(connection) as asked:
        found = days_of(ctx, asked_for, by, date(2026, 10, 1), date(2026, 12, 31))
    assert len(asked) == 2
    held = {one.id: day for day, here in found.items() for one in here.rows}
    assert held == {one.id: one.opened_at.astimezone(ctx.zone).date() for one in tickets}
    assert sorted(day.count for day in found.values() if day.count) == [1, 1, 2]
    assert undated_of(ctx, asked_for, field(desk, "resolved_at")) == len(tickets)


def test_a_record_keeps_its_time_on_another_day(desk: Desk) -> None:
    ctx = desk.ctx(desk.agent)
    moment = FieldDef("x", "x", Kind.DATE_TIME, Label("x", "x"), "x")
    day = FieldDef("y", "y", Kind.DATE, Label("y", "y"), "y")
    late = datetime(2026, 11, 22, 20, 45, tzinfo=UTC)
    moved = moved_to(ctx, moment, late, date(2026, 12, 1))
    assert moved.astimezone(ctx.zone).time() == late.astimezone(ctx.zone).time()
    assert moved.astimezone(ctx.zone).date() == date(2026, 12, 1)
    assert moved_to(ctx, day, date(2026, 1, 1), date(2026, 12, 1)) == date(2026, 12, 1)
    empty = moved_to(ctx, moment, None, date(2026, 12, 1))
    assert empty.astimezone(ctx.zone).date() == date(2026, 12, 1)


def test_a_day_is_read_in_either_calendar() -> None:
    assert read_day("1405-09-01") == read_day("2026-11-22") == date(2026, 11, 22)
    assert read_day("۱۴۰۵/۰۹/۰۱") == date(2026, 11, 22)
    for odd in ("", "1405-13-01", "2026-02-30", "x", "99999999999999999999-1-1"):
        assert read_day(odd) is None


def move(desk: Desk, ticket: Ticket, to: str) -> Any:
    facts = {"to": to, "back": PAGE.partition("ticket")[2]}
    address = f"/records/ticket/{ticket.id}/move-day"
    return client_of(desk.agent).post(address, facts, headers=HTMX)


def test_a_card_moves_and_the_toast_has_the_way_back(
    desk: Desk, tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Opening(frozenset(Verb), frozenset({"opened_at"}))
    monkeypatch.setitem(_openings, Ticket.key, opening)
    client = client_of(desk.agent)
    assert "data-movable" in text_of(client.get(PAGE))
    answer = move(desk, tickets[0], "1405-09-20")
    assert answer.status_code == 200
    moved = desk.fresh(tickets[0]).opened_at
    before = tickets[0].opened_at
    assert moved - before == timedelta(days=28)
    undo = text_of(answer)
    client.post(undo[undo.index("/record-deeds/") :].split('"')[0])
    assert desk.fresh(tickets[0]).opened_at == before
    assert move(desk, tickets[0], "never").status_code == 404


def test_a_field_that_pages_may_not_write_is_not_moved(desk: Desk, tickets: list[Ticket]) -> None:
    assert "data-movable" not in text_of(client_of(desk.agent).get(PAGE))
    assert move(desk, tickets[0], "2026-12-01").status_code == 422
    assert desk.fresh(tickets[0]).opened_at == tickets[0].opened_at
