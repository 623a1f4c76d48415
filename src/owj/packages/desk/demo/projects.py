"""Projects of the demo: a late installation, a training eight days late, a suspended change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from owj.kernel.promises.delays import Cause
from owj.packages.desk.demo.people import Cast
from owj.packages.projects.entity import Project, ProjectSession
from owj.packages.projects.services import (
    Evidence,
    MinutesDraft,
    NewPhase,
    NewProject,
    Plan,
    ProjectKind,
    Signing,
    Site,
    add_phase,
    deliver_phase,
    draft_minutes,
    open_project,
    resume,
    send_letter,
    send_minutes,
    sign_minutes,
    suspend,
)
from owj.packages.projects.services.minutes import hash_of
from owj.packages.warranty.queries import today_of
from owj.server.records.context import Context, open_context


def add_projects(ctx: Context, told: list[Mapping[str, Any]], cast: Cast) -> None:
    """Tell the projects, their days counted from today."""
    today = today_of(ctx)
    for one in told:
        client = cast.clients[one["customer"]]
        lead = cast.staff[one["lead"]]
        draft = NewProject(
            contract_id=client.contract_id,
            title=one["title"],
            kind=ProjectKind(one["kind"]),
            starts_on=_day(today, one["starts"]),
            lead_id=lead.pk,
        )
        # What happened on a day was written down on that day's morning, by the one who leads.
        project = open_project(_when(ctx, cast, one["lead"], one["starts"]), draft)
        for phase in one["phases"]:
            _add_phase(ctx, project, phase, one["starts"], (cast, one["lead"]))
        _hold_up(ctx, project, one, cast)
        for paper in one.get("minutes", ()):
            _add_minutes(ctx, project, paper, cast, one)
        for session in one.get("sessions", ()):
            ctx.create(
                ProjectSession,
                project=project,
                topic=session["topic"],
                held_at=ctx.now - timedelta(days=session["ago"]),
                minutes=session["minutes"],
                site=Site(session["site"]),
                held_by=lead.pk,
            )


def _add_phase(
    ctx: Context, project: Project, told: Mapping[str, Any], starts: int, who: tuple[Cast, str]
) -> None:
    today = today_of(ctx)
    plan = Plan(_day(today, told["begins"]), _day(today, told["planned"]))
    phase = add_phase(_when(ctx, *who, starts), project.id, NewPhase(told["title"], plan))
    if "delivered" in told:
        proof = Evidence(told["document"], told["author"])
        day = _day(today, told["delivered"])
        deliver_phase(_when(ctx, *who, told["delivered"]), project.id, phase.id, day, proof)


def _hold_up(ctx: Context, project: Project, told: Mapping[str, Any], cast: Cast) -> None:
    today = today_of(ctx)
    for one in told.get("suspended", ()):
        then = _when(ctx, cast, told["lead"], one["from"])
        proof = Evidence(one["document"], one["author"])
        suspend(then, project.id, _day(today, one["from"]), Cause(one["cause"]), proof)
        if "until" in one:
            seq = 2 + len(told["phases"]) + sum("delivered" in phase for phase in told["phases"])
            then = _when(ctx, cast, told["lead"], one["until"])
            resume(then, project.id, seq, _day(today, one["until"]))
    for one in told.get("letters", ()):
        then = _when(ctx, cast, told["lead"], one["sent"])
        proof = Evidence(one["document"], one["author"])
        send_letter(then, project.id, _day(today, one["sent"]), one["about"], proof)


def _add_minutes(
    ctx: Context, project: Project, told: Mapping[str, Any], cast: Cast, one: Mapping[str, Any]
) -> None:
    then = _when(ctx, cast, one["lead"], told["ago"])
    draft = MinutesDraft(told["title"], told["text"], _day(today_of(ctx), told["ago"]))
    minutes = draft_minutes(then, project.id, draft)
    send_minutes(then, project.id, minutes.id)
    if "strokes" in told:
        speaker = cast.clients[one["customer"]].people[0]
        signer = open_context(speaker.user.actor, now=ctx.now - timedelta(days=told["ago"]))
        signing = Signing(told["signer"], hash_of(minutes), path=told["strokes"], agreed=True)
        sign_minutes(signer, project.id, minutes.id, signing)


def _when(ctx: Context, cast: Cast, user: str, ago: int) -> Context:
    return open_context(cast.staff[user].actor, now=ctx.now - timedelta(days=ago))


def _day(today: date, ago: int) -> date:
    """Return the day so many days ago; a negative number lies ahead."""
    return today - timedelta(days=ago)
