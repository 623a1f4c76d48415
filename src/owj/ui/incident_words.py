"""Why a case stopped, in the reader's language: a refusal is kept as its code and its sentence."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from owj.kernel.errors import OwjError
from owj.ui.feel_words import pattern_of, say_phrase, spoken


def say_incident(detail: str) -> str:
    """Return what stopped a case; what is neither a refusal of ours nor a phrase stays."""
    code, between, sentence = detail.partition(": ")
    for kind in _kinds_with(code) if between else ():
        found = pattern_of(kind.message).fullmatch(sentence)
        if found is not None:
            said = {name: spoken(_worded(name, part)) for name, part in found.groupdict().items()}
            return str(gettext(kind.message) % said)
    return say_phrase(detail)


def _worded(name: str, part: str) -> str:
    """Return what fills a sentence; a reason of a room's own has words in that room's catalogue."""
    said = say_phrase(part)
    return gettext(part) if name == "reason" and said == part else said


def _kinds_with(code: str) -> Iterator[type[OwjError]]:
    waiting: list[type[OwjError]] = [OwjError]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.code == code:
            yield kind
