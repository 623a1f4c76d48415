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
from owj.kernel.persian.digits import persian_digits
from owj.ui.feel_phrases import KINDS, PATTERNS, PHRASES, SENTENCES
from owj.ui.process_phrases import PATTERNS as PROCESS_PATTERNS
from owj.ui.process_phrases import PHRASES as PROCESS_PHRASES
from owj.ui.reading import language

INSTANT = 'date and time("2026-11-22T00:00:00@Asia/Tehran")'
# Places that a phrase of ours fills, and not what somebody wrote.
PHRASED = frozenset(
    (
        "expected",
        "got",
        "reason",
        "left",
        "right",
        "kind",
        "what",
        "where",
        "operation",
        "reasons",
        "instead",
        "doubt",
    )
)
# What begins and ends a piece that is read from the left, whatever stands around it.
FROM_LEFT, END_OF_PIECE = "\u2066", "\u2069"
_TOKEN = re.compile(r"([«“(]*)([^\s«“]+?)([»”),.،؛:]*)(?=\s|$)")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?")
_DIGIT = re.compile(r"[0-9]")
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
    filled = {name: spoken(value) for name, value in words_of_data(data).items()}
    try:
        return str(wording % filled)
    except (KeyError, ValueError):
        return str(wording)


def spoken(value: object) -> str:
    """Return a text as it is read: numbers in the reader's digits, code as it must be written.

    A date or a duration is written with Latin digits, from the left, whatever stands around it.
    """
    text = str(value)
    return _TOKEN.sub(_spoken_token, text) if language() == "fa" else text


def _spoken_token(found: re.Match[str]) -> str:
    before, core, after = found.groups()
    if _NUMBER.fullmatch(core):
        core = persian_digits(core)
    elif _DIGIT.search(core):
        core = f"{FROM_LEFT}{core}{END_OF_PIECE}"
    return f"{before}{core}{after}"


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
            worded = str(gettext(message) % said)
            return worded if phrase.endswith(".") else worded.removesuffix(".")
    found = _kinds().fullmatch(phrase)
    if found is not None:
        kind, number, sign, other = found.groups()
        return f"{gettext(kind)} {number or sign}" + (f" {gettext(other)}" if other else "")
    for between, message in _BETWEEN:
        one, found_between, other = phrase.partition(between)
        if found_between and {one, other} & _known():
            return str(gettext(message) % {"one": say_phrase(one), "other": say_phrase(other)})
    return phrase


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset((*KINDS, *PHRASES, *PROCESS_PHRASES))


@lru_cache(maxsize=1)
def _kinds() -> re.Pattern[str]:
    """Return the pattern of a value with its kind ("number 5") and of a calculation's kinds."""
    kind = "|".join(re.escape(one) for one in sorted(KINDS, key=len, reverse=True))
    return re.compile(rf"({kind}) (?:(-?[0-9.E+-]+)|([-+*/<>=]{{1,2}}) ({kind}))")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    every = (*PATTERNS, *PROCESS_PATTERNS)
    phrases = ((pattern_of(message), message) for message in every)
    # A function of ours gives as its reason what a calendar said, without its last point.
    sentences = ((pattern_of(message.removesuffix(".")), message) for message in SENTENCES)
    return (*phrases, *sentences)


def pattern_of(message: str) -> re.Pattern[str]:
    """Return the pattern that finds what a phrase's places hold."""
    parts = _PLACE.split(message)
    spelled = [
        re.escape(part) if number % 2 == 0 else f"(?P<{part}>.+?)"
        for number, part in enumerate(parts)
    ]
    return re.compile("".join(spelled), re.DOTALL)
