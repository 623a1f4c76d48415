"""Importing a log: read and check all of it, then file its cases in small commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import OnlyStaff
from owj.packages.desk.importer.cases import GOES_WITH, LogCase, SortedLog, sort_cases
from owj.packages.desk.importer.errors import LogUnfit
from owj.packages.desk.importer.mapping import People, history_of
from owj.packages.desk.importer.people import ensure_people
from owj.packages.desk.importer.priorities import SHIPPED_PRIORITIES, PriorityMap
from owj.packages.desk.importer.reading import Log, read_log
from owj.packages.desk.importer.rejects import write_rejects
from owj.packages.desk.importer.summary import Brought, Summary, stand_at
from owj.packages.desk.services.open_from_history import open_tickets_from_history
from owj.server.records.context import Context

# Numbers are given one filer at a time: a commit must not keep a colleague's new ticket waiting.
CASES_A_COMMIT = 250
_ONE_IMPORT = 0x0771


def _quiet(_text: str) -> None:
    """Say nothing."""


def import_helpdesk_log(
    ctx: Context,
    path: Path,
    *,
    priority_map: PriorityMap = SHIPPED_PRIORITIES,
    as_of: datetime | None = None,
    progress: Callable[[str], None] = _quiet,
) -> Summary:
    """Bring the cases of a log in as tickets, and return how they stand at `as_of`.

    The whole file is read and checked before anything is written. Cases are known by name: those
    that were brought in before are left as they are, so a second run, or one after a crash, adds
    what is missing; those that have other events by now are counted as changed.
    as_of: aware; by default the file's last event.
    Raises: OnlyStaff, LogRefused's kinds, RejectsUnwritable.
    """
    if not (ctx.actor.kind == "system" or "admin" in ctx.actor.roles):
        raise OnlyStaff
    system = ctx.as_system()
    progress(f"Reading {path.name}")
    log = read_log(path)
    found = sort_cases(log, priority_map, now=ctx.now)
    refuse_unfit(log, found)
    rejects_file = write_rejects(path, log.header, found.rejected) if found.rejected else None

    def told(done: int, total: int) -> bool:
        progress(f"Filing: {done:,} of {total:,} cases")
        return True

    new_cases = file_cases(system, found.cases, told)
    rows_of = {case.key: len(case.rows) for case in found.cases}
    brought = Brought(
        rows=log.total,
        duplicates=log.duplicates,
        rejected=len(found.rejected),
        new_cases=new_cases,
        rejects_file=rejects_file,
    )
    return Summary(stand_at(system, rows_of, as_of or found.last_at, progress), brought)


def refuse_unfit(log: Log, found: SortedLog) -> None:
    """Refuse a file most of whose rows cannot be imported. Raises: LogUnfit."""
    if found.cases and 2 * len(found.rejected) <= log.total:
        return
    # A row that goes with another of its ticket tells nothing of the cause.
    own = (row for row in found.rejected if not row.reason.endswith(GOES_WITH))
    first = next(own, found.rejected[0])
    raise LogUnfit(
        file=log.source,
        rejected=len(found.rejected),
        rows=log.total,
        line=first.line,
        reason=first.reason,
    )


def file_cases(ctx: Context, cases: Sequence[LogCase], told: Callable[[int, int], bool]) -> int:
    """File the cases that are not there yet; returns how many those were.

    told: hears after each commit how many are done of how many; its False ends the filing there.
    """
    missing = not_yet_filed(ctx, cases)
    if not missing:
        return 0
    people = ensure_people(ctx, missing)
    filed = 0
    for start in range(0, len(missing), CASES_A_COMMIT):
        filed += _file_some(ctx, missing[start : start + CASES_A_COMMIT], people)
        done = min(start + CASES_A_COMMIT, len(missing))
        if not told(done, len(missing)):
            break
    return filed


@transaction.atomic
def _file_some(ctx: Context, cases: Sequence[LogCase], people: People) -> int:
    with connection.cursor() as cursor:
        # A second import of the same log waits here and then finds the cases filed.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_IMPORT])
    missing = not_yet_filed(ctx, cases)
    open_tickets_from_history(ctx, [history_of(case, people) for case in missing])
    return len(missing)


def not_yet_filed(ctx: Context, cases: Iterable[LogCase]) -> list[LogCase]:
    """Return the cases that no import has brought in yet."""
    by_key = {case.key: case for case in cases}
    known = ctx.rows(Ticket).filter(external_key__in=list(by_key))
    for key in known.values_list("external_key", flat=True):
        del by_key[key]
    return list(by_key.values())
