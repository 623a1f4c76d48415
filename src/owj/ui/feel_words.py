"""What FEEL and decision models say, in the reader's language: no English word stays inside.

The kernel's sentences have places that other phrases fill ("expected %(expected)s"). Those phrases
are told apart here by their own patterns, so that each is worded whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.kernel.dmn.run import DecisionWarning
from owj.kernel.errors import OwjError
from owj.kernel.feel import FeelWarning
from owj.kernel.feel.running import WARNINGS
from owj.kernel.feel.values import DATE, DATE_TIME
from owj.ui.dates import digits

INSTANT = 'date and time("2026-11-22T00:00:00@Asia/Tehran")'
# Places that a phrase of ours fills, and not what somebody wrote.
PHRASED = frozenset(
    ("expected", "got", "reason", "left", "right", "kind", "what", "where", "operation", "reasons")
)
KINDS = (
    _("Any"), _("Null"), _("boolean"), _("number"), _("string"), _("date"), _("time"),
    _("date and time"), _("days and time duration"), _("years and months duration"), _("list"),
    _("context"), _("range"), _("function"), _("a link"), _("a file"), _("true"), _("false"),
)  # fmt: skip
PHRASES = (
    _("a closing quotation mark"), _("an expression"), _("the end of the text"), _("a name"),
    _("a text in quotation marks"), _("the end of a range: ] or )"), _("a number of FEEL"),
    _("an operator or the end"), _("the name of an entry"), _("a colon"), _("the name of a type"),
    _("the name of a parameter"), _("names for all arguments or for none"), _("more"), _("nothing"),
    _("none"), _("a deeper one"), _("deeper ones"), _("a number or a duration"), _("a list"),
    _("a value with an order"), _("true or false"), _("two whole numbers or two dates"),
    _("no place in an empty list"), _("steps"), _("calls inside one another"), _("several columns"),
    _("no foreign code runs here"), _("no present time is given here"),
    _("two numbers"), _("two numbers, texts or durations, or a date or time and a duration"),
    _("two numbers, dates, times or durations, or a date or time and a duration"),
    _("two numbers, or a number and a duration"), _("The context"),
    _("two numbers or durations, or a duration and a number"),
    _("an object of inputs by name"), _("a number"),
    _("inputs as a JSON object"), _("an answer as JSON"), _("JSON that is not so deep"),
    _("a number of up to 34 digits"), _("at least one output"), _("requirements without a circle"),
    _("well-formed XML"), _("a document without DTD and entities"), _("an id of its own"),
    _("expected two different signs"), _("expected a text that spells a number"),
    _("expected a date such as 2026-11-22"), _("expected a day of the calendar"),
    _("expected a time such as 10:30:00"), _("expected an offset of at most 18 hours"),
    _("expected an hour, minute and second of the day"),
    _("expected a date and time such as 2026-11-22T10:30:00"),
    _("expected a duration such as P1DT2H or P1Y2M"),
    _("expected only numbers, or only durations"), _("expected at least two numbers"),
    _("expected a function that gives true or false"), _("expected a length of at least 1"),
    _("expected a divisor other than zero"), _("expected a number that is not negative"),
    _("expected a positive number"), _("expected only true and false"),
    _("expected entries with key and value"), _("expected keys that are texts"),
    _("expected at least one key"), _("expected only contexts"),
    _("expected a year that the Jalali calendar counts"),
    _("expected a date and time with a zone"),
    _("expected a duration from nothing to 100 years"),
    _("expected a whole number of at most 30 digits"),
    _("expected a function of two that gives true or false"), _("expected a function of two"),
    _("expected a range such as [1..10]"), _("expected two ends, the lower one first"),
    _("expected ends that are literals"), _("expected flags among s, m, i and x"),
    _("expected a pattern that does not match an empty text"),
    _("a backslash stands only before $ or another one"),
    _("a $ stands only before the number of a group"),
    _("only (?: may follow an opening parenthesis"), _("expected a quantity such as {2,3}"),
    _("expected a category such as \\p{Lu}"), _("expected a character in the class"),
    _("expected a range of characters such as a-z"), _("expected the end of a class"),
    _("expected a space, comma or point to group by, a comma or point as point"),
)  # fmt: skip
PATTERNS = (
    _("at most %(count)s levels of nesting"), _("at most %(count)s operators in a row"),
    _("at most %(count)s parts of a path"), _("a place from 1 to %(count)s"),
    _("at most %(count)s characters"), _("A %(kind)s"),
    _("%(count)s arguments"), _("%(count)s arguments (%(names)s)"),
    _("expected at most %(count)s classes inside one another"),
    _("expected a pattern of at most %(count)s characters"),
    _("expected a length up to %(count)s"), _("expected a start position from 1 to %(count)s"),
    _("expected a position from 1 to %(count)s, got %(got)s"),
    _("expected a scale from %(least)s to %(most)s, got %(got)s"),
    _("expected only numbers, got %(got)s"), _("expected only texts, got %(got)s"),
    _("expected true or false, got %(got)s"), _("expected each key once, got %(key)s twice"),
    _("expected a context at %(key)s"), _("%(left)s and %(right)s cannot be ordered"),
    _("expected the name of a calendar (%(known)s), got %(got)s"),
    _("%(sign)s without its opening sign"), _("\\%(sign)s is no escape"),
    _("it refers back to a group (\\%(sign)s), which RE2 does not do"),
    _("%(name)s is no category or block of Unicode"), _("RE2 does not take it: %(reason)s"),
    _("one of %(known)s"), _("%(inputs)s input entries and %(outputs)s output entries"),
    _("a name of <%(element)s>"),
    _("line %(line)s"), _("line %(line)s, rule"), _("line %(line)s, decision table"),
)  # fmt: skip
_PLACE = re.compile(r"%\((\w+)\)s")
_BETWEEN = ((" or ", _("%(one)s or %(other)s")), (" and ", _("%(one)s and %(other)s")))


def words_of_data(data: Mapping[str, object]) -> dict[str, object]:
    """Return what fills a sentence of the kernel's, its phrases in the reader's language."""
    return {
        name: say_phrase(value) if name in PHRASED and isinstance(value, str) else value
        for name, value in data.items()
    }


def say_warning(warning: FeelWarning | DecisionWarning) -> str:
    """Return a warning's sentence in the reader's language, and what to write instead."""
    message = warning.message if isinstance(warning, DecisionWarning) else WARNINGS[warning.code]
    return _with_hint(_filled(message, warning.data), warning.data)


def say_error(error: OwjError) -> str:
    """Return an error's sentence in the reader's language, and what to write instead."""
    return _with_hint(_filled(error.message, error.data), error.data)


def _filled(message: str, data: Mapping[str, object]) -> str:
    wording = gettext(message)
    filled = {name: digits(value) for name, value in words_of_data(data).items()}
    try:
        return str(wording % filled)
    except (KeyError, ValueError):
        return str(wording)


def _with_hint(said: str, data: Mapping[str, object]) -> str:
    """Return a sentence with the way to compare an instant with a day, where that was tried."""
    if {data.get("left"), data.get("right")} != {DATE, DATE_TIME}:
        return said
    hint = gettext("Compare an instant with an instant: %(example)s.") % {"example": INSTANT}
    return f"{said} {hint}"


def say_phrase(phrase: str) -> str:
    """Return a phrase of the kernel's in the reader's language; what is none stays as it is."""
    if phrase in _known():
        return gettext(phrase)
    for pattern, message in _patterns():
        found = pattern.fullmatch(phrase)
        if found is not None:
            said = {name: say_phrase(part) for name, part in found.groupdict().items()}
            return str(gettext(message) % said)
    for between, message in _BETWEEN:
        one, found_between, other = phrase.partition(between)
        if found_between and {one, other} & _known():
            return str(gettext(message) % {"one": say_phrase(one), "other": say_phrase(other)})
    return phrase


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset((*KINDS, *PHRASES))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern_of(message), message) for message in PATTERNS)


def _pattern_of(message: str) -> re.Pattern[str]:
    """Return the pattern that finds what a phrase's places hold."""
    parts = _PLACE.split(message)
    spelled = [
        re.escape(part) if number % 2 == 0 else f"(?P<{part}>.+?)"
        for number, part in enumerate(parts)
    ]
    return re.compile("".join(spelled), re.DOTALL)
