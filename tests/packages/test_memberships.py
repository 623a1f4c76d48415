"""Rights of people at customers: in every query, at once, and no further than they go."""

from __future__ import annotations

import pytest
from tests.packages.conftest import Desk, make_customer

from owj.kernel.errors import NotFound
from owj.packages.customers import reactions
from owj.packages.customers.entity import Contact, Customer, Membership
from owj.packages.customers.errors import (
    AlreadyInvited,
    NotAmongYourRights,
    NoWayToReach,
    OnlyDeskStaff,
)
from owj.packages.customers.queries import USUAL, Rights, colleagues_of, find_speaker, standings
from owj.packages.customers.services import (
    ContactDraft,
    Invitation,
    NewContact,
    add_contact,
    change_contact,
    end_membership,
    ensure_memberships,
    give_portal_access,
    give_rights,
    invite_colleague,
    set_contact_active,
)
from owj.packages.desk.drafts import OpenTicket, Reply
from owj.packages.desk.entity import Attachment, Message, Ticket
from owj.packages.desk.errors import CustomerNotFound, TicketNotFound
from owj.packages.desk.queries import HubAsk, hub_home, hub_ticket, hub_tickets, monthly_counts
from owj.packages.desk.services import (
    confirm_resolution,
    customer_reply,
    open_ticket,
    rate_ticket,
    reply_publicly,
    resolve_ticket,
)
from owj.server.clock import real_now
from owj.server.identity.models import User, UserSession
from owj.server.identity.origin import Origin
from owj.server.identity.people import NewUser, create_user
from owj.server.identity.sessions import start_session
from owj.server.outbox.models import OutboxMessage
from owj.server.records.models import RecordChange

pytestmark = pytest.mark.django_db
OWN = Rights(judge=True)


@pytest.fixture
def colleague(desk: Desk) -> User:
    """Add a second person to the first customer, who sees the own tickets only."""
    user = create_user(NewUser("nasrin", "نسرین جلالی", "hub"))
    add_contact(
        desk.system,
        NewContact(desk.customer.id, "نسرین جلالی", user_id=user.pk, rights=OWN),
    )
    return user


def contact_of(desk: Desk, user: User) -> Contact:
    return desk.system.rows(Contact).get(user_id=user.pk)


def test_without_the_teams_right_only_the_own_tickets_exist(desk: Desk, colleague: User) -> None:
    theirs = desk.file()
    reply_publicly(desk.ctx(desk.agent), theirs.id, Reply("پاسخ"))
    mine = open_ticket(desk.ctx(colleague), OpenTicket("از من", "متن", is_bug=False))
    ctx = desk.ctx(colleague)
    assert [row.id for row in ctx.rows(Ticket)] == [mine.id]
    assert {row.ticket_id for row in ctx.rows(Message)} == {mine.id}
    assert not ctx.rows(Attachment).exists()
    assert [row.id for row in hub_tickets(ctx).rows] == [mine.id]
    assert hub_home(ctx).open_count == 1
    with pytest.raises(TicketNotFound):
        hub_ticket(ctx, theirs.tracking_id)
    with pytest.raises(TicketNotFound):
        customer_reply(ctx, theirs.id, Reply("نه"))
    assert hub_tickets(desk.ctx(desk.hub_user)).total == 2


def test_the_team_is_filtered_by_person_and_a_foreign_person_finds_nothing(
    desk: Desk, colleague: User
) -> None:
    desk.file()
    mine = open_ticket(desk.ctx(colleague), OpenTicket("از من", "متن", is_bug=False))
    ctx = desk.ctx(desk.hub_user)
    by = HubAsk(contact_id=contact_of(desk, colleague).id)
    assert [row.id for row in hub_tickets(ctx, asked=by).rows] == [mine.id]
    assert [row.id for row in hub_tickets(ctx, asked=HubAsk(mine_only=True)).rows] != [mine.id]
    foreign = HubAsk(contact_id=contact_of(desk, desk.other_hub_user).id)
    assert hub_tickets(ctx, asked=foreign).rows == ()
    assert {one.name for one in colleagues_of(ctx, desk.customer.id)} == {
        desk.contact.name,
        "نسرین جلالی",
    }


def test_numbers_need_their_right_and_then_count_the_whole_customer(
    desk: Desk, colleague: User
) -> None:
    desk.file()
    assert monthly_counts(desk.ctx(colleague)) == ()
    assert hub_home(desk.ctx(colleague)).month is None
    assert hub_home(desk.ctx(colleague)).contracts == ()
    contact = contact_of(desk, colleague)
    give_rights(desk.ctx(desk.agent), contact.id, desk.customer.id, Rights(numbers=True))
    [count] = monthly_counts(desk.ctx(colleague))
    assert count.kept == 1
    assert hub_home(desk.ctx(colleague)).contracts != ()


def test_confirming_and_rating_need_their_right(desk: Desk) -> None:
    ticket = desk.file()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    give_rights(desk.system, desk.contact.id, desk.customer.id, Rights(team=True))
    ctx = desk.ctx(desk.hub_user)
    page = hub_ticket(ctx, ticket.tracking_id)
    assert {move.value for move in page.moves} == {"customer_reply", "reopen"}
    with pytest.raises(NotAmongYourRights):
        confirm_resolution(ctx, ticket.id)
    with pytest.raises(NotAmongYourRights):
        rate_ticket(ctx, ticket.id, 5)
    give_rights(desk.system, desk.contact.id, desk.customer.id, Rights(judge=True))
    confirm_resolution(desk.ctx(desk.hub_user), ticket.id)


def test_one_person_acts_for_two_customers_with_different_rights(desk: Desk) -> None:
    theirs = open_ticket(desk.ctx(desk.other_hub_user), OpenTicket("آن‌ها", "متن", is_bug=False))
    give_rights(desk.ctx(desk.agent), desk.contact.id, desk.other_customer.id, OWN)
    ctx = desk.ctx(desk.hub_user)
    assert [one.customer_id for one in standings(ctx)] == [desk.customer.id, desk.other_customer.id]
    assert hub_home(ctx, desk.other_customer.id).customer.id == desk.other_customer.id
    assert not ctx.rows(Ticket).filter(id=theirs.id).exists()
    own = open_ticket(
        ctx, OpenTicket("برای دومی", "متن", is_bug=False, customer_id=desk.other_customer.id)
    )
    assert (own.customer_id, own.contact_id) == (desk.other_customer.id, desk.contact.id)
    assert [row.id for row in hub_tickets(ctx, desk.other_customer.id).rows] == [own.id]
    assert hub_tickets(ctx, desk.customer.id).rows == ()


def test_a_wish_for_a_foreign_customer_leads_to_the_own_one(desk: Desk) -> None:
    ctx = desk.ctx(desk.hub_user)
    assert hub_home(ctx, desk.other_customer.id).customer.id == desk.customer.id
    with pytest.raises(CustomerNotFound):
        open_ticket(ctx, OpenTicket("x", "y", is_bug=False, customer_id=desk.other_customer.id))


@pytest.mark.parametrize("way", ["membership", "contact"])
def test_what_is_taken_away_is_gone_at_once_and_the_pages_are_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    told: list[tuple[list[str], str]] = []
    monkeypatch.setattr(reactions, "notify_live", lambda topics, what: told.append((topics, what)))
    ticket = desk.file()
    start_session(desk.hub_user, Origin(None, ""))
    if way == "membership":
        end_membership(desk.ctx(desk.agent), desk.contact.id, desk.customer.id)
    else:
        set_contact_active(desk.ctx(desk.agent), desk.contact.id, active=False)
    ctx = desk.ctx(desk.hub_user)
    assert not ctx.rows(Ticket).exists()
    assert not ctx.rows(Customer).exists()
    with pytest.raises(CustomerNotFound):
        hub_home(ctx)
    with pytest.raises(TicketNotFound):
        hub_ticket(ctx, ticket.tracking_id)
    assert told == [([f"user:{desk.hub_user.pk}"], "access_changed")]
    if way == "contact":
        assert not UserSession.objects.exists()
        assert not User.objects.get(pk=desk.hub_user.pk).is_active
        assert find_speaker(desk.system, desk.contact.id) is None
        set_contact_active(desk.ctx(desk.agent), desk.contact.id, active=True)
        assert User.objects.get(pk=desk.hub_user.pk).is_active


def test_a_person_who_left_gets_no_letters(desk: Desk) -> None:
    ticket = desk.file()
    set_contact_active(desk.ctx(desk.agent), desk.contact.id, active=False)
    before = OutboxMessage.objects.count()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    assert OutboxMessage.objects.count() == before


def test_hub_users_write_no_rights_without_theirs(desk: Desk, colleague: User) -> None:
    ctx = desk.ctx(desk.hub_user)
    contact = contact_of(desk, colleague)
    with pytest.raises(NotAmongYourRights):
        give_rights(ctx, contact.id, desk.customer.id, OWN)
    with pytest.raises(NotAmongYourRights):
        end_membership(ctx, contact.id, desk.customer.id)
    for write in (
        lambda: change_contact(ctx, contact.id, ContactDraft("x")),
        lambda: set_contact_active(ctx, contact.id, active=False),
        lambda: give_portal_access(ctx, contact.id, address="https://x/"),
    ):
        with pytest.raises(OnlyDeskStaff):
            write()
    with pytest.raises(OnlyDeskStaff):
        give_rights(desk.ctx(desk.roleless), contact.id, desk.customer.id, OWN)


@pytest.fixture
def manager(desk: Desk) -> User:
    """Let the first customer's person manage colleagues, without the right to the numbers."""
    rights = Rights(team=True, people=True)
    give_rights(desk.system, desk.contact.id, desk.customer.id, rights)
    return desk.hub_user


def test_a_manager_gives_what_they_have_and_no_more(
    desk: Desk, colleague: User, manager: User
) -> None:
    ctx = desk.ctx(manager)
    contact = contact_of(desk, colleague)
    # The colleague may judge, which the manager may not: not theirs to change.
    with pytest.raises(NotAmongYourRights):
        give_rights(ctx, contact.id, desk.customer.id, Rights(team=True))
    give_rights(desk.system, contact.id, desk.customer.id, Rights())
    give_rights(ctx, contact.id, desk.customer.id, Rights(team=True))
    with pytest.raises(NotAmongYourRights):
        give_rights(ctx, contact.id, desk.customer.id, Rights(numbers=True))
    with pytest.raises(NotAmongYourRights):
        give_rights(ctx, desk.contact.id, desk.customer.id, Rights(team=True))
    end_membership(ctx, contact.id, desk.customer.id)
    assert standings(desk.ctx(colleague)) == ()


def test_a_manager_reaches_nobody_of_another_customer(desk: Desk, manager: User) -> None:
    ctx = desk.ctx(manager)
    foreign = contact_of(desk, desk.other_hub_user)
    with pytest.raises(NotFound):
        give_rights(ctx, foreign.id, desk.customer.id, Rights())
    with pytest.raises(NotAmongYourRights):
        give_rights(ctx, foreign.id, desk.other_customer.id, Rights())
    assert {one.customer_id for one in ctx.rows(Membership)} == {desk.customer.id}


def test_a_manager_invites_a_colleague_whose_link_goes_out(desk: Desk, manager: User) -> None:
    invitation = Invitation(
        desk.customer.id, "نو", "", "new@c.example", "۰۹۱۲۵۵۵۶۶۷۷", Rights(team=True)
    )
    contact = invite_colleague(desk.ctx(manager), invitation, address="https://x/")
    user = User.objects.get(pk=contact.user_id)
    assert (user.kind, user.phone, user.has_usable_password()) == ("hub", "+989125556677", False)
    assert OutboxMessage.objects.filter(channel="access", recipient=user.username).count() == 1
    too_much = Invitation(desk.customer.id, "x", "", "y@c.example", "", Rights(judge=True))
    with pytest.raises(NotAmongYourRights):
        invite_colleague(desk.ctx(manager), too_much, address="https://x/")


def test_access_needs_somewhere_to_go_and_is_given_once(desk: Desk) -> None:
    agent = desk.ctx(desk.agent)
    silent = add_contact(agent, NewContact(desk.customer.id, "بی‌نشانی"))
    with pytest.raises(NoWayToReach):
        give_portal_access(agent, silent.id, address="https://x/")
    change_contact(agent, silent.id, ContactDraft("بی‌نشانی", phone="09127778899"))
    user = give_portal_access(agent, silent.id, address="https://x/")
    assert user.username == "+989127778899"
    again = give_portal_access(desk.ctx(desk.agent), silent.id, address="https://x/")
    assert again.pk == user.pk
    user.refresh_from_db()
    User.objects.filter(pk=user.pk).update(password_changed_at=real_now())
    with pytest.raises(AlreadyInvited):
        give_portal_access(desk.ctx(desk.agent), silent.id, address="https://x/")


def test_contacts_of_before_memberships_get_their_place_and_those_who_left_do_not(
    desk: Desk,
) -> None:
    _, contact, user = make_customer(desk.system, "از پیش", "pishin")
    desk.system.delete(desk.system.rows(Membership).get(contact_id=contact.id))
    end_membership(desk.system, desk.contact.id, desk.customer.id)
    assert ensure_memberships(desk.system) == 1
    assert ensure_memberships(desk.system) == 0
    assert standings(desk.ctx(user))[0].rights == USUAL
    assert standings(desk.ctx(desk.hub_user)) == ()


def test_the_trace_names_who_gave_a_right(desk: Desk, colleague: User, manager: User) -> None:
    contact = contact_of(desk, colleague)
    give_rights(desk.ctx(desk.agent), contact.id, desk.customer.id, Rights())
    give_rights(desk.ctx(manager), contact.id, desk.customer.id, Rights(team=True))
    changes = RecordChange.objects.filter(entity_id="customers.membership").order_by("id")
    assert [change.user_id for change in changes][-2:] == [desk.agent.pk, manager.pk]
