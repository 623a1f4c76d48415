"""What held a project up: suspensions, letters about other vendors, exclusions; taking back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from owj.kernel.promises.delays import Cause
from owj.kernel.sla.remedy_settings import Exclusion
from owj.packages.projects.account import Stretch
from owj.packages.projects.errors import (
    AlreadySuspended,
    EndsBeforeItBegan,
    NothingToEnd,
    ProjectEntryNeeded,
    ProjectEntryNotFound,
)
from owj.packages.projects.services.plans import Evidence
from owj.packages.projects.services.work import (
    ProjectWork,
    check_past,
    check_project_keeper,
    given_reason,
    hold,
    proven,
)
from owj.packages.projects.words import ProjectEntry
from owj.packages.warranty.queries import today_of
from owj.server.ledger.entries import REVOKED
from owj.server.records.context import Context

# What a keeper takes back by hand; a signature, once given, stays.
TAKEN_BACK = frozenset(
    {
        ProjectEntry.PROMISED,
        ProjectEntry.DELIVERED,
        ProjectEntry.SUSPENDED,
        ProjectEntry.RESUMED,
        ProjectEntry.LETTER_SENT,
        ProjectEntry.READY,
        ProjectEntry.EXCLUDED,
        ProjectEntry.MINUTES_REFUSED,
    }
)


@transaction.atomic
def suspend(ctx: Context, project_id: int, day: date, cause: Cause, proof: Evidence) -> None:
    """Write down that work stands still since a day, and who caused it (R45).

    Raises: OnlyProjectKeepers, NotFound, AlreadySuspended, ProjectDayAhead,
    ProjectEvidenceWanted.
    """
    check_project_keeper(ctx)
    check_past(ctx, day)
    work = hold(ctx, project_id)
    if work.account.suspension is not None:
        raise AlreadySuspended
    data = {"cause": cause.value, **proven(work, proof)}
    work.write(ProjectEntry.SUSPENDED, day, data)


@transaction.atomic
def resume(ctx: Context, project_id: int, seq: int, day: date) -> None:
    """Write down from which day work went on.

    Raises: OnlyProjectKeepers, NotFound, NothingToEnd, EndsBeforeItBegan, ProjectDayAhead.
    """
    _end(ctx, project_id, seq, day, (ProjectEntry.SUSPENDED, ProjectEntry.RESUMED))


@transaction.atomic
def send_letter(ctx: Context, project_id: int, day: date, about: str, proof: Evidence) -> None:
    """Write down the official letter about another vendor; its day is that of sending (R44).

    Raises: OnlyProjectKeepers, NotFound, ProjectDayAhead, ProjectEvidenceWanted,
    ProjectReasonWanted when it does not say whom it is about.
    """
    check_project_keeper(ctx)
    check_past(ctx, day)
    work = hold(ctx, project_id)
    data = {"about": given_reason(about)[:200], **proven(work, proof)}
    work.write(ProjectEntry.LETTER_SENT, day, data)


@transaction.atomic
def end_wait(ctx: Context, project_id: int, seq: int, day: date) -> None:
    """Write down from which day the other vendor's conditions were there (R44).

    Raises: OnlyProjectKeepers, NotFound, NothingToEnd, EndsBeforeItBegan, ProjectDayAhead.
    """
    _end(ctx, project_id, seq, day, (ProjectEntry.LETTER_SENT, ProjectEntry.READY))


@transaction.atomic
def exclude(
    ctx: Context, project_id: int, phase_id: int, exclusion: Exclusion, proof: Evidence
) -> None:
    """Answer an item of the checklist with yes, and with what proves it (R42).

    Raises: OnlyProjectKeepers, NotFound, PhaseNotFound, ProjectDayAhead, ProjectEvidenceWanted.
    """
    check_project_keeper(ctx)
    dated = proof.dated or today_of(ctx)
    check_past(ctx, dated)
    work = hold(ctx, project_id)
    data = {
        "phase": work.phase(phase_id).id,
        "exclusion": exclusion.value,
        "dated": dated.isoformat(),
        **proven(work, proof),
    }
    work.write(ProjectEntry.EXCLUDED, today_of(ctx), data)


@transaction.atomic
def take_entry_back(ctx: Context, project_id: int, seq: int, reason: str) -> None:
    """Take an entry back by another one; nothing is deleted.

    Raises: OnlyProjectKeepers, NotFound, ProjectEntryNotFound, ProjectReasonWanted,
    ProjectEntryNeeded when others stand on it.
    """
    check_project_keeper(ctx)
    work = hold(ctx, project_id)
    entry = next((one for one in work.account.entries if one.seq == seq), None)
    if entry is None or entry.kind not in TAKEN_BACK:
        raise ProjectEntryNotFound
    if any(one.data.get("of") == seq for one in work.account.entries):
        raise ProjectEntryNeeded
    if entry.kind == ProjectEntry.RESUMED and work.account.suspension is not None:
        # Both would last, and a project is suspended once at a time.
        raise ProjectEntryNeeded
    phase_id = entry.data.get("phase")
    if entry.kind == ProjectEntry.PROMISED:
        facts = work.account.phase(int(entry.data["phase"]))
        if len(facts.promises) == 1 or facts.delivered is not None:
            raise ProjectEntryNeeded
    after = work.write(REVOKED, today_of(ctx), {"seq": seq, "reason": given_reason(reason)[:300]})
    if phase_id is not None:
        _copy(after, int(phase_id))


def _copy(work: ProjectWork, phase_id: int) -> None:
    """Let the phase's columns follow its account."""
    facts = work.account.phase(phase_id)
    promise = facts.promise
    work.ctx.as_system().update(
        work.phase(phase_id),
        begins_on=promise.begins if promise else None,
        planned_on=promise.planned if promise else None,
        delivered_on=facts.delivered.day if facts.delivered else None,
    )


def _end(
    ctx: Context, project_id: int, seq: int, day: date, kinds: tuple[ProjectEntry, ProjectEntry]
) -> None:
    check_project_keeper(ctx)
    check_past(ctx, day)
    kind, ending = kinds
    work = hold(ctx, project_id)
    stretch = _open_stretch(work, seq, kind)
    if day < stretch.first:
        raise EndsBeforeItBegan
    work.write(ending, day, {"of": seq})


def _open_stretch(work: ProjectWork, seq: int, kind: ProjectEntry) -> Stretch:
    for one in work.account.stretches:
        if (one.seq, one.kind, one.end) == (seq, kind, None):
            return one
    raise NothingToEnd
