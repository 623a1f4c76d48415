"""The steps of an import: upload, say what it means, try, carry out, stop, undo.

The worker does the trying and the carrying out, a stretch of rows at a time. A stretch, what is
remembered of it and how far the run is are one transaction; so a run that was killed goes on with
the row behind its last one, and no row comes twice. Trying does the same and turns each stretch
back, so it sees what the database and the rules would refuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from owj.kernel.errors import NotAllowed, OwjError
from owj.server.failpoints import failpoint
from owj.server.files.services import store_file
from owj.server.files.storage import path_of
from owj.server.identity.models import User
from owj.server.imports.batches import Importer, Outcome, check_importer
from owj.server.imports.meaning import (
    Meaning,
    check_meaning,
    guess_meaning,
    meaning_of,
)
from owj.server.imports.models import ImportBatch, ImportFault, ImportRun
from owj.server.imports.refusals import ImportBusy, ImportRunNotFound, TableTooLong, TooManyRejected
from owj.server.imports.tables import SAMPLE_ROWS, Row, Table, TableForm, open_table
from owj.server.imports.wording import words_of_refusal
from owj.server.records import generic
from owj.server.records.context import open_context
from owj.server.records.rights import Verb

if TYPE_CHECKING:
    from owj.server.imports.cells import Fault
    from owj.server.records.context import Context
    from owj.server.records.defs import EntityDef

IMPORT_TASK = "owj.imports.work"
BATCH_ROWS = 2_000
# Of a refused cell so many letters are kept.
SHOWN_LETTERS = 200
# A file with more refused rows was misunderstood as a whole.
MOST_REJECTED = 100_000
# Larger than an attachment: a table of a million rows.
FILES_LARGE = 4
State = ImportRun.State
WORKING = frozenset({State.CHECKING, State.RUNNING, State.UNDOING})
# From these a run may be given another meaning.
OPEN = frozenset({State.MAPPING, State.CHECKED, State.FAILED})


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file, for who says what it means."""

    table: TableForm
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    sheets: tuple[str, ...]


def begin_import(
    ctx: Context, entity: EntityDef, stream: BinaryIO, name: str, *, limit_bytes: int | None = None
) -> ImportRun:
    """Keep a file and guess what it means; what holds no table is refused at once.

    Raises: VerbRefused, FileTooLarge, FileEmpty, DiskFull, TableUnreadable.
    """
    generic.check_may(ctx, entity.key, Verb.IMPORT)
    most = limit_bytes or FILES_LARGE * int(settings.FILE_LIMIT_BYTES)
    with transaction.atomic():
        stored = store_file(stream, name, ctx.actor, limit_bytes=most)
        path = path_of(stored.storage_name)
        try:
            sample = read_sample(path, stored.original_name, TableForm())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return ImportRun.objects.create(
            entity_id=entity.id,
            file=stored,
            name=stored.original_name,
            by=User.objects.get(pk=ctx.actor.user_id or 0),
            form=guess_meaning(ctx, entity, sample.table, sample.header).to_json(entity),
        )


def read_sample(path: Path, name: str, form: TableForm) -> Sample:
    """Return the beginning of a file. Raises: TableUnreadable."""
    with open_table(path, name, form) as table:
        rows = tuple(islice(table.rows, SAMPLE_ROWS))
        return Sample(table.form, table.header, rows, table.sheets)


def sample_of(run: ImportRun, form: TableForm | None = None) -> Sample:
    """Return the beginning of a run's file, as it is said to be. Raises: TableUnreadable."""
    said = form or TableForm(*(run.form[one] for one in ("encoding", "delimiter", "sheet")))
    return read_sample(path_of(run.file.storage_name), run.name, said)


def imports_of(ctx: Context, entity: EntityDef) -> QuerySet[ImportRun]:
    """Return the imports of an entity that this person may see: their own; designers see all."""
    generic.check_may(ctx, entity.key, Verb.IMPORT)
    runs = ImportRun.objects.filter(entity_id=entity.id).select_related("by", "file")
    if not ctx.may(entity.key, Verb.DESIGN):
        runs = runs.filter(by_id=ctx.actor.user_id)
    return runs.order_by("-id")


def find_import(ctx: Context, entity: EntityDef, run_id: int, *, lock: bool = False) -> ImportRun:
    """Return an import. Raises: VerbRefused, ImportRunNotFound."""
    runs = imports_of(ctx, entity).filter(pk=run_id)
    run = (runs.select_for_update(of=("self",)) if lock else runs).first()
    if run is None:
        raise ImportRunNotFound
    return run


def read_again(ctx: Context, entity: EntityDef, run_id: int, form: TableForm) -> ImportRun:
    """Read the file in another way and guess its columns anew. Raises: ImportBusy."""
    with transaction.atomic():
        run = _open_run(ctx, entity, run_id)
        sample = sample_of(run, form)
        run.form = guess_meaning(ctx, entity, sample.table, sample.header).to_json(entity)
        run.state = State.MAPPING
        run.save()
        return run


def say_meaning(
    ctx: Context,
    entity: EntityDef,
    run_id: int,
    meaning: Meaning,
    *,
    work: bool = True,
    trial: bool = True,
) -> ImportRun:
    """Keep what the columns mean and let the worker try it; without a trial, carry it out.

    Raises: ImportRunNotFound, ImportBusy, MeaningRefused, VerbRefused.
    """
    check_meaning(ctx, entity, meaning)
    check_importer(ctx, entity.key, meaning)
    with transaction.atomic():
        run = _open_run(ctx, entity, run_id)
        run.form = meaning.to_json(entity)
        return _begin(run, State.CHECKING if trial else State.RUNNING, work=work)


def change_meaning(ctx: Context, entity: EntityDef, run_id: int) -> ImportRun:
    """Go back to what the columns mean. Raises: ImportRunNotFound, ImportBusy."""
    with transaction.atomic():
        run = _open_run(ctx, entity, run_id)
        run.state = State.MAPPING
        run.save()
        return run


def begin_run(ctx: Context, entity: EntityDef, run_id: int, *, work: bool = True) -> ImportRun:
    """Let the worker carry out what was tried, or go on with what was stopped.

    Raises: ImportRunNotFound, ImportBusy.
    """
    with transaction.atomic():
        run = find_import(ctx, entity, run_id, lock=True)
        if run.state == State.STOPPED:
            run.state = State.RUNNING
            run.ended_at = None
            run.save()
            if work:
                defer_work(run.pk)
            return run
        if run.state != State.CHECKED:
            raise ImportBusy
        return _begin(run, State.RUNNING, work=work)


def resume_run(ctx: Context, entity: EntityDef, run_id: int, *, work: bool = True) -> ImportRun:
    """Go on with a run whose process died or that was stopped, behind its last stretch.

    Where its first process lives still, one of the two finds the run further and leaves.
    Raises: ImportRunNotFound, ImportBusy when nothing of it is left to be done.
    """
    run = find_import(ctx, entity, run_id)
    if run.state in WORKING:
        if work:
            defer_work(run.pk)
        return run
    return begin_run(ctx, entity, run_id, work=work)


def stop_import(ctx: Context, entity: EntityDef, run_id: int) -> ImportRun:
    """Stop after the stretch that is being written; a trial is given up.

    Raises: ImportRunNotFound, ImportBusy.
    """
    with transaction.atomic():
        run = find_import(ctx, entity, run_id, lock=True)
        if run.state not in {State.CHECKING, State.RUNNING}:
            raise ImportBusy
        run.state = State.MAPPING if run.state == State.CHECKING else State.STOPPED
        run.save()
        return run


def begin_undo(ctx: Context, entity: EntityDef, run_id: int, *, work: bool = True) -> ImportRun:
    """Let the worker take back what a run did. Raises: ImportRunNotFound, ImportBusy."""
    with transaction.atomic():
        run = find_import(ctx, entity, run_id, lock=True)
        if run.state not in {State.DONE, State.STOPPED, State.FAILED}:
            raise ImportBusy
        ImportFault.objects.filter(run=run, undo=True).delete()
        run.state, run.undone, run.problem = State.UNDOING, 0, {}
        run.save()
        if work:
            defer_work(run.pk)
        return run


def defer_work(run_id: int) -> None:
    """Give the worker a run."""
    app.configure_task(IMPORT_TASK, queue="default").defer(run_id=run_id)


def _open_run(ctx: Context, entity: EntityDef, run_id: int) -> ImportRun:
    run = find_import(ctx, entity, run_id, lock=True)
    # What failed after it had written something is undone or left, not told another meaning.
    if run.state not in OPEN or run.batches.exists():
        raise ImportBusy
    return run


def _begin(run: ImportRun, state: State, *, work: bool) -> ImportRun:
    ImportFault.objects.filter(run=run).delete()
    run.state = state
    run.done = run.created = run.updated = run.unchanged = run.rejected = 0
    run.problem = {}
    run.ended_at = None
    run.save()
    ImportRun.objects.filter(pk=run.pk).update(began_at=Now())
    if work:
        defer_work(run.pk)
    return run


def work_on_run(run_id: int) -> None:
    """Do what a run waits for, to its end; another worker's half is gone on with."""
    from owj.server.imports.undoing import undo_run

    run = ImportRun.objects.select_related("file", "by").filter(pk=run_id).first()
    if run is None or run.state not in WORKING:
        return
    try:
        if run.state == State.UNDOING:
            undo_run(run)
        else:
            _carry_out(run, trial=run.state == State.CHECKING)
    except OwjError as error:
        _end(run, State.FAILED, problem=words_of_refusal(error))


def _carry_out(run: ImportRun, *, trial: bool) -> None:
    if trial:
        # What the same file holds twice is known only from its beginning.
        ImportFault.objects.filter(run=run).delete()
        ImportRun.objects.filter(pk=run.pk).update(
            done=0, created=0, updated=0, unchanged=0, rejected=0
        )
        run.done = 0
    path = path_of(run.file.storage_name)
    form = TableForm(*(run.form[one] for one in ("encoding", "delimiter", "sheet")))
    stretches = _Stretches(run, trial=trial)
    with open_table(path, run.name, form) as table:
        done = run.done
        for rows in _stretched(table, done):
            if not stretches.write(rows, done):
                return
            done += len(rows)
            failpoint("imports.between_batches")
    _end(run, State.CHECKED if trial else State.DONE, total=done)


def _stretched(table: Table, done: int) -> Iterator[list[Row]]:
    """Yield the rows behind the first `done`. Raises: TableTooLong, TableUnreadable."""
    most = int(settings.IMPORT_ROWS)
    count = sum(1 for _ in islice(table.rows, done))
    while rows := list(islice(table.rows, BATCH_ROWS)):
        count += len(rows)
        if count > most:
            raise TableTooLong(most=most)
        yield rows


class _Stretches:
    """Writes the stretches of one run, each in its own transaction."""

    def __init__(self, run: ImportRun, *, trial: bool) -> None:
        self.run = run
        self.trial = trial
        self.state = run.state
        self.importer: Importer | None = None

    def write(self, rows: Sequence[Row], done: int) -> bool:
        """Write one stretch; False when the run was stopped, or another worker took it."""
        # Read anew each time: rights and schema may have changed while the run goes on.
        ctx = context_of(self.run)
        with transaction.atomic():
            held = ImportRun.objects.select_for_update().get(pk=self.run.pk)
            if held.state != self.state or held.done != done:
                return False
            importer = self._importer(ctx, held)
            with transaction.atomic():
                outcome = importer.carry_out(ctx, rows)
                if self.trial:
                    transaction.set_rollback(True)
            self._note(held, rows, outcome)
        return True

    def _importer(self, ctx: Context, run: ImportRun) -> Importer:
        known = self.importer
        if known is None or known.snapshot is not ctx.snapshot:
            entity = ctx.snapshot.schema.by_id[run.entity_id]
            known = self.importer = Importer(ctx, entity.key, meaning_of(entity, run.form))
        check_importer(ctx, known.key, known.meaning, known.written)
        return known

    def _note(self, run: ImportRun, rows: Sequence[Row], outcome: Outcome) -> None:
        keep_faults(run, outcome.faults)
        if not self.trial and (outcome.made or outcome.changed):
            ImportBatch.objects.create(
                run=run, first_row=rows[0][0], made=outcome.made, changed=outcome.changed
            )
        run.done += len(rows)
        run.created += len(outcome.made)
        run.updated += len(outcome.changed)
        run.unchanged += outcome.unchanged
        run.rejected += outcome.rejected
        if not self.trial:
            run.total = max(run.total, run.done)
        run.save()
        if run.rejected > MOST_REJECTED:
            raise TooManyRejected(most=MOST_REJECTED)


def context_of(run: ImportRun) -> Context:
    """Return a unit of work of who began a run, with the rights of now. Raises: NotAllowed."""
    person = User.objects.filter(pk=run.by_id, is_active=True).first()
    if person is None:
        raise NotAllowed
    return open_context(person.actor)


def keep_faults(run: ImportRun, faults: Sequence[Fault], *, undo: bool = False) -> None:
    """Keep refusals, worded for readers of every language."""
    ImportFault.objects.bulk_create(
        ImportFault(
            run=run,
            row=one.row,
            column=one.column,
            value=one.value.replace("\0", "\ufffd")[:SHOWN_LETTERS],
            words=words_of_refusal(one.error),
            undo=undo,
        )
        for one in faults
    )


def _end(run: ImportRun, state: State, **changes: Any) -> None:
    """Put a run to its end, unless somebody stopped it meanwhile."""
    runs = ImportRun.objects.filter(pk=run.pk, state=run.state)
    runs.update(state=state, ended_at=Now(), **changes)


def faults_of(run: ImportRun, *, undo: bool = False) -> QuerySet[ImportFault]:
    """Return the refusals of a run, in the order of the file."""
    return ImportFault.objects.filter(run=run, undo=undo).order_by("row", "column", "id")
