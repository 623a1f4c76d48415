"""The words of imports: steps, columns, meanings, and why a row is set aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise as Words
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from owj.packages.desk.importer.mapping import CLOSED, RESOLVE, TAKE, WAIT
from owj.packages.desk.importer.rows import (
    ACTIVITY,
    AT,
    CASE,
    CUSTOMER,
    RESOURCE,
    SERIOUSNESS,
)
from owj.packages.desk.imports import ImportState
from owj.ui.dates import digits

COLUMN_WORDS: Mapping[str, Words] = {
    CASE: _("Ticket's id"),
    ACTIVITY: _("Event"),
    RESOURCE: _("Agent"),
    AT: _("When, date and time"),
    CUSTOMER: _("Customer"),
    SERIOUSNESS: _("Priority"),
    "product": _("Product"),
    "service_type": _("Kind of service"),
    "service_level": _("Level of service"),
    "responsible_section": _("Responsible section"),
    "support_section": _("Support section"),
}
ACTIVITY_WORDS: Mapping[str, Words] = {
    TAKE: _("First response, taken in charge"),
    WAIT: _("Waits for the customer"),
    RESOLVE: _("Resolved"),
    CLOSED: _("Closed"),
}
STATE_WORDS: Mapping[ImportState, Words] = {
    ImportState.MAPPING: _("to be mapped"),
    ImportState.CHECKING: _("being checked"),
    ImportState.CHECKED: _("checked, ready"),
    ImportState.FILING: _("being filed"),
    ImportState.DONE: _("done"),
    ImportState.FAILED: _("failed"),
    ImportState.STOPPED: _("stopped"),
}
ENCODING_WORDS: Mapping[str, str] = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1256": "Windows-1256",
}
DELIMITER_WORDS: Mapping[str, Words] = {
    ",": _("comma ,"),
    ";": _("semicolon ;"),
    "\t": _("tab"),
    "|": _("bar |"),
}
# The importer writes its reasons in English, for the command's file; here they are worded.
_REASONS: tuple[tuple[re.Pattern[str], Words], ...] = (
    (
        re.compile(r"(\d+) fields were expected, (\d+) found"),
        _("the row has %(second)s fields in place of %(first)s"),
    ),
    (re.compile(r"(.+) is empty"), _("the field %(first)s is empty")),
    (
        re.compile(r"(.+) has (\d+) characters, at most .+"),
        _("the field %(first)s is too long (%(second)s letters)"),
    ),
    (re.compile(r"(.+) holds control characters"), _("the field %(first)s holds hidden marks")),
    (
        re.compile(r"the timestamp (.+) is not .+"),
        _("%(first)s is no date and time"),
    ),
    (re.compile(r"the timestamp (.+) does not exist.*"), _("there is no day or hour %(first)s")),
    (re.compile(r"(.+) lies in the future"), _("%(first)s lies in the future")),
    (
        re.compile(r"no priority is mapped to (.+); use .+"),
        _("no priority is given for %(first)s"),
    ),
    (
        re.compile(r"line (\d+) of the same case is rejected"),
        _("another row of the same ticket was set aside"),
    ),
    (re.compile(r"it breaks off inside quotes"), _("it breaks off inside quotation marks")),
    (
        re.compile(r"the file breaks off in the middle of a row"),
        _("it breaks off in the middle of a row"),
    ),
)


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why rows were set aside, how many, and one of them as an example."""

    words: str
    count: int


def reason_words(reason: str) -> str:
    """Return why a row was set aside, in the reader's language."""
    for pattern, words in _REASONS:
        found = pattern.fullmatch(reason)
        if found is not None:
            parts = [digits(part) for part in found.groups()] + ["", ""]
            return str(words) % {"first": parts[0], "second": parts[1]}
    return reason


def reason_lines(reasons: Iterable[tuple[str, int]]) -> list[ReasonLine]:
    """Return the reasons worded, equal ones together, the most frequent first."""
    counted: dict[str, int] = {}
    for reason, many in reasons:
        words = reason_words(reason)
        counted[words] = counted.get(words, 0) + many
    lines = [ReasonLine(words, many) for words, many in counted.items()]
    return sorted(lines, key=lambda line: -line.count)


def problem_words(problem: Mapping[str, object]) -> str:
    """Return what ended an import, in the reader's language."""
    data = problem.get("data")
    given = data if isinstance(data, Mapping) else {}
    shown = {name: _told(reason_words(str(value)), name) for name, value in given.items()}
    return gettext(str(problem.get("message", ""))) % shown


def _told(text: str, name: str) -> str:
    """Return what fills a place: numbers as the reader writes them, a file's name kept apart."""
    return (
        f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
        if name == "file"
        else (digits(text) if text.isascii() and text.isdigit() else text)
    )
