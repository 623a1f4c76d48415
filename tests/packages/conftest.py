"""A small vendor with two customers, on the real PostgreSQL, at an instant the test chooses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from owj.packages.customers.entity import Contact, Customer
from owj.packages.customers.services import NewContact, NewCustomer, add_contact, add_customer
from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import open_ticket
from owj.packages.desk.words import Importance
from owj.server.agreements import queries as agreement_queries
from owj.server.context import SYSTEM, Actor
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user
from owj.server.records.context import Context, open_context
from owj.server.timers.models import Timer
from owj.server.timers.registry import TimerRow, run_of_kind

TEHRAN = ZoneInfo("Asia/Tehran")


def tehran(text: str) -> datetime:
    """Return "2026-11-22 11:20" (Gregorian, wall time in Tehran) as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=TEHRAN).astimezone(UTC)


# Sunday, 1 Azar 1405, an ordinary working day.
SUNDAY = tehran("2026-11-22 11:20")


@dataclass
class Desk:
    """The people of the tests, and contexts for them at the current instant."""

    agent: User
    colleague: User
    manager: User
    admin: User
    roleless: User
    customer: Customer
    contact: Contact
    hub_user: User
    other_customer: Customer
    other_hub_user: User
    now: datetime = SUNDAY

    def ctx(self, user: User | Actor, at: datetime | None = None) -> Context:
        """Return a unit of work of one person at the desk's instant, or another one."""
        actor = user if isinstance(user, Actor) else user.actor
        return open_context(actor, now=at or self.now)

    @property
    def system(self) -> Context:
        return self.ctx(SYSTEM)

    def wait(self, **spell: int) -> datetime:
        """Let time pass."""
        self.now += timedelta(**spell)
        return self.now

    def file(self, at: datetime | None = None, **facts: object) -> Ticket:
        """File a ticket from the hub: a request of high importance (medium) unless told else."""
        draft: dict[str, object] = {
            "subject": "افزودن ستون به فرم مشتری",
            "text": "لطفاً ستون کد پستی را بیفزایید.",
            "is_bug": False,
            "importance": Importance.HIGH,
        }
        return open_ticket(self.ctx(self.hub_user, at), OpenTicket(**(draft | facts)))  # type: ignore[arg-type]  # a test's facts

    def ring(self) -> int:
        """Run every timer that is due at the desk's instant, as the worker does; how many?"""
        due = list(Timer.objects.filter(due_at__lte=self.now).order_by("due_at", "id"))
        for timer in due:
            Timer.objects.filter(id=timer.pk).delete()
            row = TimerRow(timer.kind, timer.key, timer.due_at, timer.data, 1)
            run_of_kind(timer.kind)(row, self.now)
        return len(due)

    def fresh(self, ticket: Ticket) -> Ticket:
        """Read a ticket again."""
        return self.system.get(Ticket, ticket.id)


def make_staff(username: str, *roles: str) -> User:
    """Add a colleague."""
    return create_user(
        NewUser(
            username=username,
            full_name=f"{username} نمونه",
            kind="staff",
            password=None,
            roles=roles,
            email=f"{username}@vendor.example",
        )
    )


def make_customer(ctx: Context, name: str, username: str) -> tuple[Customer, Contact, User]:
    """Add a customer with one person who may enter the hub."""
    customer = add_customer(ctx, NewCustomer(name=name, city="مشهد"))
    user = create_user(
        NewUser(username=username, full_name=f"{username} مشتری", kind="hub", password=None)
    )
    contact = add_contact(
        ctx,
        NewContact(
            customer.id, name=f"{username} مشتری", email=f"{username}@c.example", user_id=user.pk
        ),
    )
    return customer, contact, user


def make_desk() -> Desk:
    """Make the vendor and its customers."""
    ctx = open_context(SYSTEM, now=SUNDAY - timedelta(days=30))
    customer, contact, hub_user = make_customer(ctx, "پخش مهرگستر شرق", "mina")
    other, _, other_user = make_customer(ctx, "کاشی مینو میبد", "reza")
    return Desk(
        agent=make_staff("sina", "agent"),
        colleague=make_staff("pooya", "agent"),
        manager=make_staff("maryam", "agent", "project_manager"),
        admin=make_staff("negar", "admin"),
        roleless=make_staff("nobody"),
        customer=customer,
        contact=contact,
        hub_user=hub_user,
        other_customer=other,
        other_hub_user=other_user,
    )


@pytest.fixture
def desk(db: None) -> Desk:
    """Give the desk inside the test's transaction."""
    return make_desk()


@pytest.fixture
def committed_desk(transactional_db: None) -> Desk:
    """Give the desk committed, for tests with several connections."""
    return make_desk()


@pytest.fixture(autouse=True)
def forget_versions() -> Iterator[None]:
    """Forget what a process remembers by row ids: tests that commit give ids out again."""
    yield
    agreement_queries.forget_rows()
