"""Loading the demo organisation, once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from owj.packages.desk.demo.contents import read_content
from owj.packages.desk.demo.moments import Moments
from owj.packages.desk.demo.money import add_money
from owj.packages.desk.demo.people import Cast, add_cast, give_password
from owj.packages.desk.demo.processes import begin_processes
from owj.packages.desk.demo.projects import add_projects
from owj.packages.desk.demo.proposals import add_proposals
from owj.packages.desk.demo.stories import Storyteller
from owj.packages.desk.demo.telling import DECIDER
from owj.packages.desk.demo.warranties import add_downloads, add_warranties
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services.canned_replies import ReplyDraft, add_reply
from owj.packages.desk.services.open_from_history import open_tickets_from_history
from owj.server import clock
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_at, calendar_at
from owj.server.context import SYSTEM
from owj.server.notices.services import notify_users
from owj.server.records.context import Context, open_context
from owj.server.workspace.queries import WorkspaceSettings
from owj.server.workspace.services import set_workspace

SHELVES = ("stories_open.json", "stories_done.json")
KEY = "demo:"


def load_demo(now: datetime | None = None) -> list[dict[str, str]]:
    """Load the demo unless it is there, and return sign-ins worth showing.

    All its people share one password, made anew for this installation; loading again gives them
    another one. now: aware; by default the domain's clock, to which every ticket is relative.
    """
    with transaction.atomic():
        ctx = open_context(SYSTEM, now=now or clock.now())
        organisation = read_content("organisation.json")
        password = new_password(organisation["password_words"])
        if ctx.rows(Ticket).filter(external_key__startswith=KEY).exists():
            give_password(organisation, password)
        else:
            _load(ctx, organisation, password)
    return sign_ins(organisation, password)


def new_password(choice: Sequence[str]) -> str:
    """Return a password for this installation's demo, easy to read out and to type."""
    words = [secrets.choice(choice) for _ in range(4)]
    return "-".join([*words, f"{secrets.randbelow(9000) + 1000}"])


def sign_ins(organisation: Mapping[str, Any], password: str) -> list[dict[str, str]]:
    """Return one line for each way in: staff by their first role, the people of some customers."""
    staff = [
        {"door": "client", "role": person["roles"][-1], "user": person["user"]}
        for person in organisation["staff"]
        if person.get("shown")
    ]
    hub = [
        {"door": "hub", "role": "customer", "user": customer["people"][0]["user"]}
        for customer in organisation["customers"][:3]
    ]
    return [{**line, "password": password} for line in (*staff, *hub)]


def _load(ctx: Context, organisation: Mapping[str, Any], password: str) -> None:
    settings = WorkspaceSettings(
        name_fa=organisation["name_fa"], name_en=organisation["name_en"], zone="Asia/Tehran"
    )
    set_workspace(settings, by=SYSTEM)
    cast = add_cast(ctx, organisation, password)
    add_warranties(ctx, organisation, cast)
    add_downloads(ctx, organisation["downloads"])
    add_projects(ctx, read_content("projects.json"), cast)
    add_money(ctx, organisation, cast)
    add_proposals(ctx, organisation, cast)
    _file_tickets(ctx, cast)
    _notify_decider(ctx, cast)
    _keep_replies(ctx, cast, organisation["ready_replies"])
    begin_processes(ctx, cast)


def _file_tickets(ctx: Context, cast: Cast) -> None:
    """File every story, the oldest first, so that tracking ids grow with time."""
    version = agreement_at(SHIPPED_KEY, ctx.now)
    moments = Moments(calendar_at(version.agreement.ticket_calendar, ctx.now), ctx.now)
    teller = Storyteller(cast, moments)
    stories: Sequence[Mapping[str, Any]] = [
        story for shelf in SHELVES for story in read_content(shelf)
    ]
    histories = [
        teller.tell(f"{KEY}{number}", story) for number, story in enumerate(stories, start=1)
    ]
    histories.sort(key=lambda history: history.events[0].at)
    open_tickets_from_history(ctx, histories)


def _notify_decider(ctx: Context, cast: Cast) -> None:
    """Leave the project manager the notices that the tickets in P0 would have brought (R14)."""
    for ticket in ctx.rows(Ticket).filter(p0_active=True).order_by("p0_since"):
        since = ticket.p0_since.isoformat() if ticket.p0_since else ""
        notify_users(
            [cast.staff[DECIDER]],
            "promise_broken",
            url=f"/tickets/{ticket.tracking_id}",
            data={
                "tracking_id": ticket.tracking_id,
                "subject": ticket.subject,
                "promise": ticket.clock_promise,
                "deadline": since,
            },
            key=f"{KEY}p0:{ticket.id}",
        )


def _keep_replies(ctx: Context, cast: Cast, replies: Sequence[Mapping[str, str]]) -> None:
    """Keep replies for the whole desk, as its project manager would have written them."""
    keeper = open_context(cast.staff[DECIDER].actor, now=ctx.now)
    for reply in replies:
        add_reply(keeper, ReplyDraft(**reply, shared=True))
