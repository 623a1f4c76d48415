"""The pages of an import of records, of any entity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.record_imports.mapping import chosen_meaning, mapping_context
from owj.client.record_imports.words import STATE_WORDS, STEPS, WORKING_WORDS
from owj.kernel.errors import InvalidInput
from owj.server.imports.meaning import ID, meaning_of
from owj.server.imports.models import ImportFault, ImportRun
from owj.server.imports.rejects import rejected_rows
from owj.server.imports.runs import (
    WORKING,
    begin_import,
    begin_run,
    begin_undo,
    change_meaning,
    faults_of,
    find_import,
    imports_of,
    read_again,
    say_meaning,
    stop_import,
)
from owj.server.imports.tables import DELIMITERS, ENCODINGS, TableForm
from owj.server.imports.wording import in_our_language
from owj.server.layouts.access import entity_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.sheets import Cell, sheet_response

RUNS_SHOWN = 20
FAULTS_SHOWN = 100


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def record_imports_view(request: DoorRequest, entity: str) -> HttpResponse:
    """List the imports of an entity and take a new file. Raises: RecordNotFound, VerbRefused."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    runs = imports_of(ctx, definition)
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None or file.file is None:
            error = gettext("Choose a file first.")
        else:
            try:
                stream = cast("BinaryIO", file.file)
                run = begin_import(ctx, definition, stream, file.name or "file.csv")
            except InvalidInput as refusal:
                error = f"{words_of(refusal)} {gettext('Nothing was kept.')}"
            else:
                return redirect("client:record_import", entity, run.pk)
    context = {
        "nav": "records",
        "definition": definition,
        "runs": [(run, STATE_WORDS[run.state]) for run in runs[:RUNS_SHOWN]],
        "error": error,
    }
    status = 422 if error else 200
    return render(request, "client/record_imports/list.html", context, status=status)


@staff_page
@require_GET
def record_import_view(request: DoorRequest, entity: str, run_id: int) -> HttpResponse:
    """Show the step at which an import stands. Raises: RecordNotFound, ImportRunNotFound."""
    definition = entity_of(request.ctx, entity)
    run = find_import(request.ctx, definition, run_id)
    if run.state == ImportRun.State.MAPPING:
        return _mapping(request, definition, run)
    context = _step_context(request.ctx, definition, run)
    return render(request, "client/record_imports/step.html", context)


@staff_page
@require_GET
def record_import_progress_view(request: DoorRequest, entity: str, run_id: int) -> HttpResponse:
    """Give the step alone, for a page that waits."""
    definition = entity_of(request.ctx, entity)
    run = find_import(request.ctx, definition, run_id)
    if run.state == ImportRun.State.MAPPING:
        # The trial was stopped elsewhere; the whole page is another one now.
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = _step_context(request.ctx, definition, run)
    return render(request, "client/record_imports/step_part.html", context)


@staff_page
@require_POST
def record_import_meaning_view(request: DoorRequest, entity: str, run_id: int) -> HttpResponse:
    """Keep what the columns mean and try the file; or read it in another way first."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    try:
        if "read" in request.POST:
            read_again(ctx, definition, run_id, _form(request))
        else:
            run = find_import(ctx, definition, run_id)
            meaning = chosen_meaning(meaning_of(definition, run.form), request.POST)
            say_meaning(ctx, definition, run_id, meaning)
    except InvalidInput as refusal:
        run = find_import(ctx, definition, run_id)
        return _mapping(request, definition, run, error=words_of(refusal))
    return redirect("client:record_import", entity, run_id)


@staff_page
@require_POST
def record_import_move_view(
    request: DoorRequest, entity: str, run_id: int, move: str
) -> HttpResponse:
    """Carry it out, stop it, take it back, or go back to what the columns mean."""
    moves: dict[str, Callable[[Context, EntityDef, int], ImportRun]] = {
        "run": begin_run,
        "stop": stop_import,
        "undo": begin_undo,
        "change": change_meaning,
    }
    if move not in moves:
        raise Http404(move)
    moves[move](request.ctx, entity_of(request.ctx, entity), run_id)
    return redirect("client:record_import", entity, run_id)


@staff_page
@require_GET
def record_import_rejects_view(request: DoorRequest, entity: str, run_id: int) -> FileResponse:
    """Give the refused rows, with row and reason before each."""
    definition = entity_of(request.ctx, entity)
    run = find_import(request.ctx, definition, run_id)
    names = [name for name, _field, _by in run.form["columns"]]
    rows: list[tuple[Cell, ...]] = [
        (number, why, *cells) for number, why, cells in rejected_rows(run)
    ]
    header = [gettext("Row"), gettext("Reason"), *names]
    return sheet_response(f"owj-{entity}-rejects", header, rows)


def _form(request: DoorRequest) -> TableForm:
    given = request.POST
    encoding, delimiter = given.get("encoding", ""), given.get("delimiter", "")
    return TableForm(
        encoding if encoding in dict(ENCODINGS) else "",
        delimiter if delimiter in DELIMITERS else "",
        given.get("sheet", "")[:200],
    )


def _mapping(
    request: DoorRequest, definition: EntityDef, run: ImportRun, *, error: str = ""
) -> HttpResponse:
    context = mapping_context(request.ctx, definition, run)
    context |= {"nav": "records", "definition": definition, "run": run, "error": error}
    status = 422 if error else 200
    return render(request, "client/record_imports/mapping.html", context, status=status)


def _step_context(ctx: Context, definition: EntityDef, run: ImportRun) -> dict[str, Any]:
    names = [name for name, _field, _by in run.form["columns"]]

    def shown(fault: ImportFault) -> dict[str, Any]:
        return {
            "row": fault.row,
            "column": names[fault.column] if 0 <= fault.column < len(names) else "",
            "value": fault.value,
            "words": in_our_language(fault.words),
        }

    undone = run.state in {ImportRun.State.UNDOING, ImportRun.State.UNDONE}
    kept = faults_of(run, undo=True)
    return {
        "nav": "records",
        "definition": definition,
        "run": run,
        "at": STEPS.get(run.state, 3),
        "working": WORKING_WORDS[run.state] if run.state in WORKING else "",
        "problem": in_our_language(run.problem) if run.problem else "",
        "faults": [shown(one) for one in faults_of(run)[:FAULTS_SHOWN]],
        "kept": [(one, in_our_language(one.words)) for one in kept[:FAULTS_SHOWN]]
        if undone
        else [],
        "would_come": run.created + run.updated,
        "has_batches": run.batches.exists(),
        "by_number": any(field == ID for _name, field, _by in run.form["columns"]),
    }
