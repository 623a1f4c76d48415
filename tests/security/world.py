"""Two customers, the people of the desk, and words that must stay where they were said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from django.db import connection
from django.test import Client

from owj.kernel.sla.agreement import Priority
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import NewContract, add_contract
from owj.packages.customers.entity import Customer
from owj.packages.desk.bulk import BulkDeed, BulkRun
from owj.packages.desk.drafts import LoggedCall, Note, OpenTicket, Reply
from owj.packages.desk.entity import CannedReply, Ticket
from owj.packages.desk.saved_views import SavedView
from owj.packages.desk.services import (
    ReplyDraft,
    accept_fix,
    add_note,
    add_reply,
    assign_ticket,
    begin_bulk,
    log_call,
    open_ticket,
    remove_reply,
    reply_publicly,
    resolve_ticket,
    save_view,
    set_priority,
)
from owj.packages.desk.words import Importance
from owj.packages.installations.entity import Installation
from owj.packages.projects.entity import Project
from owj.packages.projects.services import (
    MinutesDraft,
    NewPhase,
    NewProject,
    Plan,
    ProjectKind,
    add_phase,
    draft_minutes,
    open_project,
    send_minutes,
)
from owj.packages.serials.entity import ModuleSerial
from owj.packages.serials.queries import checking_key
from owj.packages.serials.services import SerialDraft, give_serial
from owj.packages.warranty.entity import Module
from owj.packages.warranty.services import cover_module
from owj.server.clock import real_now
from owj.server.files.models import StoredFile
from owj.server.files.services import store_file
from owj.server.identity.doors import COOKIES
from owj.server.identity.models import User, UserSession
from owj.server.identity.origin import Origin
from owj.server.identity.people import NewUser, create_user
from owj.server.identity.sessions import start_session
from owj.server.notices.models import Notice
from owj.server.notices.services import notify_users
from owj.server.records.context import Context
from tests.packages.conftest import Desk, make_desk, make_staff

HERE = Origin("127.0.0.1", "Chrome, Linux")
# Said among colleagues; no customer may ever read one of them.
HOUSE_WORDS = {
    "note": "house-note-word",
    "note file": "house-note-file.txt",
    "call": "house-call-word",
    "reason": "house-reason-word",
    "fix": "house-fix-word",
    "about customer": "house-customer-word",
    "national id": "99887766554",
    "external key": "house-external-key",
    "colleague's address": "@vendor.example",
}
# Of the second customer; the first one may never read one of them.
THEIR_WORDS = {
    "subject": "their-subject-word",
    "text": "their-text-word",
    "file": "their-file-word.txt",
    "customer": "کاشی مینو میبد",
    "person": "reza",
    "contract": "their-contract-word",
    "project": "their-project-word",
    "installation": "their-server-word",
}
PUBLIC = "said-in-public"


@dataclass
class Person:
    """Somebody at a door: an account, or nobody; two sessions, of which one is in the browser."""

    name: str
    user: User | None = None
    token: str = ""
    other_session: UserSession | None = None

    @property
    def client(self) -> Client:
        """Return a fresh browser that carries the session under the cookies of both doors.

        A token is worth nothing at the other door, under whatever name it is sent there.
        """
        client = Client(raise_request_exception=False)
        if self.token:
            for cookie in COOKIES.values():
                client.cookies[cookie.session] = self.token
        return client


@dataclass
class World:
    """Everything the attacks are tried on. mine: of the first customer, theirs: of the second."""

    desk: Desk
    people: dict[str, Person]
    mine_open: Ticket
    mine_solved: Ticket
    theirs: Ticket
    theirs_solved: Ticket
    my_file: StoredFile
    their_file: StoredFile
    note_file: StoredFile
    loose_file: StoredFile
    notices: dict[str, Notice]
    bulk_run: BulkRun
    saved_view: SavedView
    shared_view: SavedView
    replies: dict[str, CannedReply]
    projects: dict[str, Project]
    installations: dict[str, Installation]
    serials: dict[str, ModuleSerial]

    def person(self, name: str) -> Person:
        """Return one of the people."""
        return self.people[name]


def make_world() -> World:
    """Make both customers with two tickets each, and every kind of visitor."""
    desk = make_desk()
    _describe_customers(desk)
    people = _people(desk)
    mine, theirs = desk.ctx(desk.hub_user), desk.ctx(desk.other_hub_user)
    my_file = _file(desk.hub_user, "my-file.txt")
    their_file = _file(desk.other_hub_user, THEIR_WORDS["file"])
    note_file = _file(desk.agent, HOUSE_WORDS["note file"])
    mine_open = _ticket(mine, "ستون کد پستی", "لطفاً بیفزایید", my_file)
    theirs_open = _ticket(theirs, THEIR_WORDS["subject"], THEIR_WORDS["text"], their_file)
    mine_solved = _ticket(mine, "چاپ فاکتور", "چاپ نمی‌شود")
    theirs_solved = _ticket(theirs, THEIR_WORDS["subject"], THEIR_WORDS["text"])
    desk.wait(minutes=3)
    for ticket in (mine_open, theirs_open):
        _work_on(desk, ticket)
    for ticket in (mine_solved, theirs_solved):
        _solve(desk, ticket)
    note = Note(HOUSE_WORDS["note"], files=(note_file.id,))
    add_note(desk.ctx(desk.agent), mine_open.id, note)
    run = begin_bulk(desk.ctx(desk.agent), BulkDeed.RESUME, [mine_open.id])
    save_view(desk.ctx(desk.agent), name="یکم", address="")
    everybody = ("admin", "agent", "project_manager")
    shared = save_view(desk.ctx(desk.manager), name="نما", address="", roles=everybody)
    desk.wait(minutes=1)
    return World(
        desk=desk,
        people=people,
        mine_open=desk.fresh(mine_open),
        mine_solved=desk.fresh(mine_solved),
        theirs=desk.fresh(theirs_open),
        theirs_solved=desk.fresh(theirs_solved),
        my_file=my_file,
        their_file=their_file,
        note_file=note_file,
        loose_file=_file(desk.other_hub_user, "never-attached.txt"),
        notices=_notices(desk, mine_open),
        bulk_run=run,
        saved_view=save_view(desk.ctx(desk.agent), name="دوم", address=""),
        shared_view=shared,
        replies=_replies(desk),
        projects=_projects(desk),
        installations=_installations(desk),
        serials=_serials(desk),
    )


def _serials(desk: Desk) -> dict[str, ModuleSerial]:
    """Sell either customer one module with a serial; the key that signs for it is there."""
    checking_key()
    lead = desk.ctx(desk.manager)
    module = lead.create(Module, name="انبار")
    return {
        "mine": _serial(lead, desk.customer, module),
        "theirs": _serial(lead, desk.other_customer, module),
    }


def _serial(lead: Context, customer: Customer, module: Module) -> ModuleSerial:
    contract = lead.rows(Contract).filter(customer_id=customer.id).order_by("id")[0]
    bought = cover_module(lead, contract.id, module.id)
    return give_serial(lead, SerialDraft(bought.id, seats=3))


def _installations(desk: Desk) -> dict[str, Installation]:
    """Enter a server of either customer."""
    agent = desk.ctx(desk.agent)
    return {
        "mine": agent.create(Installation, customer=desk.customer, name="سرور"),
        "theirs": agent.create(
            Installation, customer=desk.other_customer, name=THEIR_WORDS["installation"]
        ),
    }


def _projects(desk: Desk) -> dict[str, Project]:
    """Begin a project of either customer, with a late phase and minutes that wait."""
    return {
        "mine": _project(desk, desk.customer, "نصب انبار"),
        "theirs": _project(desk, desk.other_customer, THEIR_WORDS["project"]),
    }


def _project(desk: Desk, customer: Customer, words: str) -> Project:
    lead = desk.ctx(desk.manager)
    contract = desk.system.rows(Contract).filter(customer_id=customer.id).order_by("id")[0]
    day = desk.now.date() - timedelta(days=20)
    kind = ProjectKind.INSTALLATION
    project = open_project(lead, NewProject(contract.id, words, kind, day))
    phase = add_phase(lead, project.id, NewPhase(words, Plan(day, day + timedelta(days=2))))
    draft = MinutesDraft(words, words, day, phase.id)
    minutes = draft_minutes(lead, project.id, draft)
    send_minutes(lead, project.id, minutes.id)
    return project


def _describe_customers(desk: Desk) -> None:
    system = desk.system
    for customer in (desk.customer, desk.other_customer):
        system.update(
            system.get(Customer, customer.id),
            note=HOUSE_WORDS["about customer"],
            national_id=HOUSE_WORDS["national id"],
            external_key=HOUSE_WORDS["external key"],
        )
    for customer, title in (
        (desk.customer, "قرارداد پشتیبانی"),
        (desk.other_customer, THEIR_WORDS["contract"]),
    ):
        add_contract(system, NewContract(customer.id, title))


def _people(desk: Desk) -> dict[str, Person]:
    gone_staff = make_staff("gone", "agent", "project_manager", "admin")
    gone_hub = create_user(NewUser(username="gonehub", full_name="gonehub", kind="hub"))
    users = {
        "mine": desk.hub_user,
        "theirs": desk.other_hub_user,
        "agent": desk.agent,
        "manager": desk.manager,
        "roleless": desk.roleless,
        "gone staff": gone_staff,
        "gone customer": gone_hub,
    }
    people = {"nobody": Person("nobody")}
    for name, user in users.items():
        started, other = start_session(user, HERE), start_session(user, HERE)
        people[name] = Person(name, user, started.token, other.session)
    # Else the first request after a minute would note that the session was seen.
    UserSession.objects.update(last_seen_at=real_now() + timedelta(hours=1))
    # Shut, but the session's row is still there: whatever ended it may have missed it.
    User.objects.filter(pk__in=[gone_staff.pk, gone_hub.pk]).update(is_active=False)
    return people


def _file(by: User, name: str) -> StoredFile:
    return store_file(BytesIO(name.encode()), name, by.actor)


def _ticket(ctx: Context, subject: str, text: str, *files: StoredFile) -> Ticket:
    draft = OpenTicket(
        subject=subject,
        text=text,
        is_bug=False,
        importance=Importance.HIGH,
        files=tuple(file.id for file in files),
    )
    return open_ticket(ctx, draft)


def _work_on(desk: Desk, ticket: Ticket) -> None:
    agent, manager = desk.ctx(desk.agent), desk.ctx(desk.manager)
    assign_ticket(agent, ticket.id, desk.agent.pk)
    reply_publicly(agent, ticket.id, Reply(PUBLIC))
    add_note(agent, ticket.id, Note(HOUSE_WORDS["note"]))
    log_call(agent, ticket.id, LoggedCall(HOUSE_WORDS["call"]))
    set_priority(manager, ticket.id, Priority.MEDIUM, reason=HOUSE_WORDS["reason"])


def _solve(desk: Desk, ticket: Ticket) -> None:
    agent, manager = desk.ctx(desk.agent), desk.ctx(desk.manager)
    reply_publicly(agent, ticket.id, Reply(PUBLIC))
    set_priority(manager, ticket.id, Priority.HIGH, reason=HOUSE_WORDS["reason"])
    accept_fix(manager, ticket.id, text=HOUSE_WORDS["fix"])
    resolve_ticket(agent, ticket.id)


def _replies(desk: Desk) -> dict[str, CannedReply]:
    """Give the agent and a colleague canned replies of their own, one of them removed."""
    draft = ReplyDraft("own", "{contact}")
    add_reply(desk.ctx(desk.agent), draft)
    gone = add_reply(desk.ctx(desk.agent), draft)
    return {
        "agent": add_reply(desk.ctx(desk.agent), draft),
        "colleague": add_reply(desk.ctx(desk.colleague), draft),
        "agent, removed": remove_reply(desk.ctx(desk.agent), gone.id),
    }


def _notices(desk: Desk, ticket: Ticket) -> dict[str, Notice]:
    notices = {}
    for name, user in (("agent", desk.agent), ("colleague", desk.colleague)):
        data = {"tracking_id": ticket.tracking_id, "subject": ticket.subject}
        notify_users([user.pk], "p0_alarm", url=f"/tickets/{ticket.tracking_id}", data=data)
        notices[name] = Notice.objects.filter(user=user).latest("id")
    people = {"mine": desk.hub_user, "theirs": desk.other_hub_user}
    for number, (name, user) in enumerate(people.items(), start=880_000_001):
        # A number that no page shows by chance.
        facts = {"user": user, "kind": "desk_replied", "url": "/hub/", "created_at": desk.now}
        notices[name] = Notice.objects.create(id=number, **facts)
    return notices


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
# A number that is taken and given back leaves no trace that matters.
_PASSED_OVER = {"django_migrations", "procrastinate_workers"}


def rows_of_everything() -> Mapping[str, str]:
    """Return a digest of every table's rows, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_everything_sql())
        return dict(cursor.fetchall())


def _everything_sql() -> str:
    # Asked each time: tests make entities of their own, and take their tables away again.
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        names = [name for (name,) in cursor.fetchall() if name not in _PASSED_OVER]
    return " UNION ALL ".join(
        f"SELECT '{name}', md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), ''))"
        f' FROM "{name}" r'
        for name in names
    )
