"""The steps of an import by the wizard: upload, say what it means, check, file, stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction
from procrastinate.contrib.django import app

from owj.kernel.calendars.jalali import jalali_month
from owj.kernel.errors import OwjError
from owj.kernel.sla.events import Priority
from owj.packages.customers.queries import customers_by_key
from owj.packages.desk.errors import OnlyStaff
from owj.packages.desk.importer.bring import file_cases, not_yet_filed, refuse_unfit
from owj.packages.desk.importer.cases import LogCase, SortedLog, external_key, sort_cases
from owj.packages.desk.importer.errors import (
    ImportBusy,
    ImportNotFound,
    LogColumnsMissing,
    LogColumnTwice,
)
from owj.packages.desk.importer.reading import Log, Source, read_log
from owj.packages.desk.importer.rows import ACTIVITY, LOG_ZONE, NEEDED, SERIOUSNESS, LogForm
from owj.packages.desk.importer.sniffing import (
    Sniffed,
    guess_activities,
    guess_columns,
    guess_priorities,
    sniff,
    words_in,
)
from owj.packages.desk.imports import WORKING, ImportState, LogImport
from owj.server.context import SYSTEM
from owj.server.files.models import StoredFile
from owj.server.files.services import store_file
from owj.server.files.storage import path_of
from owj.server.live.notify import notify_live
from owj.server.records.context import Context, open_context

IMPORT_TASK = "owj.desk.import"
MONTHS_TOLD = 24


@dataclass(frozen=True, slots=True)
class Meaning:
    """What somebody says a file means; empty words mean nothing to the clocks."""

    encoding: str
    delimiter: str
    columns: Mapping[str, str]
    activities: Mapping[str, str]
    priorities: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MappingView:
    """A file as the mapping step shows it: words with how often each comes."""

    run: LogImport
    sniffed: Sniffed
    activities: Sequence[tuple[str, int]]
    priorities: Sequence[tuple[str, int]]


def check_importer(ctx: Context) -> None:
    """Refuse everybody but administrators. Raises: OnlyStaff."""
    if "admin" not in ctx.actor.roles:
        raise OnlyStaff


def begin_import(ctx: Context, stream: BinaryIO, name: str) -> LogImport:
    """Keep an uploaded file and guess what it means; what holds no table is refused at once.

    Raises: OnlyStaff, FileTooLarge, FileEmpty, DiskFull, LogRefused's kinds.
    """
    check_importer(ctx)
    with transaction.atomic():
        stored = store_file(stream, name, ctx.actor)
        source = Source(path_of(stored.storage_name), stored.original_name)
        sniffed = sniff(source)
        form = _guessed(source, sniffed, guess_columns(sniffed.header))
        return ctx.create(
            LogImport,
            by_id=ctx.actor.user_id,
            file=stored.id,
            name=stored.original_name,
            size=stored.size_bytes,
            form=form,
        )


def imports(ctx: Context) -> list[LogImport]:
    """Return the latest imports, the newest first. Raises: OnlyStaff."""
    check_importer(ctx)
    return list(ctx.rows(LogImport).order_by("-id")[:20])


def find_import(ctx: Context, import_id: int, *, lock: bool = False) -> LogImport:
    """Return an import. Raises: OnlyStaff, ImportNotFound."""
    check_importer(ctx)
    rows = ctx.rows(LogImport).filter(id=import_id)
    run = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if run is None:
        raise ImportNotFound
    return run


def mapping_view(ctx: Context, import_id: int) -> MappingView:
    """Return a file for the step in which somebody says what it means.

    Raises: OnlyStaff, ImportNotFound, LogRefused's kinds.
    """
    run = find_import(ctx, import_id)
    source, form = source_of(run), run.form
    sniffed = sniff(source, encoding=form["encoding"], delimiter=form["delimiter"])
    columns = form["columns"]

    def words(ours: str) -> Sequence[tuple[str, int]]:
        name = columns.get(ours)
        return words_in(source, sniffed, name) if name in sniffed.header else ()

    return MappingView(run, sniffed, words(ACTIVITY), words(SERIOUSNESS))


def say_meaning(ctx: Context, import_id: int, meaning: Meaning) -> bool:
    """Keep what somebody says a file means. If that makes other columns or another encoding of it,
    the words are guessed anew and False is returned; else the check begins, and True is.

    Raises: OnlyStaff, ImportNotFound, ImportBusy, LogColumnsMissing, LogColumnTwice, LogRefused's
    kinds.
    """
    with transaction.atomic():
        run = find_import(ctx, import_id, lock=True)
        if run.state in WORKING or run.state is ImportState.DONE:
            raise ImportBusy
        columns = {ours: name for ours, name in meaning.columns.items() if name}
        _check_columns(columns)
        source = source_of(run)
        read_as = {"encoding": meaning.encoding, "delimiter": meaning.delimiter}
        if read_as | {"columns": columns} != {
            name: run.form[name] for name in ("encoding", "delimiter", "columns")
        }:
            sniffed = sniff(source, **read_as)
            known = {ours: name for ours, name in columns.items() if name in sniffed.header}
            form = _guessed(source, sniffed, known or guess_columns(sniffed.header))
            ctx.update(run, form=form, state=ImportState.MAPPING, problem={})
            return False
        form = run.form | {
            "activities": {word: to for word, to in meaning.activities.items() if to},
            "priorities": {
                word: Priority(to).value for word, to in meaning.priorities.items() if to
            },
        }
        _begin_work(ctx, run, ImportState.CHECKING, form=form, found={}, result={})
        return True


def begin_filing(ctx: Context, import_id: int) -> LogImport:
    """Let the worker bring the checked file in. Raises: OnlyStaff, ImportNotFound, ImportBusy."""
    with transaction.atomic():
        run = find_import(ctx, import_id, lock=True)
        if run.state not in {ImportState.CHECKED, ImportState.STOPPED}:
            raise ImportBusy
        return _begin_work(ctx, run, ImportState.FILING)


def stop_import(ctx: Context, import_id: int) -> LogImport:
    """Stop after the cases that are being filed; what was filed stays.

    Raises: OnlyStaff, ImportNotFound, ImportBusy.
    """
    with transaction.atomic():
        run = find_import(ctx, import_id, lock=True)
        if run.state not in WORKING:
            raise ImportBusy
        return ctx.update(run, state=ImportState.STOPPED, finished_at=ctx.now)


def change_meaning(ctx: Context, import_id: int) -> LogImport:
    """Go back to the mapping step. Raises: OnlyStaff, ImportNotFound, ImportBusy."""
    with transaction.atomic():
        run = find_import(ctx, import_id, lock=True)
        if run.state in WORKING or run.state is ImportState.DONE:
            raise ImportBusy
        return ctx.update(run, state=ImportState.MAPPING)


def rejects_of(ctx: Context, import_id: int) -> tuple[Log, SortedLog]:
    """Return the log read again, with the rows that cannot be imported.

    Raises: OnlyStaff, ImportNotFound, LogRefused's kinds.
    """
    return _read(ctx, find_import(ctx, import_id))


def work_on_import(import_id: int) -> None:
    """Do the step that an import waits for; a worker that died meanwhile is begun again."""
    ctx = open_context(SYSTEM)
    run = ctx.rows(LogImport).filter(id=import_id).first()
    if run is None or run.state not in WORKING:
        return
    try:
        if run.state is ImportState.CHECKING:
            _end(ctx, run, ImportState.CHECKED, found=_check(ctx, run))
        else:
            result = _file(ctx, run)
            _end(ctx, run, ImportState.DONE, result=result)
    except OwjError as error:
        data = {name: str(value) for name, value in error.data.items()}
        _end(ctx, run, ImportState.FAILED, problem={"message": error.message, "data": data})


def source_of(run: LogImport) -> Source:
    """Return where an import's file lies, under its own name."""
    stored = StoredFile.objects.get(id=run.file_id)
    return Source(path_of(stored.storage_name), run.name)


def _check(ctx: Context, run: LogImport) -> dict[str, Any]:
    log, found = _read(ctx, run)
    refuse_unfit(log, found)
    missing = not_yet_filed(ctx, found.cases)
    first = min(row.at for case in found.cases for row in case.rows)
    months = Counter(
        jalali_month(case.rows[0].at.astimezone(LOG_ZONE).date()) for case in found.cases
    )
    customers = {external_key(case.customer) for case in missing}
    return {
        "rows": log.total,
        "duplicates": log.duplicates,
        "rejected": len(found.rejected),
        "cases": len(found.cases),
        "new_cases": len(missing),
        "events": sum(len(case.rows) for case in missing),
        "by_priority": _by_priority(missing),
        "first": first.isoformat(),
        "last": found.last_at.isoformat(),
        "months": sorted(months.items())[-MONTHS_TOLD:],
        "customers": len(customers) - len(customers_by_key(ctx, list(customers))),
        "agents": len({row.resource for case in missing for row in case.rows if row.resource}),
        "reasons": Counter(row.reason for row in found.rejected).most_common(200),
    }


def _file(ctx: Context, run: LogImport) -> dict[str, Any]:
    log, found = _read(ctx, run)
    refuse_unfit(log, found)

    def told(done: int, total: int) -> bool:
        now = ctx.rows(LogImport).get(id=run.id)
        ctx.update(now, done=done, total=total)
        _tell(run.id)
        return now.state is ImportState.FILING

    filed = file_cases(ctx, found.cases, told)
    dates = [row.at for case in found.cases for row in case.rows]
    return {
        "new_cases": filed,
        "known_cases": len(found.cases) - filed,
        "rejected": len(found.rejected),
        "first": min(dates).isoformat(),
        "last": max(dates).isoformat(),
    }


def _read(ctx: Context, run: LogImport) -> tuple[Log, SortedLog]:
    form = run.form
    log = read_log(
        source_of(run).path,
        LogForm(
            encoding=form["encoding"],
            delimiter=form["delimiter"],
            columns=form["columns"],
            activities=form["activities"],
            any_dates=True,
        ),
        shown=run.name,
    )
    priorities = {word: Priority(value) for word, value in form["priorities"].items()}
    return log, sort_cases(log, priorities, now=ctx.now)


def _guessed(source: Source, sniffed: Sniffed, columns: Mapping[str, str]) -> dict[str, Any]:
    def words(ours: str) -> list[str]:
        name = columns.get(ours)
        return [word for word, _ in words_in(source, sniffed, name)] if name else []

    priorities = guess_priorities(words(SERIOUSNESS))
    return {
        "encoding": sniffed.encoding,
        "delimiter": sniffed.delimiter,
        "columns": dict(columns),
        "activities": guess_activities(words(ACTIVITY)),
        "priorities": {word: priority.value for word, priority in priorities.items()},
    }


def _check_columns(columns: Mapping[str, str]) -> None:
    missing = [ours for ours in NEEDED if ours not in columns]
    if missing:
        raise LogColumnsMissing(missing=", ".join(missing))
    twice = [name for name, many in Counter(columns.values()).items() if many > 1]
    if twice:
        raise LogColumnTwice(column=twice[0])


def _by_priority(cases: Sequence[LogCase]) -> dict[str, int]:
    counted = Counter(case.priority for case in cases)
    return {priority.value: counted[priority] for priority in Priority}


def _begin_work(ctx: Context, run: LogImport, state: ImportState, **changes: Any) -> LogImport:
    ctx.update(run, state=state, done=0, total=0, problem={}, finished_at=None, **changes)
    app.configure_task(IMPORT_TASK, queue="default").defer(import_id=run.id)
    return run


def _end(ctx: Context, run: LogImport, state: ImportState, **changes: Any) -> None:
    with transaction.atomic():
        now = ctx.lock(LogImport, run.id)
        # Somebody stopped it meanwhile: what it came to is kept, its state is theirs.
        stopped = now.state is ImportState.STOPPED
        kept = ImportState.STOPPED if stopped else state
        ctx.update(now, state=kept, finished_at=open_context(SYSTEM).now, **changes)
        _tell(run.id)


def _tell(import_id: int) -> None:
    notify_live(["desk"], "import", id=import_id)
