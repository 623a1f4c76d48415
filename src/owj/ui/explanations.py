"""The tally behind a clock in words: every stretch that counted or not, and the rule behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from owj.kernel.persian.durations import duration_words, short_duration
from owj.kernel.sla.explanation import ExplainRow, Explanation, Period, Reason, RowKind
from owj.ui.cards import Card, promise_text
from owj.ui.dates import digits, show_date, show_day, show_relative_time, show_time
from owj.ui.faces import show_face
from owj.ui.reading import language, local

KINDS = {
    RowKind.COUNTED: "",
    RowKind.RUNNING: "now",
    RowKind.LATE: "late",
    RowKind.PAUSED: "hold",
    RowKind.CLOSED: "off",
    RowKind.CLOSURE: "off",
    RowKind.REMAINING: "left",
}


@dataclass(frozen=True, slots=True)
class TallyRow:
    """One line: the day, the hours, why, the rule, and what it counted."""

    kind: str
    day: str
    hours: str
    reason: str
    rule: str
    counted: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The whole explanation, ready to be drawn."""

    title: str
    promise: str
    rule: str
    rows: tuple[TallyRow, ...]
    counted: str
    late: str
    due: str
    notes: tuple[str, ...] = ()


def tally_of(card: Card, now: datetime) -> Tally:
    """Return the explanation of one promise in the reader's words."""
    explained = card.explanation
    shown = show_face(card.face, now)
    return Tally(
        title=gettext("Why “%(words)s”?") % {"words": shown.words},
        promise=promise_text(card.clock),
        rule=explained.due_rule,
        rows=tuple(_row(row) for row in explained.rows),
        counted=_figure(explained.counted_s),
        late=_figure(explained.late_s) if explained.late_s else "",
        due=show_relative_time(explained.due_at, now) if explained.due_at else "",
        notes=tuple(_notes(explained, now)),
    )


def _notes(explained: Explanation, now: datetime) -> Iterator[str]:
    """Yield what a later revision of the calendar did to this promise (R50)."""
    if explained.moved_at is not None:
        words = {
            "n": digits(explained.calendar_revision),
            "when": show_relative_time(explained.moved_at, now),
        }
        yield gettext("Revision %(n)s of the calendar, %(when)s, moved the deadline later.") % words
    for deadline in explained.relieved:
        words = {"deadline": show_relative_time(deadline, now)}
        yield (
            gettext("The deadline before it, %(deadline)s, was broken; that counts no more.")
            % words
        )


def _row(row: ExplainRow) -> TallyRow:
    is_still = row.kind in {RowKind.CLOSED, RowKind.CLOSURE}
    counted = digits("0") if is_still else _figure(row.counted_s)
    if row.kind is RowKind.PAUSED:
        counted = gettext("stands")
    return TallyRow(
        kind=KINDS[row.kind],
        day=_day(row),
        hours=_hours(row),
        reason=_reason(row),
        rule=row.rule,
        counted=counted,
    )


def _figure(seconds: int) -> str:
    if 0 < seconds < 60:
        return duration_words(seconds, language())
    return short_duration(seconds, language())


def _spans_days(row: ExplainRow) -> bool:
    return local(row.start).date() != local(row.end).date()


def _day(row: ExplainRow) -> str:
    if row.reason is Reason.GROUPED:
        return _grouped_days(row)
    if row.reason is Reason.NIGHT:
        return gettext("Night")
    if row.first_day is None or row.last_day in {None, row.first_day}:
        return show_day(row.first_day or row.start)
    return gettext("%(start)s to %(end)s") % {
        "start": show_day(row.first_day),
        "end": show_day(row.last_day),
    }


def _grouped_days(row: ExplainRow) -> str:
    if row.period is Period.ALL:
        return gettext("The whole time")
    return gettext("%(start)s to %(end)s") % {
        "start": show_date(row.start),
        "end": show_date(row.end),
    }


def _hours(row: ExplainRow) -> str:
    whole_days = {Reason.WEEKLY_CLOSED, Reason.CLOSURE, Reason.GROUPED}
    if row.reason in whole_days or (row.kind is RowKind.REMAINING and _spans_days(row)):
        return ""
    return gettext("%(start)s to %(end)s") % {
        "start": show_time(row.start),
        "end": show_time(row.end),
    }


def _reason(row: ExplainRow) -> str:
    plain = {
        Reason.NIGHT: gettext("The desk is closed"),
        Reason.BREAK: gettext("Break"),
        Reason.WEEKLY_CLOSED: gettext("Weekly day off"),
        Reason.WAITING_CUSTOMER: gettext("Waiting for the customer"),
        Reason.UNTIL_DUE: gettext("Left until the deadline"),
    }
    if row.reason in plain:
        return plain[row.reason]
    if row.reason is Reason.OPEN:
        return _open_reason(row)
    if row.reason is Reason.GROUPED:
        words = {"open": digits(row.stretches), "closed": digits(row.closed_days)}
        return gettext("%(open)s working stretches, %(closed)s closed days") % words
    return _closure_reason(row)


def _open_reason(row: ExplainRow) -> str:
    if row.kind is RowKind.RUNNING:
        return gettext("Counting right now")
    if row.kind is RowKind.LATE:
        return gettext("After the deadline")
    return gettext("The desk was open")


def _closure_reason(row: ExplainRow) -> str:
    if not row.calendar_revision:
        return row.name
    return gettext("%(name)s, revision %(n)s of the calendar") % {
        "name": row.name,
        "n": digits(row.calendar_revision),
    }
