"""Pages of a ticket, of the hub and of a customer: complete, and without what is internal."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.packages.conftest import Desk, tehran

from owj.kernel.errors import NotFound
from owj.kernel.sla.clocks import ClockState, Promise
from owj.kernel.sla.events import Priority
from owj.packages.desk.drafts import LoggedCall, Note, OpenTicket, Reply
from owj.packages.desk.entity import Attachment, Message, Ticket
from owj.packages.desk.errors import (
    CustomerNotFound,
    OnlyCustomers,
    OnlyStaff,
    TicketNotFound,
    UnknownFile,
)
from owj.packages.desk.queries import (
    HubAsk,
    assignable_users,
    customer_choices,
    customer_page,
    desk_hours,
    desk_status,
    hub_home,
    hub_ticket,
    hub_tickets,
    open_attachment,
    preview_clock,
    ticket_page,
)
from owj.packages.desk.services import (
    add_note,
    announce_date,
    assign_ticket,
    clear_p0,
    evaluate_ticket,
    exclude_ticket,
    log_call,
    open_ticket,
    rate_ticket,
    reopen_ticket,
    reply_publicly,
    resolve_ticket,
    set_priority,
    wait_for_customer,
)
from owj.packages.desk.words import Importance, Move, Status
from owj.server.activity.models import RecordFile
from owj.server.context import SYSTEM
from owj.server.files.models import StoredFile
from owj.server.files.services import store_file
from owj.server.identity.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_folder(tmp_path: object, settings: object) -> None:
    """Keep uploads of the tests in a folder of their own."""
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings


def upload(user: User, name: str = "گزارش.txt") -> StoredFile:
    return store_file(io.BytesIO("متن فایل".encode()), name, user.actor)


@pytest.fixture
def lived(desk: Desk) -> Ticket:
    """Give a ticket with a whole life, from its filing to a reopening."""
    file = upload(desk.hub_user)
    desk.now = tehran("2026-11-22 09:00")
    ticket = desk.file(is_bug=True, files=(file.id,))
    desk.wait(minutes=1)
    set_priority(desk.ctx(desk.manager), ticket.id, Priority.MEDIUM, reason="درخواست است")
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.agent.pk)
    desk.wait(minutes=1)
    secret = upload(desk.agent, "secret.txt")
    add_note(desk.ctx(desk.agent), ticket.id, Note("قفل رکورد", files=(secret.id,)))
    desk.wait(minutes=1)
    log_call(desk.ctx(desk.agent), ticket.id, LoggedCall("قول شفاهی داده شد"))
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("سلام، دیدیم"))
    announce_date(desk.ctx(desk.agent), ticket.id, tehran("2026-11-22 10:00"), text="حدس من")
    wait_for_customer(desk.ctx(desk.agent), ticket.id, text="فایل پشتیبان")
    desk.now = tehran("2026-11-22 10:00:01")
    evaluate_ticket(desk.system, ticket.id)
    clear_p0(desk.ctx(desk.manager), ticket.id, reason="هماهنگ شد")
    exclude_ticket(desk.ctx(desk.manager), ticket.id, reason="تعویق با مشتری بود")
    desk.wait(minutes=5)
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    rate_ticket(desk.ctx(desk.hub_user), ticket.id, 4, "خوب")
    desk.wait(minutes=5)
    reopen_ticket(desk.ctx(desk.hub_user), ticket.id, text="باز هم رخ داد")
    return desk.fresh(ticket)


def test_timeline_tells_everything_in_order(desk: Desk, lived: Ticket) -> None:
    page = ticket_page(desk.ctx(desk.agent), lived.tracking_id)
    assert [entry.kind for entry in page.timeline] == [
        "opened",
        "auto_reply",
        "priority_set",
        "assigned",
        "internal_note",
        "call_logged",
        "public_reply",
        "date_announced",
        "waiting_customer",
        "breach",
        "p0_cleared",
        "excluded",
        "resolved",
        "rated",
        "reopened",
    ]
    opened = page.timeline[0]
    assert opened.text == "لطفاً ستون کد پستی را بیفزایید."
    assert [file.name for file in opened.files] == ["گزارش.txt"]
    assert opened.actor_kind == "hub"
    by_kind = {entry.kind: entry for entry in page.timeline}
    assert by_kind["assigned"].data == {"to": desk.agent.full_name}
    assert by_kind["priority_set"].data["priority"] == "medium"
    assert by_kind["priority_set"].data["reason"] == "درخواست است"
    assert by_kind["date_announced"].data["until"] == tehran("2026-11-22 10:00")
    assert by_kind["date_announced"].text == "حدس من"
    assert by_kind["waiting_customer"].text == "فایل پشتیبان"
    assert by_kind["breach"].data["promise"] == "followup"
    assert by_kind["breach"].at == tehran("2026-11-22 10:00")
    assert by_kind["reopened"].text == "باز هم رخ داد"
    assert by_kind["rated"].data == {"rating": 4, "comment": "خوب"}


def test_what_a_process_laid_to_a_ticket_is_for_colleagues(desk: Desk) -> None:
    ticket, letter = desk.file(), upload(desk.admin, "نامه.pdf")
    entity = desk.ctx(desk.admin).snapshot.entity(Ticket.key)
    RecordFile.objects.create(
        entity_id=entity.id, record_id=ticket.id, file=letter, added_at=desk.now
    )
    shown = ticket_page(desk.ctx(desk.agent), ticket.tracking_id).files
    assert [(one.name, one.internal) for one in shown] == [("نامه.pdf", True)]
    open_attachment(desk.ctx(desk.agent), letter.id).stream.close()
    hub = desk.ctx(desk.hub_user)
    assert hub_ticket(hub, ticket.tracking_id).files == ()
    with pytest.raises(NotFound):
        open_attachment(hub, letter.id)


def test_first_response_is_marked_once(desk: Desk, lived: Ticket) -> None:
    page = ticket_page(desk.ctx(desk.agent), lived.tracking_id)
    marked = [entry.kind for entry in page.timeline if entry.first_response]
    assert marked == ["call_logged"]


def test_customer_reads_nothing_internal(desk: Desk, lived: Ticket) -> None:
    page = hub_ticket(desk.ctx(desk.hub_user), lived.tracking_id)
    kinds = [entry.kind for entry in page.timeline]
    assert "internal_note" not in kinds
    assert "p0_cleared" not in kinds
    assert not any(entry.internal for entry in page.timeline)
    told = repr(page.timeline)
    for secret in ("قفل رکورد", "قول شفاهی", "حدس من", "درخواست است", "هماهنگ شد", "secret.txt"):
        assert secret not in told
    assert "فایل پشتیبان" not in told
    assert [file.name for file in page.files] == ["گزارش.txt"]
    assert "call_logged" in kinds
    assert "breach" in kinds


def test_both_sides_see_the_same_clocks(desk: Desk, lived: Ticket) -> None:
    staff = ticket_page(desk.ctx(desk.agent), lived.tracking_id)
    hub = hub_ticket(desk.ctx(desk.hub_user), lived.tracking_id)
    assert staff.clocks == hub.clocks
    assert staff.face == hub.face
    assert [(card.clock.promise, card.clock.cycle) for card in staff.clocks] == [
        (Promise.FIRST_RESPONSE, 1),
        (Promise.FOLLOWUP, 1),
        (Promise.FOLLOWUP, 2),
    ]
    assert [card.current for card in staff.clocks] == [False, False, True]


def test_explanation_accounts_for_every_second(desk: Desk) -> None:
    ticket = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-23 08:40")
    card = ticket_page(desk.ctx(desk.agent), ticket.tracking_id).clocks[0]
    explained = card.explanation
    assert (explained.counted_s, explained.remaining_s) == (25 * 60, 5 * 60)
    assert explained.due_rule == "R7"
    assert card.face.near
    assert {row.rule for row in explained.rows} >= {"R8", "R1"}


def test_moves_offered_are_those_that_would_be_taken(desk: Desk) -> None:
    ticket = desk.file()
    agent = ticket_page(desk.ctx(desk.agent), ticket.tracking_id).moves
    assert Move.SET_PRIORITY not in agent
    assert Move.CLEAR_P0 not in agent
    assert Move.RESUME not in agent
    assert {Move.REPLY, Move.ANNOUNCE, Move.ASSIGN, Move.MERGE} <= agent
    manager = ticket_page(desk.ctx(desk.manager), ticket.tracking_id).moves
    assert Move.SET_PRIORITY in manager
    hub = hub_ticket(desk.ctx(desk.hub_user), ticket.tracking_id).moves
    assert hub == {Move.CUSTOMER_REPLY}


def test_other_tickets_of_the_customer_stand_beside(desk: Desk) -> None:
    ticket, other = desk.file(), desk.file(subject="دیگری")
    open_ticket(desk.ctx(desk.other_hub_user), OpenTicket(subject="س", text="م", is_bug=False))
    page = ticket_page(desk.ctx(desk.agent), ticket.tracking_id)
    assert [row.id for row in page.others] == [other.id]
    assert page.others_open == 1
    assert page.contract.implicit
    assert page.month is None


def test_months_misses_stand_on_the_page(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(hours=1)
    evaluate_ticket(desk.system, ticket.id)
    page = ticket_page(desk.ctx(desk.agent), ticket.tracking_id)
    assert page.month is not None
    assert (page.month.month, page.month.broken) == ("1405-09", 1)


def test_doors_are_kept_apart(desk: Desk) -> None:
    ticket = desk.file()
    for actor in (desk.hub_user.actor, desk.roleless.actor, SYSTEM):
        with pytest.raises(OnlyStaff):
            ticket_page(desk.ctx(actor), ticket.tracking_id)
        for read in (assignable_users, customer_choices):
            with pytest.raises(OnlyStaff):
                read(desk.ctx(actor))
        with pytest.raises(OnlyStaff):
            customer_page(desk.ctx(actor), desk.customer.id)
    for actor in (desk.agent.actor, desk.admin.actor, SYSTEM):
        for hub_read in (lambda ctx: hub_ticket(ctx, ticket.tracking_id), hub_home, hub_tickets):
            with pytest.raises(OnlyCustomers):
                hub_read(desk.ctx(actor))


def test_another_customers_ticket_is_not_found(desk: Desk) -> None:
    ticket = desk.file()
    stranger = desk.ctx(desk.other_hub_user)
    with pytest.raises(TicketNotFound):
        hub_ticket(stranger, ticket.tracking_id)
    assert hub_home(stranger).open_tickets == ()
    assert hub_tickets(stranger).rows == ()
    for entity in (Ticket, Message, Attachment):
        assert stranger.rows(entity).count() == 0


def test_hub_user_without_a_contact_sees_nothing(desk: Desk) -> None:
    desk.file()
    desk.system.update(desk.contact, user_id=None)
    with pytest.raises(CustomerNotFound):
        hub_home(desk.ctx(desk.hub_user))
    assert desk.ctx(desk.hub_user).rows(Ticket).count() == 0


def test_notes_are_out_of_a_hub_users_reach_by_any_way(desk: Desk, lived: Ticket) -> None:
    hub = desk.ctx(desk.hub_user)
    kinds = set(hub.rows(Message).filter(ticket_id=lived.id).values_list("kind", flat=True))
    assert kinds == {"public"}
    assert hub.rows(Attachment).filter(ticket_id=lived.id).count() == 1


def test_files_open_for_those_who_may_read_their_message(desk: Desk, lived: Ticket) -> None:
    public = desk.system.rows(Attachment).filter(internal=False).get().file
    internal = desk.system.rows(Attachment).filter(internal=True).get().file
    for user in (desk.agent, desk.hub_user):
        with open_attachment(desk.ctx(user), public).stream as stream:
            assert stream.read() == "متن فایل".encode()
    with open_attachment(desk.ctx(desk.agent), internal).stream as stream:
        assert stream.read()
    for user, file in (
        (desk.hub_user, internal),
        (desk.other_hub_user, public),
        (desk.other_hub_user, internal),
    ):
        with pytest.raises(NotFound):
            open_attachment(desk.ctx(user), file)


def test_a_file_hangs_only_where_its_own_author_put_it(desk: Desk) -> None:
    theirs = upload(desk.other_hub_user)
    mine = upload(desk.hub_user)
    with pytest.raises(UnknownFile):
        desk.file(files=(theirs.id,))
    desk.file(files=(mine.id,))
    with pytest.raises(UnknownFile):
        desk.file(files=(mine.id,))


def test_hub_home_shows_open_tickets_with_their_clocks(desk: Desk) -> None:
    first = desk.file(is_bug=True)
    second = desk.file()
    resolve_ticket(desk.ctx(desk.agent), second.id)
    home = hub_home(desk.ctx(desk.hub_user))
    assert [row.id for row in home.open_tickets] == [first.id]
    assert home.cards[first.id].clock.promise is Promise.FIRST_RESPONSE
    assert [row.status for row in home.done_tickets] == [Status.RESOLVED]
    assert home.open_count == 1
    assert home.desk.is_open


def test_hub_list_is_newest_first_and_paged(desk: Desk) -> None:
    ids = [desk.file(at=tehran(f"2026-11-22 10:0{n}")).id for n in range(5)]
    ctx = desk.ctx(desk.hub_user)
    page = hub_tickets(ctx, limit=3)
    assert [row.id for row in page.rows] == ids[:1:-1]
    assert page.total == 5
    rest = hub_tickets(ctx, asked=HubAsk(cursor=page.next_cursor), limit=3)
    assert [row.id for row in rest.rows] == ids[1::-1]


def test_desk_state_in_and_out_of_hours(desk: Desk) -> None:
    state = desk_status(desk.ctx(desk.hub_user))
    assert (state.is_open, state.closes_at) == (True, tehran("2026-11-22 17:00"))
    assert [day.spans for day in state.week][3] == ((30600, 50400),)
    assert state.week[4].spans == ()
    # Thursday evening: the desk opens on Saturday.
    state = desk_status(desk.ctx(desk.hub_user, tehran("2026-11-26 18:40")))
    assert (state.is_open, state.opens_at) == (False, tehran("2026-11-28 08:30"))


def test_desk_hours_reach_from_this_stretch_on(desk: Desk) -> None:
    hours = desk_hours(desk.ctx(desk.agent), days=2)
    today = [tehran("2026-11-22 08:30"), tehran("2026-11-22 17:00")]
    stretches = [[datetime.fromisoformat(at) for at in stretch] for stretch in hours]
    assert today in stretches
    assert stretches[-1][1] <= desk.now + timedelta(days=2)


def test_preview_promises_what_filing_keeps(desk: Desk) -> None:
    desk.now = tehran("2026-11-22 16:50")
    preview = preview_clock(desk.ctx(desk.hub_user), True, False, Importance.LOW)
    ticket = desk.file(is_bug=True)
    assert preview.priority is ticket.priority
    assert preview.due_at == ticket.first_due_at == tehran("2026-11-23 08:40")
    assert not preview.waiting


def test_customer_page_holds_people_contracts_tickets_and_months(desk: Desk) -> None:
    desk.file()
    page = customer_page(desk.ctx(desk.agent), desk.customer.id)
    assert [member.contact.id for member in page.members] == [desk.contact.id]
    assert [contract.implicit for contract in page.contracts] == [True]
    assert (len(page.tickets), page.open_count) == (1, 1)
    assert [(month.month, month.kept) for month in page.months] == [("1405-09", 1)]


def test_choices_of_people_and_customers(desk: Desk) -> None:
    ctx = desk.ctx(desk.agent)
    names = {person.name for person in assignable_users(ctx)}
    assert desk.roleless.full_name not in names
    assert desk.hub_user.full_name not in names
    assert {desk.agent.full_name, desk.manager.full_name} <= names
    assert [one.id for one in customer_choices(ctx, "كاشي")] == [desk.other_customer.id]


def test_queries_of_a_ticket_do_not_grow_with_its_life(
    desk: Desk, lived: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(10):
        reply_publicly(desk.ctx(desk.agent), lived.id, Reply(f"پیام {n}"))
    ctx = desk.ctx(desk.agent)
    with django_assert_max_num_queries(18):
        page = ticket_page(ctx, lived.tracking_id)
    assert len(page.timeline) > 20
    ctx = desk.ctx(desk.hub_user)
    # Two more than an agent's: for whom the person acts, and whom of the colleagues one sees.
    with django_assert_max_num_queries(20):
        hub_ticket(ctx, lived.tracking_id)


def test_queries_of_the_hub_home_do_not_grow_with_its_tickets(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        desk.file()
    ctx = desk.ctx(desk.hub_user)
    with django_assert_max_num_queries(18):
        home = hub_home(ctx)
    assert len(home.open_tickets) == 10
    assert home.cards.keys() == {row.id for row in home.open_tickets}
    assert all(card.face.state is ClockState.RUNNING for card in home.cards.values())
