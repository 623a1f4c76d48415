"""A ticket's page: what it shows, what is written into it, what moves it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.doors import HTMX, client_of, set_page_clock, text_of
from tests.packages.conftest import Desk

from owj.kernel.sla.agreement import Priority
from owj.packages.desk.drafts import Note, Reply
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.queries import ticket_page
from owj.packages.desk.services import add_note, assign_ticket, reply_publicly, resolve_ticket
from owj.packages.desk.words import Status


@pytest.fixture
def staff(desk: Desk) -> Client:
    """Return the agent's client."""
    return client_of(desk.agent)


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    """Return a request of high importance, so of medium priority."""
    return desk.file(at=desk.now.replace(minute=10))


def url(name: str, ticket: Ticket, *more: str) -> str:
    """Return an address below the ticket's."""
    return reverse(f"client:{name}", args=[ticket.tracking_id, *more])


def write(client: Client, ticket: Ticket, *, part: bool = False, **fields: object) -> HttpResponse:
    """Send the composer."""
    data = {"key": str(uuid4()), "kind": "reply", "text": "سلام"} | fields
    return client.post(url("reply", ticket), data, headers=HTMX if part else {})


def messages(desk: Desk, ticket: Ticket) -> list[str]:
    """Return the bodies of the ticket's messages."""
    rows = desk.system.rows(Message).filter(ticket_id=ticket.id).order_by("id")
    return list(rows.values_list("body", flat=True))


def test_the_page_shows_clocks_timeline_customer_and_moves(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    add_note(desk.ctx(desk.manager), ticket.id, Note("درون خانه"))
    html = text_of(staff.get(url("ticket", ticket)))
    assert html.count('class="o-clock"') == 2
    assert ticket.subject in html
    assert desk.customer.name in html
    assert 'data-kind="note"' in html
    assert "درون خانه" in html
    assert url("move", ticket, "resolve") in html


def test_the_page_costs_a_bounded_number_of_queries(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    staff.get(url("ticket", ticket))
    with CaptureQueriesContext(connection) as short:
        staff.get(url("ticket", ticket))
    for n in range(8):
        add_note(desk.ctx(desk.agent), ticket.id, Note(f"note {n}"))
    with CaptureQueriesContext(connection) as long:
        staff.get(url("ticket", ticket))
    assert len(long) == len(short)
    assert len(long) <= 42


def test_a_clock_is_explained_in_a_part_and_on_a_page(staff: Client, ticket: Ticket) -> None:
    address = url("clock", ticket, "first_response-1")
    part = text_of(staff.get(address, headers=HTMX))
    assert "o-tally" in part
    assert "<html" not in part
    page = text_of(staff.get(address))
    assert "o-tally" in page
    assert "<html" in page
    assert staff.get(url("clock", ticket, "first_response-9")).status_code == 404


def test_a_reply_goes_to_the_customer_and_stops_the_clock(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    answer = write(staff, ticket, text="پاسخ ما")
    assert answer.status_code == 302
    assert desk.fresh(ticket).first_response_at is not None
    assert messages(desk, ticket)[-1] == "پاسخ ما"


def test_an_htmx_reply_gives_the_parts_and_an_empty_composer(staff: Client, ticket: Ticket) -> None:
    answer = write(staff, ticket, part=True, text="پاسخ ما")
    html = text_of(answer)
    # The toast is added last: a length counted before it would cut the answer in a browser.
    assert answer["Content-Length"] == str(len(answer.content))
    for part in ("tk-head", "tk-clocks", "tk-timeline", "tk-side", "tk-acts", "composer"):
        assert f'id="{part}"' in html
    assert "پاسخ فرستاده شد" in html
    assert 'data-draft-of="reply"></textarea>' in html
    assert "<html" not in html


def test_a_reply_sent_twice_is_written_once(desk: Desk, staff: Client, ticket: Ticket) -> None:
    key = str(uuid4())
    write(staff, ticket, text="یک بار", key=key)
    write(staff, ticket, text="یک بار", key=key)
    assert messages(desk, ticket).count("یک بار") == 1


def test_a_note_stays_inside_and_is_no_answer(desk: Desk, staff: Client, ticket: Ticket) -> None:
    write(staff, ticket, kind="note", text="راز")
    assert desk.fresh(ticket).first_response_at is None
    hub = client_of(desk.hub_user).get(reverse("hub:ticket", args=[ticket.tracking_id]))
    assert "راز" not in text_of(hub)


def test_a_call_counts_as_an_answer(desk: Desk, staff: Client, ticket: Ticket) -> None:
    write(staff, ticket, kind="call", text="تماس گرفتیم")
    assert desk.fresh(ticket).first_response_at is not None


def test_an_empty_text_is_refused_at_its_field(desk: Desk, staff: Client, ticket: Ticket) -> None:
    answer = write(staff, ticket, text="   ")
    html = text_of(answer)
    assert answer.status_code == 422
    assert 'aria-describedby="c-text-error"' in html
    assert 'id="c-text-error"' in html


def test_a_date_is_announced_with_the_reply_or_alone(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    write(staff, ticket, text="تا سه‌شنبه", announce="۱۴۰۵/۰۹/۰۳ ۱۲:۰۰")
    announced = desk.fresh(ticket).announced_for
    assert announced is not None
    assert announced.isoformat() == "2026-11-24T08:30:00+00:00"
    write(staff, ticket, text="", announce="پنجشنبه 10:00")
    again = desk.fresh(ticket).announced_for
    assert again is not None
    assert again.isoformat() == "2026-11-26T06:30:00+00:00"


@pytest.mark.parametrize("typed", ["1405/13/40 12:00", "دیروز", "1405/09/01 08:00"])
def test_a_wrong_date_keeps_the_text_and_says_what_is_wrong(
    desk: Desk, staff: Client, ticket: Ticket, typed: str
) -> None:
    answer = write(staff, ticket, text="متن بلند من", announce=typed)
    html = text_of(answer)
    assert answer.status_code == 422
    assert "متن بلند من" in html
    assert typed in html
    assert 'id="c-announce-error"' in html
    assert messages(desk, ticket) == messages(desk, ticket)[:1]


def test_send_and_wait_does_both_in_one_save(desk: Desk, staff: Client, ticket: Ticket) -> None:
    write(staff, ticket, text="فایل را بفرستید", then="wait")
    fresh = desk.fresh(ticket)
    assert fresh.status is Status.WAITING_CUSTOMER
    assert fresh.first_response_at is not None


def test_a_file_is_kept_when_another_field_is_wrong(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    upload = SimpleUploadedFile("گزارش.txt", "سلام".encode())
    first = write(staff, ticket, text="", uploads=upload)
    assert first.status_code == 422
    html = text_of(first)
    kept = html.split('name="kept" value="')[1].split('"')[0]
    assert "گزارش.txt" in html
    write(staff, ticket, text="این بار درست", kept=kept)
    page = ticket_page(desk.ctx(desk.agent), ticket.tracking_id)
    assert [file.name for file in page.files] == ["گزارش.txt"]
    sent = staff.get(reverse("client:file", args=[page.files[0].id]))
    assert b"".join(sent.streaming_content).decode() == "سلام"  # type: ignore[attr-defined]  # a file answer streams


def test_a_file_too_large_is_refused_and_the_text_kept(
    staff: Client, ticket: Ticket, settings: object
) -> None:
    settings.FILE_LIMIT_BYTES = 10  # type: ignore[attr-defined]  # pytest-django's wrapper
    answer = write(staff, ticket, text="متن", uploads=SimpleUploadedFile("a.bin", b"x" * 11))
    html = text_of(answer)
    assert answer.status_code == 422
    assert "متن" in html
    assert 'id="c-files-error"' in html


def test_only_the_project_manager_sets_the_priority(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    data = {"priority": "critical", "version": ticket.version}
    refused = staff.post(url("priority", ticket), data)
    assert refused.status_code == 403
    assert desk.fresh(ticket).version == ticket.version
    assert desk.fresh(ticket).priority is Priority.MEDIUM
    client_of(desk.manager).post(url("priority", ticket), data)
    assert desk.fresh(ticket).priority is Priority.CRITICAL
    assert url("priority", ticket) not in text_of(staff.get(url("ticket", ticket)))


def test_a_stale_page_is_told_what_changed_and_changes_nothing(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    seen = desk.now.isoformat()
    desk.wait(minutes=1)
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.manager.pk)
    set_page_clock(desk)
    data = {"version": ticket.version, "seen": seen, "to": desk.colleague.pk}
    answer = staff.post(url("assign", ticket), data, headers=HTMX)
    html = text_of(answer)
    assert answer.status_code == 409
    assert "از وقتی این صفحه را باز کردید" in html
    assert f"تیکت را به {desk.manager.full_name} داد" in html
    assert 'id="composer"' not in html
    assert desk.fresh(ticket).assignee_id == desk.manager.pk


def test_a_page_without_script_survives_a_conflict_too(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    answer = staff.post(url("move", ticket, "resolve"), {"version": 999, "seen": "nonsense"})
    assert answer.status_code == 409
    assert "<html" in text_of(answer)


def test_waiting_can_be_taken_back(desk: Desk, staff: Client, ticket: Ticket) -> None:
    html = text_of(staff.post(url("move", ticket, "wait"), headers=HTMX))
    assert desk.fresh(ticket).status is Status.WAITING_CUSTOMER
    assert url("move", ticket, "resume") in html.split("o-toast")[1]
    staff.post(url("move", ticket, "resume"))
    assert desk.fresh(ticket).status is Status.OPEN


def test_what_the_status_forbids_is_not_offered_and_refused(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("yes"))
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    html = text_of(staff.get(url("ticket", ticket)))
    assert url("move", ticket, "resolve") not in html
    assert url("move", ticket, "reopen") in html
    assert staff.post(url("move", ticket, "resolve")).status_code == 409


def test_an_unknown_move_or_priority_is_not_found(staff: Client, ticket: Ticket) -> None:
    assert staff.post(url("move", ticket, "explode")).status_code == 404
    assert staff.post(url("priority", ticket), {"priority": "huge"}).status_code == 404


def test_prev_and_next_follow_the_list_one_came_from(desk: Desk, staff: Client) -> None:
    first, second, third = (
        desk.file(subject=f"n{n}", at=desk.now.replace(minute=n + 1)) for n in range(3)
    )
    html = text_of(staff.get(url("ticket", second) + "?sort=old"))
    assert f"{url('ticket', first)}?sort=old" in html
    assert f"{url('ticket', third)}?sort=old" in html
    assert "۲ از ۳" in html


def test_the_live_part_holds_no_composer_so_that_no_word_is_lost(
    staff: Client, ticket: Ticket
) -> None:
    html = text_of(staff.get(url("ticket_live", ticket), headers=HTMX))
    assert 'id="tk-clocks"' in html
    assert 'id="composer"' not in html


def test_nobody_reads_tickets_without_signing_in(ticket: Ticket) -> None:
    answer = Client().get(url("ticket", ticket))
    assert answer.status_code == 302
    assert reverse("ui:sign_in") in answer["Location"]


def test_a_customer_and_a_colleague_without_a_role_stay_outside(desk: Desk, ticket: Ticket) -> None:
    hub = client_of(desk.hub_user)
    assert hub.get(url("ticket", ticket)).status_code == 302
    assert client_of(desk.roleless).get(url("ticket", ticket)).status_code == 403


def test_posts_are_protected_against_other_sites(desk: Desk, ticket: Ticket) -> None:
    client = client_of(desk.agent)
    client.handler.enforce_csrf_checks = True
    answer = client.post(url("move", ticket, "resolve"))
    assert answer.status_code == 403
    assert desk.fresh(ticket).status is Status.OPEN
