"""Which ids an address is tried with: one's own, somebody else's, and none."""

from __future__ import annotations

from collections.abc import Mapping

from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Contact
from owj.packages.desk.entity import Ticket
from owj.packages.projects.entity import ProjectMinutes
from tests.security.api_addresses import NO_FILE
from tests.security.world import Person, World

Ids = Mapping[str, Mapping[str, object]]

NO_TICKET = "T-1405-999999"
NO_ID = 999_999_999


def no_ids(world: World, person: Person) -> Ids:
    """Return the one case of an address without ids."""
    return {"own": {}}


def _tickets(person: Person, mine: Ticket, theirs: Ticket) -> Ids:
    own, foreign = (theirs, mine) if person.name == "theirs" else (mine, theirs)
    return {
        "own": {"tracking_id": own.tracking_id},
        "foreign": {"tracking_id": foreign.tracking_id},
        "none": {"tracking_id": NO_TICKET},
    }


def open_tickets(world: World, person: Person) -> Ids:
    """Return tickets that are worked on."""
    return _tickets(person, world.mine_open, world.theirs)


def solved_tickets(world: World, person: Person) -> Ids:
    """Return tickets that the desk calls solved."""
    return _tickets(person, world.mine_solved, world.theirs_solved)


def files(world: World, person: Person) -> Ids:
    """Return files that customers sent with a ticket."""
    own, foreign = world.my_file.id, world.their_file.id
    if person.name == "theirs":
        own, foreign = foreign, own
    return {"own": {"file_id": own}, "foreign": {"file_id": foreign}, "none": {"file_id": NO_FILE}}


def devices(world: World, person: Person) -> Ids:
    """Return sessions: another one of this person, one of somebody else."""
    other = world.person("mine" if person.name == "theirs" else "theirs")
    own, foreign = person.other_session or other.other_session, other.other_session
    assert own is not None
    assert foreign is not None
    return {
        "own": {"session_id": own.pk},
        "foreign": {"session_id": foreign.pk},
        "none": {"session_id": NO_ID},
    }


def notices(world: World, person: Person) -> Ids:
    """Return notices; nobody but the agent has an own one."""
    foreign = {"notice_id": world.notices["colleague"].pk}
    own = {"notice_id": world.notices["agent"].pk} if person.name == "agent" else foreign
    return {"own": own, "foreign": foreign, "none": {"notice_id": NO_ID}}


def replies(world: World, person: Person) -> Ids:
    """Return canned replies: one's own, a colleague's, none."""
    foreign = {"reply_id": world.replies["colleague"].id}
    own = {"reply_id": world.replies["agent"].id} if person.name == "agent" else foreign
    return {"own": own, "foreign": foreign, "none": {"reply_id": NO_ID}}


def removed_replies(world: World, person: Person) -> Ids:
    """Return the same, but one's own one was removed."""
    own = {"reply_id": world.replies["agent, removed"].id}
    return replies(world, person) | ({"own": own} if person.name == "agent" else {})


def customers(world: World, person: Person) -> Ids:
    """Return customers."""
    return {
        "own": {"customer_id": world.desk.customer.id},
        "foreign": {"customer_id": world.desk.other_customer.id},
        "none": {"customer_id": NO_ID},
    }


def bulk_runs(world: World, person: Person) -> Ids:
    """Return what somebody did to many tickets: nobody else's business, not even an admin's."""
    run = {"run_id": world.bulk_run.id}
    return {"own" if person.name == "agent" else "foreign": run, "none": {"run_id": NO_ID}}


def records(world: World, person: Person) -> Ids:
    """Return records of an entity, of customers here, for pages that serve any entity."""
    return {
        which: {"record_id": one["customer_id"]} for which, one in customers(world, person).items()
    }


def contracts(world: World, person: Person) -> Ids:
    """Return contracts: of this customer, of the other one."""
    mine, theirs = (
        world.desk.system.rows(Contract).filter(customer_id=one.id).order_by("id")[0].id
        for one in (world.desk.customer, world.desk.other_customer)
    )
    own, foreign = (theirs, mine) if person.name == "theirs" else (mine, theirs)
    return {
        "own": {"contract_id": own},
        "foreign": {"contract_id": foreign},
        "none": {"contract_id": NO_ID},
    }


def projects(world: World, person: Person) -> Ids:
    """Return projects: of this customer, of the other one."""
    mine, theirs = world.projects["mine"].id, world.projects["theirs"].id
    own, foreign = (theirs, mine) if person.name == "theirs" else (mine, theirs)
    return {
        "own": {"project_id": own},
        "foreign": {"project_id": foreign},
        "none": {"project_id": NO_ID},
    }


def papers(world: World, person: Person) -> Ids:
    """Return minutes that were sent, with their projects."""
    found = projects(world, person)
    ids = {one.project_id: one.id for one in world.desk.system.rows(ProjectMinutes)}
    return {
        which: {**one, "minutes_id": ids.get(int(str(one["project_id"])), NO_ID)}
        for which, one in found.items()
    }


def contacts(world: World, person: Person) -> Ids:
    """Return people of customers."""
    rows = world.desk.system.rows(Contact)
    theirs = rows.get(customer_id=world.desk.other_customer.id)
    return {
        "own": {"contact_id": world.desk.contact.id},
        "foreign": {"contact_id": theirs.id},
        "none": {"contact_id": NO_ID},
    }


def hub_notices(world: World, person: Person) -> Ids:
    """Return notices of customers."""
    own, foreign = ("theirs", "mine") if person.name == "theirs" else ("mine", "theirs")
    return {
        "own": {"notice_id": world.notices[own].pk},
        "foreign": {"notice_id": world.notices[foreign].pk},
        "none": {"notice_id": NO_ID},
    }


def kept_views(world: World, person: Person) -> Ids:
    """Return a list that somebody keeps: nobody else's to change, not even an admin's."""
    view = {"view_id": world.saved_view.id}
    return {"own" if person.name == "agent" else "foreign": view, "none": {"view_id": NO_ID}}


def imports(world: World, person: Person) -> Ids:
    """Return an import that is not there: nobody here may know even that."""
    return {"own": {"import_id": NO_ID}}


def installations(world: World, person: Person) -> Ids:
    """Return installations: of this customer, of the other one."""
    mine, theirs = world.installations["mine"].id, world.installations["theirs"].id
    return {
        "own": {"installation_id": mine},
        "foreign": {"installation_id": theirs},
        "none": {"installation_id": NO_ID},
    }


def serials(world: World, person: Person) -> Ids:
    """Return serials of modules: of this customer, of the other one."""
    mine, theirs = world.serials["mine"].id, world.serials["theirs"].id
    own, foreign = (theirs, mine) if person.name == "theirs" else (mine, theirs)
    return {
        "own": {"serial_id": own},
        "foreign": {"serial_id": foreign},
        "none": {"serial_id": NO_ID},
    }
