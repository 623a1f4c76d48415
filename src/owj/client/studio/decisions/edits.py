"""Changes of a table: the cells that were typed, and one deed on rules, columns or the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.studio.decisions.grid import Head, heads_of
from owj.client.studio.decisions.labels import ANYTHING, NO_NAMES, Names, meant_by
from owj.client.studio.decisions.page import (
    Asked,
    policy_of,
    render_decision,
    shown_decision,
    side_context,
    table_context,
)
from owj.kernel.dmn.editing import (
    CELL_KINDS,
    ColumnWords,
    TableEdit,
    add_input,
    add_output,
    add_rule,
    copy_rule,
    move_column,
    move_rule,
    remove_column,
    remove_rule,
    set_cell,
    set_column,
    set_hit_policy,
)
from owj.kernel.dmn.editing.fresh import feel_name
from owj.kernel.dmn.expressions import DecisionTable
from owj.kernel.errors import InvalidInput
from owj.server.decisions.services import edit_draft
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import status_of, words_of
from owj.ui.requests import is_htmx

Given = Mapping[str, str]
KINDS = ("input", "output")


class EditUnknown(InvalidInput):
    """Say that there is no such change of a table."""

    code = "decision.edit_unknown"
    message = "There is no such change of a table: %(verb)s."


@staff_page
@require_POST
def edit_view(request: DoorRequest, key: str) -> HttpResponse:
    """Keep the cells that were typed in one's draft, and do one deed."""
    given = request.POST.dict()
    verb = given.get("verb", "")
    before = shown_decision(request, key)
    table = before.table
    edits: list[TableEdit] = []
    if table is not None:
        edits = [*typed_cells(table, given, before.names), *deed_of(table, verb, given)]
    try:
        seen = given.get("seen", "")
        edit_draft(
            key,
            edits,
            seen=seen,
            by=request.actor,
            now=request.ctx.now,
            inputs=new_inputs(verb, given),
        )
    except InvalidInput as error:
        if is_htmx(request):
            raise
        asked = Asked(key, given, words_of(error), "edit")
        return render_decision(request, asked, status_of(error))
    if not is_htmx(request):
        return redirect("client:decision", key)
    shown = shown_decision(request, key)
    context = table_context(request, shown) | side_context(shown)
    context |= {"whole": bool(verb), "fresh": before.draft is None}
    answer = render(request, "client/studio/decisions/answer.html", context)
    if verb:
        # A deed draws the whole table anew; a typed cell only what is said about it.
        answer.headers["HX-Retarget"] = "#dec-work"
        answer.headers["HX-Reswap"] = "outerHTML"
    return answer


def new_inputs(verb: str, given: Given) -> list[tuple[str, str]]:
    """Return the input that a new column looks at, where it is called by a name alone."""
    if verb != "add-column:input":
        return []
    words = _words(given, "new-input")
    name = feel_name(words.expression)
    return [(name, words.type_ref)] if name else []


def typed_cells(table: DecisionTable, given: Given, names: Names = NO_NAMES) -> Iterator[TableEdit]:
    """Yield the changes of cells that were typed."""
    heads = heads_of(table, table.note_labels, names)
    for number, rule in enumerate(table.rules):
        texts: dict[str, Sequence[str]] = {
            "inputEntry": rule.input_entries,
            "outputEntry": [one.text for one in rule.output_entries],
            "annotationEntry": rule.annotations,
        }
        for kind in CELL_KINDS:
            yield from _typed(heads, number, kind, texts[kind], given)


def _typed(
    heads: Sequence[Head], rule: int, kind: str, texts: Sequence[str], given: Given
) -> Iterator[TableEdit]:
    column_kind = kind.removesuffix("Entry")
    for head in heads:
        text = given.get(f"cell-{rule}-{kind}-{head.place}")
        if head.kind != column_kind or text is None:
            continue
        old = texts[head.place] if head.place < len(texts) else ""
        wanted = as_meant(head, text.replace("\r\n", "\n").strip())
        if wanted != old:
            yield set_cell(rule, kind, head.place, wanted)


def as_meant(head: Head, text: str) -> str:
    """Return a cell's text: values for their labels, quotation marks where they were left out."""
    if head.kind == "annotation":
        return text
    quoted = f'"{text}"'
    if text not in head.options and quoted in head.options:
        return quoted
    if not text or text == gettext("anything"):
        return ANYTHING if head.kind == "input" else text
    return meant_by(text, head.offers) or text


def deed_of(table: DecisionTable, verb: str, given: Given) -> list[TableEdit]:
    """Return the one deed a button asks for: `add-rule:2`, `head:input:0`. Raises: EditUnknown."""
    if not verb:
        return []
    name, *where = verb.split(":")
    try:
        return [DEEDS[name](table, where, given)]
    except (KeyError, ValueError, IndexError):
        raise EditUnknown(verb=verb[:40]) from None


def _number(text: str, most: int) -> int:
    number = int(text)
    if not 0 <= number <= most:
        raise IndexError(number)
    return number


def _rule(table: DecisionTable, where: Sequence[str]) -> int:
    return _number(where[0], len(table.rules) - 1)


def _column(table: DecisionTable, where: Sequence[str]) -> tuple[str, int]:
    kind = where[0]
    if kind == "annotation":
        return kind, _number(where[1], len(table.note_labels) - 1)
    columns = {"input": table.inputs, "output": table.outputs}[kind]
    return kind, _number(where[1], len(columns) - 1)


def _words(given: Given, stem: str) -> ColumnWords:
    def said(name: str) -> str:
        return " ".join(given.get(f"{stem}-{name}", "").split())

    label = said("label")
    return ColumnWords(
        label,
        said("type"),
        said("values"),
        said("expression") or label,
        said("name") or label,
        said("default"),
    )


def _set_head(table: DecisionTable, where: Sequence[str], given: Given) -> TableEdit:
    kind, column = _column(table, where)
    return set_column(kind, column, _words(given, f"head-{kind}-{column}"))


def _add_column(table: DecisionTable, where: Sequence[str], given: Given) -> TableEdit:
    kind = where[0]
    words = _words(given, f"new-{kind}")
    if not words.label:
        raise ValueError(kind)
    return {"input": add_input, "output": add_output}[kind](words)


def _move_column(table: DecisionTable, where: Sequence[str], given: Given) -> TableEdit:
    kind, column = _column(table, where)
    return move_column(kind, column, column + {"back": -1, "on": 1}[where[2]])


def _remove_column(table: DecisionTable, where: Sequence[str], given: Given) -> TableEdit:
    kind, column = _column(table, where)
    if kind == "output" and len(table.outputs) == 1:
        raise ValueError(kind)
    return remove_column(kind, column)


DEEDS: Mapping[str, Callable[[DecisionTable, Sequence[str], Given], TableEdit]] = {
    "add-rule": lambda table, where, _: add_rule(_number(where[0], len(table.rules))),
    "copy-rule": lambda table, where, _: copy_rule(_rule(table, where)),
    "remove-rule": lambda table, where, _: remove_rule(_rule(table, where)),
    "raise-rule": lambda table, where, _: move_rule(_rule(table, where), _rule(table, where) - 1),
    "lower-rule": lambda table, where, _: move_rule(_rule(table, where), _rule(table, where) + 1),
    "policy": lambda _table, _where, given: set_hit_policy(*policy_of(given["policy"])),
    "head": _set_head,
    "add-column": _add_column,
    "move-column": _move_column,
    "remove-column": _remove_column,
}
