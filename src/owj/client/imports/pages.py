"""The pages of an import, one address for all of its steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.imports.words import (
    ACTIVITY_WORDS,
    COLUMN_WORDS,
    DELIMITER_WORDS,
    ENCODING_WORDS,
    STATE_WORDS,
    problem_words,
    reason_lines,
    reason_words,
)
from owj.kernel.errors import InvalidInput
from owj.kernel.sla.events import Priority
from owj.packages.desk.importer.errors import LogColumnsMissing
from owj.packages.desk.importer.rows import FACTS, NEEDED
from owj.packages.desk.importer.runs import (
    Meaning,
    begin_filing,
    begin_import,
    change_meaning,
    check_importer,
    find_import,
    imports,
    mapping_view,
    rejects_of,
    say_meaning,
    stop_import,
)
from owj.packages.desk.imports import ImportState, LogImport
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.sheets import Cell, jalali_cell, sheet_response
from owj.ui.tickets.words import PRIORITY_WORDS

OURS = (*NEEDED, *FACTS)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def imports_view(request: DoorRequest) -> HttpResponse:
    """List the imports and take a new file. Raises: OnlyStaff."""
    check_importer(request.ctx)
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None or file.file is None:
            return _list(request, error="", missing=True, status=422)
        try:
            run = begin_import(request.ctx, cast("BinaryIO", file.file), file.name or "log.csv")
        except InvalidInput as refusal:
            error = words_of(refusal)
        else:
            return redirect("client:import", run.id)
    return _list(request, error=error, status=422 if error else 200)


@staff_page
@require_GET
def import_view(request: DoorRequest, import_id: int) -> HttpResponse:
    """Show the step at which an import stands. Raises: OnlyStaff, ImportNotFound."""
    run = find_import(request.ctx, import_id)
    if run.state is ImportState.MAPPING:
        return _mapping(request, run)
    return render(request, "client/imports/step.html", _step_context(run))


@staff_page
@require_GET
def import_progress_view(request: DoorRequest, import_id: int) -> HttpResponse:
    """Give the step alone, for a page that waits. Raises: OnlyStaff, ImportNotFound."""
    run = find_import(request.ctx, import_id)
    return render(request, "client/imports/step_part.html", _step_context(run))


@staff_page
@require_POST
def import_meaning_view(request: DoorRequest, import_id: int) -> HttpResponse:
    """Keep what the file means; the check begins when nothing had to be read anew."""
    try:
        began = say_meaning(request.ctx, import_id, _meaning(request))
    except InvalidInput as refusal:
        run = find_import(request.ctx, import_id)
        return _mapping(request, run, error=_worded(refusal), status=422)
    if began:
        return redirect("client:import", import_id)
    return _mapping(request, find_import(request.ctx, import_id), read_again=True)


@staff_page
@require_POST
def import_move_view(request: DoorRequest, import_id: int, move: str) -> HttpResponse:
    """Go on to the next step, stop, or go back to the mapping."""
    moves: dict[str, Callable[..., LogImport]] = {
        "run": begin_filing,
        "stop": stop_import,
        "change": change_meaning,
    }
    if move not in moves:
        raise Http404(move)
    moves[move](request.ctx, import_id)
    return redirect("client:import", import_id)


@staff_page
@require_GET
def import_rejects_view(request: DoorRequest, import_id: int) -> FileResponse:
    """Give the rows that cannot be imported, with line and reason before each."""
    log, found = rejects_of(request.ctx, import_id)
    rows: list[tuple[Cell, ...]] = [
        (row.line, reason_words(row.reason), *row.fields) for row in found.rejected
    ]
    return sheet_response("owj-rejects", ["line", "reason", *log.header], rows)


def _worded(refusal: InvalidInput) -> str:
    """Return a refusal in the reader's language, our columns too."""
    if isinstance(refusal, LogColumnsMissing):
        names = str(refusal.data["missing"]).split(", ")
        words = gettext(", ").join(str(COLUMN_WORDS[name]) for name in names)
        refusal = LogColumnsMissing(missing=words)
    return words_of(refusal)


def _list(
    request: DoorRequest, *, error: str, missing: bool = False, status: int = 200
) -> HttpResponse:
    shown = [(run, STATE_WORDS[run.state]) for run in imports(request.ctx)]
    context = {"nav": "customers", "imports": shown, "error": error, "missing": missing}
    return render(request, "client/imports/list.html", context, status=status)


def _mapping(
    request: DoorRequest,
    run: LogImport,
    *,
    error: str = "",
    read_again: bool = False,
    status: int = 200,
) -> HttpResponse:
    view = mapping_view(request.ctx, run.id)
    form = run.form
    columns = form["columns"]
    context = {
        "nav": "customers",
        "run": run,
        "sniffed": view.sniffed,
        "error": error,
        "read_again": read_again,
        "encodings": [
            (one, words, one == form["encoding"]) for one, words in ENCODING_WORDS.items()
        ],
        "delimiters": [
            (one, words, one == form["delimiter"]) for one, words in DELIMITER_WORDS.items()
        ],
        "columns": [
            (ours, COLUMN_WORDS[ours], columns.get(ours, ""), ours in NEEDED) for ours in OURS
        ],
        "activities": [
            (word, many, form["activities"].get(word, "")) for word, many in view.activities
        ],
        "activity_choices": ACTIVITY_WORDS.items(),
        "priorities": [
            (word, many, form["priorities"].get(word, "")) for word, many in view.priorities
        ],
        "priority_choices": PRIORITY_WORDS.items(),
    }
    return render(request, "client/imports/mapping.html", context, status=status)


def _meaning(request: DoorRequest) -> Meaning:
    """Return what the form says; words stand beside their choices in the same order."""
    given = request.POST

    def pairs(words: str, choices: str, allowed: set[str]) -> dict[str, str]:
        said = zip(given.getlist(words), given.getlist(choices), strict=False)
        return {word: to for word, to in said if to in allowed}

    encoding, delimiter = given.get("encoding", ""), given.get("delimiter", "")
    return Meaning(
        encoding=encoding if encoding in ENCODING_WORDS else "utf-8-sig",
        delimiter=delimiter if delimiter in DELIMITER_WORDS else ",",
        columns={ours: given.get(f"column-{place}", "") for place, ours in enumerate(OURS)},
        activities=pairs("activity", "activity_to", set(ACTIVITY_WORDS)),
        priorities=pairs("priority", "priority_to", {one.value for one in Priority}),
    )


def _step_context(run: LogImport) -> dict[str, Any]:
    found, result = run.found, run.result
    counted = found.get("by_priority", {})
    months = found.get("months", [])
    span = result or found
    first, last = _instant(span.get("first")), _instant(span.get("last"))
    return {
        "nav": "customers",
        "run": run,
        "state": STATE_WORDS[run.state],
        "found": found,
        "result": result,
        "priorities": [
            (
                PRIORITY_WORDS[priority],
                priority,
                counted.get(priority.value, 0),
            )
            for priority in Priority
        ],
        "months": months,
        "most_month": max((many for _, many in months), default=0),
        "reasons": reason_lines(found.get("reasons", [])),
        "problem": problem_words(run.problem) if run.problem else "",
        "first": first,
        "last": last,
        "first_day": jalali_cell(first.date()) if first else "",
        "last_day": jalali_cell(last.date()) if last else "",
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
