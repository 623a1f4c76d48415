"""Doing outward work: claim and commit, reach outside, then step the process in one transaction.

A worker that dies in between leaves a row in `running` whose lease runs out. The next attempt is
told that one before it may have reached its goal, and carries the same key.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import override

from owj.kernel.bpmn.happenings import CompleteTask, Happening, Outcome, ReportFailure, ThrowError
from owj.kernel.errors import OutsideFailure, OwjError
from owj.kernel.whole import whole
from owj.server import clock
from owj.server.context import SYSTEM
from owj.server.failpoints import failpoint
from owj.server.processes.drawings import drawing_of
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.loading import load_instance
from owj.server.processes.stepping import go
from owj.server.processes.task_rows import WorkItem
from owj.server.processes.variables import variables_at
from owj.server.processes.work import OutwardPlace, outward_kind
from owj.server.processes.work.asking import defer_work
from owj.server.records.context import open_context

log = logging.getLogger(__name__)

USUAL_TRIES = 5
MOST_TRIES = 20
FIRST_BACKOFF_S = 5
LONGEST_BACKOFF_S = 3_600
# Longer than the longest call may take.
LEASE = timedelta(seconds=150)
Status = WorkItem.Status


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: int
    instance_id: int
    number: int
    node: str
    kind: str
    attempt: int
    unclear: bool
    tries: int


def run_work(instance_id: int, number: int) -> None:
    """Do one piece of outward work, if it is its time and nobody else does."""
    claimed = _claim(instance_id, number)
    if claimed is None:
        return
    failpoint("work.claimed")
    try:
        outcome = _reach_out(claimed)
    except OutsideFailure as failure:
        if failure.permanent or claimed.attempt >= claimed.tries:
            _settle(claimed, Outcome(failure=_kept(failure)))
        else:
            _try_later(claimed, _kept(failure))
    except OwjError as error:
        _settle(claimed, Outcome(failure=_kept(error)))
    except Exception as error:
        log.exception("work %s of process %s ended unclearly", number, instance_id)
        _settle(claimed, Outcome(failure=repr(error)))
    else:
        failpoint("work.done_before_commit")
        _settle(claimed, outcome)


def _kept(error: OwjError) -> str:
    """Return a refusal as it is kept: code and English sentence, which pages word anew."""
    with override("en"):
        return f"{error.code}: {error}"


def backoff_after(attempt: int) -> timedelta:
    """Return how long to wait after a failed attempt: 5, 20, 80, … s, an hour at most."""
    return timedelta(seconds=min(FIRST_BACKOFF_S * 4 ** (attempt - 1), LONGEST_BACKOFF_S))


@transaction.atomic
def _claim(instance_id: int, number: int) -> _Claimed | None:
    rows = WorkItem.objects.select_for_update(skip_locked=True)
    found = rows.filter(
        instance=instance_id, number=number, status__in=(Status.WAITING, Status.RUNNING)
    )
    row, now = found.order_by("-pk").first(), clock.real_now()
    if row is None:
        return None
    if row.next_at is not None and row.next_at > now:
        # Somebody else is at it, or it is not its time: look again then.
        defer_work(instance_id, number, row.next_at)
        return None
    unclear = row.status == Status.RUNNING
    row.status, row.next_at = Status.RUNNING, now + LEASE
    row.attempts += 1
    row.save(update_fields=["status", "next_at", "attempts"])
    return _Claimed(
        row.pk,
        instance_id,
        number,
        row.node,
        row.kind,
        row.attempts,
        unclear,
        tries_of(row.settings.get("tries", "")),
    )


def tries_of(text: str) -> int:
    """Return how often a drawing wants work to be tried."""
    tries = whole(text.strip())
    return tries if tries is not None and 1 <= tries <= MOST_TRIES else USUAL_TRIES


def _reach_out(claimed: _Claimed) -> Outcome:
    perform = outward_kind(claimed.kind)
    if perform is None:
        reason = f"nothing here does work of the kind “{claimed.kind[:40]}”"
        raise OutsideFailure(permanent=True, reason=reason)
    version = ProcessInstance.objects.values_list("version_id", flat=True).get(
        pk=claimed.instance_id
    )
    variables = variables_at(claimed.instance_id, claimed.number)
    return perform(
        OutwardPlace(
            instance_id=claimed.instance_id,
            token=claimed.number,
            node=drawing_of(version).process.nodes[claimed.node],
            read=variables.get,
            now=clock.now(),
            key=f"owj-process-{claimed.instance_id}-{claimed.number}-{claimed.id}",
            attempt=claimed.attempt,
            unclear=claimed.unclear,
        )
    )


@transaction.atomic
def _settle(claimed: _Claimed, outcome: Outcome) -> None:
    """Tell the process how its work went; what came too late is dropped."""
    loaded = load_instance(claimed.instance_id)
    row = WorkItem.objects.select_for_update().filter(pk=claimed.id).first()
    if loaded is None or row is None or not _still_ours(row, claimed):
        return
    failed = outcome.failure is not None
    row.status = Status.FAILED if failed else Status.DONE
    row.ended_at, row.next_at = clock.now(), None
    row.last_error = (outcome.failure or "")[:2_000]
    row.save(update_fields=["status", "ended_at", "next_at", "last_error"])
    go(open_context(SYSTEM), loaded, _happening(claimed.number, outcome))


def _happening(number: int, outcome: Outcome) -> Happening:
    if outcome.failure is not None:
        return ReportFailure(number, outcome.failure)
    if outcome.error is not None:
        return ThrowError(number, outcome.error, outcome.data)
    return CompleteTask(number, outcome.data)


@transaction.atomic
def _try_later(claimed: _Claimed, why: str) -> None:
    row = WorkItem.objects.select_for_update().filter(pk=claimed.id).first()
    if row is None or not _still_ours(row, claimed):
        return
    at: datetime = clock.real_now() + backoff_after(claimed.attempt)
    row.status, row.next_at, row.last_error = Status.WAITING, at, why[:2_000]
    row.save(update_fields=["status", "next_at", "last_error"])
    defer_work(claimed.instance_id, claimed.number, at)


def _still_ours(row: WorkItem, claimed: _Claimed) -> bool:
    return row.status == Status.RUNNING and row.attempts == claimed.attempt
