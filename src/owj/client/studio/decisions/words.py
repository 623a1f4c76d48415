"""Gaps, overlaps, changes and reasons against publishing, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext

from owj.client.studio.decisions.labels import (
    NO_NAMES,
    Names,
    answer_words,
    condition_words,
    value_words,
)
from owj.kernel.dmn.analysis import Atom, Overlap, Region, SpanAtom, TableAnalysis, ValueAtom
from owj.kernel.dmn.decision_model import DecisionModel
from owj.kernel.dmn.differences import TableChange, labels_of, table_changes
from owj.kernel.dmn.expressions import DecisionTable
from owj.kernel.dmn.json_values import JsonValue, feel_from_json
from owj.server.decisions.checking import CaseOutcome, Findings
from owj.server.decisions.evaluation import compiled_model
from owj.server.decisions.points import DecisionPoint, Question
from owj.ui.dates import digits

# What stands between the cells of a rule in `TableChange`.
BETWEEN = " | "


def json_words(value: JsonValue, names: Names = NO_NAMES) -> str:
    """Return a stored value as people read it."""
    return value_words(feel_from_json(value), names)


def table_of(model: DecisionModel, decision: str) -> DecisionTable | None:
    """Return the table that makes a decision; None where it is made otherwise."""
    found = (one for one in model.definitions.decisions if one.name == decision)
    drawn = next(found, None)
    return drawn.decision_table if drawn is not None else None


def input_labels(model: DecisionModel, decision: str) -> dict[str, str]:
    """Return for the inputs of a model what the columns that look at them are called."""
    table = table_of(model, decision)
    return {one.expression: one.label for one in table.inputs} if table is not None else {}


def answer_names(table: DecisionTable | None, names: Names) -> Names:
    """Return what values are called where they are the answer of a decision."""
    called = [word for one in table.outputs for word in (one.name, one.label)] if table else []
    return names.at(*called)


def question_words(question: Question, labels: dict[str, str], names: Names = NO_NAMES) -> str:
    """Return a question as a list of its inputs."""
    parts = (
        f"{labels.get(name, name)}: {value_words(one, names.at(name, labels.get(name, '')))}"
        for name, one in question.items()
    )
    return gettext(", ").join(parts)


def atom_words(atom: Atom, names: Names) -> str:
    """Return a value or what lies between two."""
    if isinstance(atom, ValueAtom):
        return value_words(atom.value, names)
    if isinstance(atom, SpanAtom):
        low, high = value_words(atom.low, names), value_words(atom.high, names)
        if atom.low is None:
            return gettext("less than %(high)s") % {"high": high}
        if atom.high is None:
            return gettext("more than %(low)s") % {"low": low}
        return gettext("between %(low)s and %(high)s") % {"low": low, "high": high}
    return gettext("anything else")


def region_words(region: Region, labels: Sequence[str], names: Names) -> str:
    """Return which inputs a region is."""
    said = [
        f"{label}: {gettext(' or ').join(atom_words(atom, names.at(label)) for atom in atoms)}"
        for label, atoms in zip(labels, region.columns, strict=True)
        if atoms is not None
    ]
    return gettext(", ").join(said) or gettext("every input")


def overlap_words(overlap: Overlap, labels: Sequence[str], names: Names) -> str:
    """Return which two rules match the same inputs, and which."""
    words = gettext("Rules %(first)s and %(second)s both match: %(where)s")
    return words % {
        "first": digits(overlap.first),
        "second": digits(overlap.second),
        "where": region_words(overlap.region, labels, names),
    }


def analysis_words(analysis: TableAnalysis | None, names: Names = NO_NAMES) -> list[str]:
    """Return what a table lacks, a sentence each."""
    if analysis is None:
        return []
    labels = analysis.labels
    unread = frozenset(analysis.unread)
    said = [
        gettext("No rule matches: %(where)s") % {"where": region_words(gap, labels, names)}
        for gap in (analysis.gaps if not unread else ())
    ]
    said += [overlap_words(one, labels, names) for one in analysis.overlaps]
    said += [
        gettext("Rule %(number)s never decides.") % {"number": digits(number)}
        for number in analysis.unreachable
    ]
    if unread:
        numbers = gettext(", ").join(digits(number) for number in sorted(unread))
        words = gettext("Rules %(numbers)s calculate; gaps cannot be told from their text.")
        said.append(words % {"numbers": numbers})
    if not analysis.complete:
        said.append(gettext("The table is too large to be looked at wholly."))
    return said


def reasons_of(
    findings: Findings, labels: dict[str, str], names: Names, answers: Names
) -> list[str]:
    """Return what stands against publishing, a sentence each; cells say theirs themselves.

    answers: what values are called where they are answers.
    """
    if findings.refusal:
        return [findings.refusal]
    said = [
        gettext("No usable answer for %(question)s")
        % {"question": question_words(one, labels, names)}
        for one in findings.unanswered[:5]
    ]
    said += [case_words(one, answers) for one in findings.outcomes if not one.passed]
    return said


def case_words(outcome: CaseOutcome, names: Names = NO_NAMES) -> str:
    """Return how a failed test case came out."""
    words = gettext("Test “%(name)s”: expected %(expected)s, got %(got)s.")
    got = outcome.failure or json_words(outcome.got, names)
    return words % {
        "name": outcome.case.name,
        "expected": json_words(outcome.case.expected, names),
        "got": got,
    }


def changes_between(point: DecisionPoint, old: str, new: str, names: Names = NO_NAMES) -> list[str]:
    """Return what changed from one source to another, a sentence each."""
    if old == new:
        return []
    tables = [table_of(compiled_model(source), point.decision) for source in (old, new)]
    if tables[0] is None or tables[1] is None:
        return [gettext("The model was drawn anew.")]
    columns = labels_of(tables[1])
    said = [change_words(one, names, columns) for one in table_changes(tables[0], tables[1])]
    return said or [gettext("Something beside the table changed.")]


def change_words(change: TableChange, names: Names = NO_NAMES, columns: Sequence[str] = ()) -> str:
    """Return one change as a sentence. columns: what stands above the cells of a rule."""
    told = {"cell": [change.label], "added": columns, "removed": columns}.get(change.kind, ())
    called = [names.at(one) for one in told]
    data = {
        "rule": digits(change.rule),
        "label": change.label,
        "old": digits(change.old) if change.kind == "moved" else isolated(change.old, called),
        "new": isolated(change.new, called),
    }
    return _sentence(change) % data


def isolated(text: str, names: Sequence[Names] = ()) -> str:
    """Return texts of cells, each in its own direction whatever stands around it.

    names: what values are called in each of them; beyond these, a text is told as it is.
    """
    cells = text.split(BETWEEN)
    parts = [_cell(*one) for one in zip(cells, names, strict=False)] + cells[len(names) :]
    return BETWEEN.join(f"\u2068{part or '∅'}\u2069" for part in parts)


def _cell(text: str, names: Names) -> str:
    """Return a cell by the names of its values, where it only names some."""
    return condition_words(text, names) or answer_words(text, names) or text


def _sentence(change: TableChange) -> str:
    """Return the sentence of a kind of change."""
    if change.kind == "column":
        if not change.old:
            return gettext("Column added: %(new)s")
        return (
            gettext("Column “%(label)s”: %(old)s → %(new)s")
            if change.new
            else gettext("Column removed: %(old)s")
        )
    sentences = {
        "cell": gettext("Rule %(rule)s, %(label)s: %(old)s → %(new)s"),
        "added": gettext("Rule %(rule)s added: %(new)s"),
        "removed": gettext("Rule %(rule)s removed: %(old)s"),
        "moved": gettext("Rule %(old)s moved to place %(rule)s"),
        "policy": gettext("Hit policy: %(old)s → %(new)s"),
    }
    return sentences[change.kind]


def listed(said: Iterable[str], most: int) -> list[str]:
    """Return the first sentences, and how many there are beyond them."""
    every = list(said)
    if len(every) <= most:
        return every
    words = gettext("and %(count)s more") % {"count": digits(len(every) - most)}
    return [*every[:most], words]
