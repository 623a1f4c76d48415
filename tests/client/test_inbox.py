"""The inbox: its list, its address, its parts, giving tickets to somebody."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.doors import HTMX, client_of, set_page_clock, text_of
from tests.packages.conftest import Desk, tehran

from owj.kernel.persian.digits import latin_digits
from owj.packages.desk.drafts import OpenTicket, Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import saved_views
from owj.packages.desk.services import assign_ticket, bulk, open_ticket, reply_publicly

INBOX = reverse("client:inbox")
ROWS = reverse("client:inbox_rows")


@pytest.fixture
def staff(desk: Desk) -> Client:
    """Return the agent's client."""
    return client_of(desk.agent)


def subjects(html: str) -> list[str]:
    """Return the subjects of the rows in their order."""
    return re.findall(r'class="o-item__t[^>]*>([^<]*)</a>', html)


def test_the_list_is_in_groups_in_the_order_of_work(desk: Desk, staff: Client) -> None:
    answered = desk.file(subject="answered")
    reply_publicly(desk.ctx(desk.agent), answered.id, Reply("yes"))
    desk.file(subject="waits")
    late = desk.file(subject="late", at=tehran("2026-11-22 08:31"))
    reply_publicly(desk.ctx(desk.agent), late.id, Reply("too late"))
    html = text_of(staff.get(INBOX))
    assert subjects(html) == ["late", "waits", "answered"]
    assert (
        html.index("o-p0") < html.index("پاسخ اولیه، در انتظار ما") < html.index("پیگیری تا پایان")
    )


def test_an_empty_desk_says_so_and_offers_one_deed(staff: Client) -> None:
    html = text_of(staff.get(INBOX))
    assert "تیکت بازی نیست" in html
    assert reverse("client:new_ticket") in html


def test_conditions_that_meet_nothing_offer_to_drop_them(desk: Desk, staff: Client) -> None:
    desk.file()
    html = text_of(staff.get(INBOX, {"q": "هیچ‌جا نیست"}))
    assert "تیکتی با این شرط‌ها نیست" in html


def test_words_find_a_ticket_whatever_the_keyboard_wrote(desk: Desk, staff: Client) -> None:
    desk.file(subject="کندی گزارش ماهانه")
    desk.file(subject="چیز دیگر")
    assert subjects(text_of(staff.get(INBOX, {"q": "كندي"}))) == ["کندی گزارش ماهانه"]


def test_a_queue_shows_its_own_and_its_count(desk: Desk, staff: Client) -> None:
    mine = desk.file(subject="mine")
    desk.file(subject="nobody's")
    assign_ticket(desk.ctx(desk.agent), mine.id, desk.agent.pk)
    html = text_of(staff.get(INBOX, {"queue": "mine"}))
    assert subjects(html) == ["mine"]
    current = re.search(r'aria-current="page">(?:(?!</a>).)*برای من</span><span>۱', html, re.S)
    assert current is not None


def test_rows_go_on_after_the_cursor_without_repeating_a_heading(
    desk: Desk, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owj.client.desk.inbox.PAGE_ROWS", 2)
    for n in range(5):
        desk.file(subject=f"n{n}", at=desk.now.replace(minute=10 + n))
    first = text_of(staff.get(INBOX))
    assert subjects(first) == ["n0", "n1"]
    more = re.search(r'hx-get="([^"]*cursor=[^"]*)"', first)
    assert more is not None
    second = text_of(staff.get(more[1].replace("&amp;", "&") + "&shown=2", headers=HTMX))
    assert subjects(second) == ["n2", "n3"]
    assert "o-group" not in second
    assert 'id="shown" name="shown" value="4"' in second
    # The whole page begins at the cursor too, for a browser without script.
    page = text_of(staff.get(more[1].replace("&amp;", "&").replace("/rows", "")))
    assert subjects(page) == ["n2", "n3"]


def test_a_refresh_brings_all_that_was_loaded_and_the_counts(
    desk: Desk, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owj.client.desk.inbox.PAGE_ROWS", 2)
    for n in range(4):
        desk.file(subject=f"n{n}", at=desk.now.replace(minute=10 + n))
    html = text_of(staff.get(ROWS, {"shown": "4"}, headers=HTMX))
    assert len(subjects(html)) == 4
    assert 'id="queues" hx-swap-oob="true"' in html
    assert "<html" not in html


def test_a_foreign_cursor_is_refused_in_words(desk: Desk, staff: Client) -> None:
    answer = staff.get(INBOX, {"cursor": "nonsense"})
    assert answer.status_code == 422
    assert "Traceback" not in text_of(answer)


def test_the_list_costs_the_same_however_long_it_is(desk: Desk, staff: Client) -> None:
    desk.file(subject="first")
    staff.get(INBOX)
    with CaptureQueriesContext(connection) as few:
        staff.get(INBOX)
    for n in range(12):
        desk.file(subject=f"n{n}")
    with CaptureQueriesContext(connection) as many:
        staff.get(INBOX)
    assert len(many) <= len(few)
    assert len(many) <= 26


def holders(desk: Desk) -> dict[str, int | None]:
    """Return subject → holder."""
    rows = desk.system.rows(Ticket).values_list("subject", "assignee_id")
    return dict(rows)


def test_selected_tickets_go_to_one_agent_and_back(desk: Desk, staff: Client) -> None:
    one, two = desk.file(subject="one"), desk.file(subject="two")
    assign_ticket(desk.ctx(desk.agent), two.id, desk.agent.pk)
    answer = staff.post(
        reverse("client:bulk"),
        {"ids": [one.id, two.id], "do": f"assign:{desk.colleague.pk}", "back": "?queue=mine"},
        follow=True,
    )
    assert answer.redirect_chain == [(f"{INBOX}?queue=mine", 302)]
    assert holders(desk) == {"one": desk.colleague.pk, "two": desk.colleague.pk}
    assert "۲ تیکت به" in text_of(answer)
    way_back = re.search(r'action="([^"]+/undo)"', text_of(answer))
    assert way_back is not None
    undone = staff.post(way_back[1], {"back": "?queue=mine"}, follow=True)
    assert "۲ تیکت مثل پیش از این است" in text_of(undone)
    assert holders(desk) == {"one": None, "two": desk.agent.pk}


def test_a_ticket_that_refuses_is_told_and_the_others_go(desk: Desk, staff: Client) -> None:
    one = desk.file(subject="one")
    answer = staff.post(
        reverse("client:bulk"),
        {"ids": [one.id, 999999, "x:y"], "do": f"assign:{desk.colleague.pk}"},
        follow=True,
    )
    assert holders(desk) == {"one": desk.colleague.pk}
    page = re.search(r'href="([^"]+/bulk/\d+)"', text_of(answer))
    assert page is not None
    assert "999999" in latin_digits(text_of(staff.get(page[1])))


def test_the_whole_list_is_selected_by_its_address(desk: Desk, staff: Client) -> None:
    mine, other = desk.file(subject="mine"), desk.file(subject="other")
    assign_ticket(desk.ctx(desk.agent), mine.id, desk.agent.pk)
    whole = {"all": "1", "back": "?queue=mine", "do": "resume:", "ids": [other.id]}
    staff.post(reverse("client:bulk"), whole | {"do": f"assign:{desk.colleague.pk}"})
    assert holders(desk) == {"mine": desk.colleague.pk, "other": None}


def test_nothing_selected_or_an_unknown_deed_changes_nothing(desk: Desk, staff: Client) -> None:
    one = desk.file(subject="one")
    answer = staff.post(reverse("client:bulk"), {"do": "close:"}, follow=True)
    assert 'data-tone="danger"' in text_of(answer)
    for deed in ("", "delete:", "priority:no-such", "assign:x"):
        form = {"ids": one.id, "do": deed}
        assert staff.post(reverse("client:bulk"), form).status_code == 404
    assert holders(desk) == {"one": None}


def test_only_who_decides_is_offered_priorities(desk: Desk, staff: Client) -> None:
    desk.file()
    assert "priority:critical" not in text_of(staff.get(INBOX))
    answer = staff.post(reverse("client:bulk"), {"ids": "1", "do": "priority:low"})
    assert answer.status_code == 403


def test_a_long_deed_shows_how_far_it_is(
    desk: Desk, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    ids = [desk.file(subject=name).id for name in ("one", "two")]
    form = {"ids": ids, "do": f"assign:{desk.agent.pk}"}
    html = text_of(staff.post(reverse("client:bulk"), form, follow=True))
    poll = re.search(r'hx-get="([^"]+/progress)"', html)
    assert poll is not None
    assert "۰ از ۲" in html
    desk.wait(minutes=1)
    desk.ring()
    done = text_of(staff.get(poll[1], headers={"HX-Request": "true"}))
    assert "data-undo" in done
    assert poll[1] not in done


def test_an_assignee_filter_of_nobody_and_a_sort_are_links(desk: Desk, staff: Client) -> None:
    desk.file(subject="old", at=desk.now.replace(minute=1))
    desk.file(subject="new")
    html = text_of(staff.get(INBOX, {"assignee": "0", "sort": "new"}))
    assert subjects(html) == ["new", "old"]
    assert "o-group" not in html
    assert "هیچ‌کس" in html


def test_a_clock_out_of_hours_says_when_the_desk_opens(desk: Desk, staff: Client) -> None:
    desk.now = tehran("2026-11-22 18:00")
    set_page_clock(desk)
    open_ticket(
        desk.ctx(desk.hub_user), OpenTicket(subject="s", text="t", is_bug=True, blocks_use=True)
    )
    html = text_of(staff.get(INBOX))
    assert "بسته تا فردا، ۸:۳۰" in html
    assert 'data-state="wait"' in html


def test_a_view_is_kept_opened_and_taken_back(desk: Desk, staff: Client) -> None:
    desk.file()
    form = {"address": "?priority=critical&sort=new&columns=status", "name": "بحرانی‌ها"}
    html = text_of(staff.post(reverse("client:save_view"), form | {"default": "1"}, follow=True))
    assert 'aria-current="page" data-view' in html
    answer = staff.get(INBOX)
    assert answer.status_code == 302
    opened = text_of(staff.get(answer.headers["Location"]))
    assert 'aria-current="page" data-view' in opened
    assert 'value="new"' in opened
    assert "هیچ تیکت" not in text_of(staff.get(f"{INBOX}?queue=open"))
    view = saved_views(desk.ctx(desk.agent))[0]
    page = text_of(staff.post(reverse("client:remove_view", args=[view.id]), follow=True))
    assert reverse("client:restore_view", args=[view.id]) in page
    assert staff.get(INBOX).status_code == 200
    staff.post(reverse("client:restore_view", args=[view.id]))
    assert staff.get(INBOX).status_code == 302


def test_columns_stand_in_the_address(desk: Desk, staff: Client) -> None:
    desk.file()
    assert 'class="o-prio"' in text_of(staff.get(f"{INBOX}?queue=open"))
    html = text_of(staff.get(INBOX, {"columns": ["status", "none"]}))
    assert "o-item__st" in html
    assert "o-item__who" not in html
    assert "columns=status" in html
