"""The text of an agreement: clauses whose figures are its settings, so that text and clocks agree.

A body names a setting in braces, {callback_minutes} or {first_response_minutes.high}; whoever
publishes the text gives each such place its words, which are kept with the text from then on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from owj.kernel.errors import DefinitionError
from owj.kernel.persian.digits import persian_digits
from owj.kernel.sla.agreement import AGREEMENT_FIELDS, Agreement
from owj.kernel.sla.shapes import JsonValue

MOST_CLAUSES = 60
MOST_HEADING, MOST_BODY = 120, 8_000
_PLACE = re.compile(r"\{([^{}]*)\}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIELDS = {one.name: one for one in AGREEMENT_FIELDS}
_ARABIC_SCRIPT = re.compile(r"[\u0621-\u06cc]")
_LATIN_SCRIPT = re.compile(r"[A-Za-z]")


class ClauseRejected(DefinitionError):
    """Say which clause of an agreement's text is wrong, and how."""

    code = "agreement.clause_rejected"
    message = "Clause “%(clause)s” of the agreement: expected %(expected)s, got “%(got)s”."


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. key: the same in every version of it. settings: named beside, not in, it."""

    key: str
    heading: str
    body: str
    settings: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Return the places of settings in the body, each once, in the order of the text."""
        return tuple(dict.fromkeys(_PLACE.findall(self.body)))

    @property
    def named(self) -> tuple[str, ...]:
        """Return the settings that come from this clause: those in its text, then the others."""
        inside = (place.partition(".")[0] for place in self.places)
        return tuple(dict.fromkeys((*inside, *self.settings)))

    def to_json(self) -> dict[str, JsonValue]:
        """Return plain JSON that `read_clauses` reads back."""
        return {
            "key": self.key,
            "heading": self.heading,
            "body": self.body,
            "settings": list(self.settings),
        }


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a body. place: the setting whose words it is; empty for what was written."""

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class AgreementText:
    """A whole text as it is published. words: what stands in each place."""

    title: str
    clauses: tuple[Clause, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """Return the language it is written in, by its letters: "fa" or "en"."""
        return language_of(self.clauses)

    def pieces(self, clause: Clause) -> tuple[Piece, ...]:
        """Return a body cut where settings stand in it."""
        parts = _PLACE.split(clause.body)
        cut = (
            Piece(self.words.get(part, f"{{{part}}}"), part) if at % 2 else Piece(part)
            for at, part in enumerate(parts)
        )
        return tuple(one for one in cut if one.text)

    def body(self, clause: Clause) -> str:
        """Return a body with the words of its settings."""
        return "".join(one.text for one in self.pieces(clause))

    @property
    def plain(self) -> str:
        """Return the text as it is signed: its title, then each clause with its number."""
        lines = [self.title]
        for number, clause in enumerate(self.clauses, start=1):
            shown = persian_digits(str(number)) if self.language == "fa" else str(number)
            lines += ["", f"{shown}. {clause.heading}", self.body(clause)]
        return "\n".join(lines) + "\n"

    def to_json(self) -> dict[str, JsonValue]:
        """Return plain JSON that `read_text` reads back."""
        return {
            "title": self.title,
            "clauses": [one.to_json() for one in self.clauses],
            "words": dict(self.words),
        }


def language_of(clauses: Sequence[Clause]) -> str:
    """Return "fa" where most letters are of the Arabic script, else "en"; places count for none."""
    written = "".join(_PLACE.sub("", one.body) for one in clauses)
    persian, latin = len(_ARABIC_SCRIPT.findall(written)), len(_LATIN_SCRIPT.findall(written))
    return "fa" if persian >= latin else "en"


def check_clauses(clauses: Sequence[Clause]) -> None:
    """Refuse what could not be published. Raises: ClauseRejected."""
    if not 1 <= len(clauses) <= MOST_CLAUSES:
        raise ClauseRejected(clause="", expected=f"1 to {MOST_CLAUSES} clauses", got=len(clauses))
    seen: set[str] = set()
    for clause in clauses:
        check_clause(clause)
        if clause.key in seen:
            raise ClauseRejected(clause=clause.heading, expected="a key of its own", got=clause.key)
        seen.add(clause.key)


def check_clause(clause: Clause) -> None:
    """Refuse a clause that says nothing, or names what is no setting. Raises: ClauseRejected."""
    if not _KEY.fullmatch(clause.key):
        raise ClauseRejected(clause=clause.heading, expected="a key", got=clause.key[:40])
    sizes = (("a heading", clause.heading, MOST_HEADING), ("a text", clause.body, MOST_BODY))
    for what, text, most in sizes:
        if not text.strip() or len(text) > most:
            expected = f"{what} of 1 to {most} letters"
            raise ClauseRejected(clause=clause.heading[:60], expected=expected, got=text[:60])
    for place in (*clause.places, *clause.settings):
        if place not in known_places():
            expected = "the name of a setting in braces"
            raise ClauseRejected(clause=clause.heading, expected=expected, got=place[:60])


def known_places() -> frozenset[str]:
    """Return every place that a text may name: a setting, or one part of it."""
    return _KNOWN_PLACES


def value_at(agreement: Agreement, place: str) -> JsonValue:
    """Return the value of a setting, or of one part of it."""
    name, _dot, part = place.partition(".")
    value = _FIELDS[name].json_of(agreement)
    return value[part] if part and isinstance(value, Mapping) else value


def read_clauses(data: JsonValue) -> tuple[Clause, ...]:
    """Return clauses from JSON. Raises: ClauseRejected."""
    if isinstance(data, str) or not isinstance(data, Sequence):
        raise ClauseRejected(clause="", expected="a list of clauses", got=str(data)[:60])
    return tuple(_read_clause(one) for one in data)


def read_text(data: JsonValue) -> AgreementText:
    """Return a text from JSON; nothing at all is a text without clauses. Raises: ClauseRejected."""
    given = data if isinstance(data, Mapping) else {}
    words = given.get("words", {})
    kept = words if isinstance(words, Mapping) else {}
    return AgreementText(
        title=str(given.get("title", "")),
        clauses=read_clauses(given.get("clauses", [])),
        words={place: str(said) for place, said in kept.items()},
    )


def _read_clause(data: JsonValue) -> Clause:
    if not isinstance(data, Mapping):
        raise ClauseRejected(clause="", expected="an object", got=str(data)[:60])
    beside = data.get("settings", [])
    if isinstance(beside, str) or not isinstance(beside, Sequence):
        raise ClauseRejected(clause="", expected="a list of settings", got=str(beside)[:60])
    key, heading, body = (str(data.get(name, "")) for name in ("key", "heading", "body"))
    return Clause(key, heading, body, tuple(str(one) for one in beside))


def _places() -> frozenset[str]:
    found = set(_FIELDS)
    for name, one in _FIELDS.items():
        if isinstance(one.default_json, Mapping):
            found |= {f"{name}.{part}" for part in one.default_json}
    return frozenset(found)


_KNOWN_PLACES = _places()
