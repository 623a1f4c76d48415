"""The calendar editor: the year, changes in a draft, what would change, saving, the history."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.doors import HTMX, client_of, set_page_clock, text_of
from tests.packages.conftest import Desk, tehran

from owj.kernel.calendars.business import ClosureKind, Span, hours_on, plan_of
from owj.server.agreements.drafts import draft_of
from owj.server.agreements.queries import calendar_at, revision_rows

PAGE = reverse("client:calendar", args=["ticket"])
MONDAY = date(2026, 11, 23)


@pytest.fixture
def manager(desk: Desk) -> Client:
    """Return the project manager's client."""
    return client_of(desk.manager)


def edit(client: Client, verb: str, **fields: str) -> HttpResponse:
    """Send one change of the draft."""
    url = reverse("client:calendar_edit", args=["ticket", verb])
    return client.post(url, {"year": "1405"} | fields)


def close_monday(client: Client, name: str = "آلودگی هوا") -> HttpResponse:
    return edit(client, "day", day=MONDAY.isoformat(), state="closed", name=name, kind="oneoff")


def save(client: Client, note: str = "اطلاعیهٔ استانداری", **fields: str) -> HttpResponse:
    return client.post(reverse("client:calendar_save", args=["ticket"]), {"note": note} | fields)


def test_the_year_shows_closures_estimates_and_today(desk: Desk, manager: Client) -> None:
    html = text_of(manager.get(PAGE))
    assert html.count("o-mcal") >= 12
    assert 'data-mark="ring"' in html
    assert "data-today" in html
    assert "قمری، برآوردی" in html
    assert "نوروز" in text_of(manager.get(PAGE, {"year": "1404"}))


def test_a_day_is_closed_in_a_draft_looked_at_and_saved(desk: Desk, manager: Client) -> None:
    running = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-22 20:00")
    set_page_clock(desk)
    assert close_monday(manager).status_code == 302
    html = text_of(manager.get(PAGE))
    assert "آلودگی هوا" in html
    assert "ذخیرهٔ بازنگری ۲" in html
    assert calendar_at("ticket", desk.now).day_reason(MONDAY).kind == "open"
    effect = text_of(manager.get(reverse("client:calendar_effect", args=["ticket"]), headers=HTMX))
    assert "۳ آذر ۸:۴۵" in effect
    csv = manager.get(reverse("client:calendar_effect_csv", args=["ticket"]))
    sheet = b"".join(csv.streaming_content).decode("utf-8-sig")
    assert running.tracking_id in sheet
    assert "1405-09-03 08:45" in sheet
    assert save(manager, tell="yes").status_code == 302
    row = revision_rows("ticket")[-1]
    assert (row.number, row.note, row.by) == (2, "اطلاعیهٔ استانداری", desk.manager.full_name)
    set_page_clock(desk)
    history = text_of(manager.get(reverse("client:calendar_history", args=["ticket"])))
    assert "بازنگری ۲" in history
    assert "به روال هفته" in history


def test_special_hours_may_have_several_spans(desk: Desk, manager: Client) -> None:
    day = MONDAY.isoformat()
    edit(manager, "day", day=day, state="special", name="نیمه‌وقت", hours="۸:۳۰ تا ۱۲ و ۱۳-۱۵:۳۰")
    plan = plan_of(draft_of("ticket", desk.manager.actor).data, MONDAY)
    assert plan.special is not None
    assert plan.special.spans == (Span(30_600, 43_200), Span(46_800, 55_800))


@pytest.mark.parametrize("hours", ["8:30", "10 تا 9", "8-12, 11-14", "فردا", "8 تا 25"])
def test_hours_that_cannot_be_read_are_said_beside_the_field(
    desk: Desk, manager: Client, hours: str
) -> None:
    answer = edit(
        manager, "day", day=MONDAY.isoformat(), state="special", name="نیمه‌وقت", hours=hours
    )
    html = text_of(answer)
    assert answer.status_code == 422
    assert 'id="d-error"' in html
    assert 'value="نیمه‌وقت"' in html


def test_thursdays_are_closed_by_one_button(desk: Desk, manager: Client) -> None:
    html = text_of(manager.get(PAGE))
    assert '<option value="3" selected>پنجشنبه</option>' in html
    assert edit(manager, "weekday", weekday="3", since="۱ آذر ۱۴۰۵").status_code == 302
    save(manager)
    calendar = calendar_at("ticket", desk.now.replace(year=2027))
    assert calendar.day_reason(date(2026, 11, 26)).kind == "weekly_closed"
    assert calendar.day_reason(date(2026, 11, 19)).kind == "open"


def test_weekly_hours_begin_on_their_day_and_may_be_removed(desk: Desk, manager: Client) -> None:
    hours = {f"hours_{day}": "9-13 و 14-18" for day in (5, 6, 0, 1, 2)} | {"hours_3": "بسته"}
    assert edit(manager, "hours", since="1405/10/01", **hours).status_code == 302
    data = draft_of("ticket", desk.manager.actor).data
    week = hours_on(data, date(2026, 12, 22))
    assert week is not None
    assert [len(spans) for spans in week.days] == [2, 2, 2, 0, 0, 2, 2]
    assert edit(manager, "drop-hours", valid_from="2026-12-22").status_code == 302
    assert not draft_of("ticket", desk.manager.actor).changes


def test_a_calendar_that_never_opens_is_refused_in_words(desk: Desk, manager: Client) -> None:
    """Edge case 8."""
    answer = edit(manager, "hours", since="1405/10/01")
    assert answer.status_code == 422
    assert "میز دیگر هرگز باز نمی‌شود" in text_of(answer)


def test_a_lunar_day_is_moved_by_sighting(desk: Desk, manager: Client) -> None:
    data = calendar_at("ticket", desk.now).data
    lunar = next(one for one in data.closures if one.kind is ClosureKind.ESTIMATED)
    assert "ماه دیده شد" in text_of(manager.get(PAGE, {"day": lunar.day.isoformat()}))
    edit(manager, "move", day=lunar.day.isoformat(), to="1405/10/17")
    moved = plan_of(draft_of("ticket", desk.manager.actor).data, date(2027, 1, 7)).closures
    assert [(one.name, one.kind) for one in moved] == [(lunar.name, ClosureKind.LUNAR)]


def test_a_withdrawn_closure_leaves_the_year(desk: Desk, manager: Client) -> None:
    close_monday(manager)
    save(manager)
    edit(manager, "day", day=MONDAY.isoformat(), state="week")
    save(manager, "لغو شد")
    assert calendar_at("ticket", desk.now.replace(year=2027)).day_reason(MONDAY).kind == "open"
    assert [row.note for row in revision_rows("ticket")][1:] == ["اطلاعیهٔ استانداری", "لغو شد"]


def test_the_second_of_two_editors_sees_the_difference_and_keeps_all(
    desk: Desk, manager: Client
) -> None:
    admin = client_of(desk.admin)
    close_monday(manager, "آلودگی")
    close_monday(admin, "برف")
    assert desk.manager.full_name in text_of(admin.get(PAGE))
    save(admin, "برف سنگین")
    answer = save(manager, "آلودگی هوا")
    html = text_of(answer)
    assert answer.status_code == 409
    for word in ("برف سنگین", "تعطیل: برف", "تعطیل: آلودگی", desk.admin.full_name):
        assert word in html
    manager.post(reverse("client:calendar_rebase", args=["ticket"]))
    assert save(manager, "آلودگی هوا").status_code == 302
    assert calendar_at("ticket", desk.now.replace(year=2027)).day_reason(MONDAY).name == "آلودگی"


def test_a_revision_without_a_reason_is_refused_and_the_draft_stays(
    desk: Desk, manager: Client
) -> None:
    close_monday(manager)
    answer = save(manager, " ")
    assert answer.status_code == 422
    assert 'id="s-error"' in text_of(answer)
    assert draft_of("ticket", desk.manager.actor).changes


def test_an_old_revision_is_restored_as_a_new_one(desk: Desk, manager: Client) -> None:
    close_monday(manager)
    save(manager)
    restore = reverse("client:calendar_restore", args=["ticket", 1])
    assert manager.post(restore).status_code == 302
    assert save(manager, "برگشت").status_code == 302
    assert len(revision_rows("ticket")) == 3
    close_monday(manager)
    assert manager.post(restore).status_code == 409


def test_a_new_calendar_begins_like_another(desk: Desk, manager: Client) -> None:
    url = reverse("client:calendar_add", args=["phone"])
    answer = manager.post(url, {"name": "میز شبانه"})
    assert answer.status_code == 302
    assert "میز شبانه" in text_of(manager.get(answer["Location"]))
    assert manager.post(url, {"name": "میز شبانه"}).status_code == 422


def test_agents_read_and_cannot_write(desk: Desk, manager: Client) -> None:
    agent = client_of(desk.agent)
    html = text_of(agent.get(PAGE, {"day": MONDAY.isoformat()}))
    assert "o-mcal" in html
    assert "calendars/ticket/edit" not in html
    assert text_of(agent.get(reverse("client:calendar_history", args=["ticket"])))
    assert close_monday(agent).status_code == 403
    assert save(agent).status_code == 403
    for verb in ("drop", "rebase", "add"):
        answer = agent.post(reverse(f"client:calendar_{verb}", args=["ticket"]), {"name": "x"})
        assert answer.status_code == 403
    assert len(revision_rows("ticket")) == 1


def test_unknown_calendars_changes_and_revisions_are_not_found(desk: Desk, manager: Client) -> None:
    assert manager.get(reverse("client:calendar", args=["no-such"])).status_code == 404
    assert edit(manager, "no-such").status_code == 404
    assert manager.post(reverse("client:calendar_restore", args=["ticket", 9])).status_code == 404
    assert edit(manager, "day", day="yesterday", state="closed").status_code == 422
    assert edit(manager, "drop-hours", valid_from="x").status_code == 422


def test_hub_users_have_no_calendar_page(desk: Desk) -> None:
    assert client_of(desk.hub_user).get(PAGE).status_code == 302
