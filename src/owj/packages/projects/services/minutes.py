"""Minutes: drafted, sent, signed by the customer, or refused (E6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction

from owj.packages.customers.entity import Contact
from owj.packages.customers.queries import standing_at
from owj.packages.customers.services.who_may import check_staff
from owj.packages.projects.entity import ProjectMinutes
from owj.packages.projects.errors import (
    ConsentWanted,
    MinutesChanged,
    MinutesNotOpen,
    OnlyCustomersSign,
    SignatureWanted,
)
from owj.packages.projects.services.plans import Evidence, check_begun, write_delivery
from owj.packages.projects.services.work import (
    ProjectWork,
    check_past,
    check_project_keeper,
    given_reason,
    hold,
    proven,
)
from owj.packages.projects.words import MinutesState, ProjectEntry
from owj.packages.warranty.queries import today_of
from owj.server.records.context import Context

# Strokes of the pad: "M x y L x y …" in whole numbers of a field of 600 × 200.
STROKES = re.compile(r"M\d{1,3} \d{1,3}(?: ?[ML]\d{1,3} \d{1,3})+")
STROKES_LIMIT = 20_000
FEWEST_POINTS = 6


@dataclass(frozen=True, slots=True)
class MinutesDraft:
    """Minutes as staff write them. delivers: the signature also says that the phase came."""

    title: str
    text: str
    held_on: date
    phase_id: int | None = None
    delivers: bool = False


@dataclass(frozen=True, slots=True)
class Signing:
    """What a person signs with. seen: the hash of the text that was read.

    path: the drawn strokes; typed: the name stands for the signature.
    """

    name: str
    seen: str
    path: str = ""
    typed: bool = False
    agreed: bool = False


def hash_of(minutes: ProjectMinutes) -> str:
    """Return the fingerprint of what is signed: title, day and text."""
    words = "\n".join((minutes.title, minutes.held_on.isoformat(), minutes.text))
    return sha256(words.encode()).hexdigest()


@transaction.atomic
def draft_minutes(ctx: Context, project_id: int, draft: MinutesDraft) -> ProjectMinutes:
    """Draft minutes. Raises: OnlyDeskStaff, NotFound, PhaseNotFound, InvalidInput."""
    check_staff(ctx)
    work = hold(ctx, project_id)
    return ctx.create(ProjectMinutes, project=work.project, **_columns(work, draft))


@transaction.atomic
def change_minutes(
    ctx: Context, project_id: int, minutes_id: int, draft: MinutesDraft
) -> ProjectMinutes:
    """Change a draft. Raises: OnlyDeskStaff, NotFound, MinutesNotOpen, InvalidInput."""
    check_staff(ctx)
    work = hold(ctx, project_id)
    minutes = _minutes(work, minutes_id, MinutesState.DRAFT)
    return ctx.update(minutes, **_columns(work, draft))


@transaction.atomic
def send_minutes(ctx: Context, project_id: int, minutes_id: int) -> None:
    """Put minutes before the customer; their text is fixed from now on.

    Raises: OnlyDeskStaff, NotFound, MinutesNotOpen, ProjectDayAhead; PlanRefused for a delivery
    before the project's first day, which the customer could not sign.
    """
    check_staff(ctx)
    work = hold(ctx, project_id)
    minutes = _minutes(work, minutes_id, MinutesState.DRAFT)
    check_past(ctx, minutes.held_on)
    if minutes.delivers:
        check_begun(work, minutes.held_on)
    data = {"minutes": minutes.id, "hash": hash_of(minutes)}
    work.write(ProjectEntry.MINUTES_SENT, today_of(ctx), data)
    ctx.as_system().update(minutes, state=MinutesState.SENT)


@transaction.atomic
def sign_minutes(ctx: Context, project_id: int, minutes_id: int, signing: Signing) -> None:
    """Sign minutes as the customer; with `delivers` the phase is delivered (R21).

    Raises: OnlyCustomersSign, NotFound, MinutesNotOpen, MinutesChanged, SignatureWanted,
    ConsentWanted.
    """
    work = hold(ctx, project_id)
    contact_id = _check_signs(work)
    minutes = _minutes(work, minutes_id, MinutesState.SENT, MinutesState.REFUSED)
    name, path = _checked(minutes, signing)
    data: dict[str, Any] = {
        "minutes": minutes.id,
        "hash": hash_of(minutes),
        "name": name,
        "contact": contact_id,
        "path": path,
    }
    if minutes.phase_id is not None:
        data["phase"] = minutes.phase_id
    work = work.write(ProjectEntry.MINUTES_SIGNED, today_of(ctx), data)
    ctx.as_system().update(minutes, state=MinutesState.SIGNED)
    if not minutes.delivers or minutes.phase_id is None:
        return
    if work.account.phase(minutes.phase_id).delivered is None:
        proof: dict[str, str | int] = {
            "document": minutes.title,
            "author": name,
            "minutes": minutes.id,
        }
        write_delivery(work, work.phase(minutes.phase_id), minutes.held_on, proof)


@transaction.atomic
def refuse_minutes(ctx: Context, project_id: int, minutes_id: int, reason: str) -> None:
    """Refuse to sign, as the customer, with a reason; it counts as E6 until it is signed (R42).

    Raises: OnlyCustomersSign, NotFound, MinutesNotOpen, ProjectReasonWanted.
    """
    work = hold(ctx, project_id)
    author = ctx.as_system().get(Contact, _check_signs(work)).name
    minutes = _minutes(work, minutes_id, MinutesState.SENT)
    said = {"document": minutes.title, "author": author}
    _refuse(work, minutes, given_reason(reason), said)


@transaction.atomic
def record_refusal(
    ctx: Context, project_id: int, minutes_id: int, reason: str, proof: Evidence
) -> None:
    """Write down, as staff, that the customer refused to sign, and what proves it (R42).

    Raises: OnlyProjectKeepers, NotFound, MinutesNotOpen, ProjectReasonWanted,
    ProjectEvidenceWanted.
    """
    check_project_keeper(ctx)
    work = hold(ctx, project_id)
    minutes = _minutes(work, minutes_id, MinutesState.SENT)
    _refuse(work, minutes, given_reason(reason), proven(work, proof))


def _refuse(
    work: ProjectWork, minutes: ProjectMinutes, reason: str, proof: Mapping[str, str]
) -> None:
    data: dict[str, Any] = {"minutes": minutes.id, "reason": reason, **proof}
    if minutes.phase_id is not None:
        data["phase"] = minutes.phase_id
    work.write(ProjectEntry.MINUTES_REFUSED, today_of(work.ctx), data)
    work.ctx.as_system().update(minutes, state=MinutesState.REFUSED)


def _checked(minutes: ProjectMinutes, signing: Signing) -> tuple[str, str]:
    name = signing.name.strip()[:120]
    path = signing.path.strip()
    if signing.seen != hash_of(minutes):
        raise MinutesChanged
    drawn = len(path) <= STROKES_LIMIT and STROKES.fullmatch(path) is not None
    enough = drawn and path.count("M") + path.count("L") >= FEWEST_POINTS
    if not name or not (enough or (signing.typed and not path)):
        raise SignatureWanted
    if not signing.agreed:
        raise ConsentWanted
    return name, path


def _check_signs(work: ProjectWork) -> int:
    """Return the contact that signs for the customer. Raises: OnlyCustomersSign."""
    customer_id = work.contract.customer_id
    place = standing_at(work.ctx, customer_id)
    if place is None or place.customer_id != customer_id or not place.rights.judge:
        raise OnlyCustomersSign
    return place.contact_id


def _minutes(work: ProjectWork, minutes_id: int, *states: MinutesState) -> ProjectMinutes:
    minutes = work.ctx.get(ProjectMinutes, minutes_id)
    if minutes.project_id != work.project.id or minutes.state not in states:
        raise MinutesNotOpen
    return minutes


def _columns(work: ProjectWork, draft: MinutesDraft) -> dict[str, Any]:
    phase = work.phase(draft.phase_id) if draft.phase_id is not None else None
    return {
        "title": draft.title.strip(),
        "text": draft.text.strip(),
        "held_on": draft.held_on,
        "phase": phase,
        "delivers": draft.delivers and phase is not None,
    }
