"""Test vectors as they are read: every value checked, every refusal with its line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from owj.kernel.errors import InvalidInput
from owj.kernel.sla.shapes import JsonValue


class VectorRefused(InvalidInput):
    """Say which line of a file of cases is wrong."""

    code = "vectors.refused"
    message = "%(where)s: expected %(expected)s, got %(got)s."


@dataclass(frozen=True, slots=True)
class Fields:
    """Read the members of a JSON object by type. where: what errors name, such as "line 3"."""

    where: str
    members: Mapping[str, JsonValue]

    def text(self, name: str) -> str:
        """Return a text. Raises: VectorRefused, as all readers."""
        value = self.members.get(name)
        if not isinstance(value, str):
            raise self._refuse(name, "a text", value)
        return value

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """Return one of some texts."""
        value = self.text(name)
        if value not in choices:
            raise self._refuse(name, f"one of {', '.join(choices)}", value)
        return value

    def whole(self, name: str) -> int:
        """Return a whole number."""
        value = self.members.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._refuse(name, "a whole number", value)
        return value

    def whole_or_none(self, name: str) -> int | None:
        """Return a whole number, or None if it is left out or null."""
        return None if self.members.get(name) is None else self.whole(name)

    def instant(self, name: str) -> datetime:
        """Return an instant with offset."""
        return self._instant(name, self.members.get(name))

    def instant_or_none(self, name: str) -> datetime | None:
        """Return an instant, or None if it is left out or null."""
        return None if self.members.get(name) is None else self.instant(name)

    def flag_or_none(self, name: str) -> bool | None:
        """Return true or false, or None if it is left out or null."""
        value = self.members.get(name)
        if value is None or isinstance(value, bool):
            return value
        raise self._refuse(name, "true or false", value)

    def wholes(self, name: str) -> tuple[int, ...]:
        """Return the whole numbers of a list that may be left out."""
        return tuple(Fields(self.where, {name: value}).whole(name) for value in self._list(name))

    def choices(self, name: str, choices: Sequence[str]) -> tuple[str, ...]:
        """Return some of some texts, from a list that may be left out."""
        return tuple(
            Fields(self.where, {name: value}).choice(name, choices) for value in self._list(name)
        )

    def day(self, name: str) -> date:
        """Return a date."""
        return self._day(name, self.members.get(name))

    def days(self, name: str) -> tuple[date, ...]:
        """Return the dates of a list that may be left out, in its order."""
        return tuple(self._day(name, value) for value in self._list(name))

    def dates(self, name: str) -> frozenset[date]:
        """Return the dates of a list that may be left out."""
        return frozenset(self.days(name))

    def day_spans(self, name: str) -> tuple[tuple[date, date], ...]:
        """Return the pairs of dates of a list that may be left out."""
        return tuple(
            (self._day(name, first), self._day(name, last))
            for first, last in self._pairs(name, "pairs of dates")
        )

    def spans(self, name: str) -> tuple[tuple[datetime, datetime], ...]:
        """Return the pairs of instants of a list that may be left out."""
        return tuple(
            (self._instant(name, first), self._instant(name, last))
            for first, last in self._pairs(name, "pairs of instants")
        )

    def _pairs(self, name: str, expected: str) -> list[tuple[JsonValue, JsonValue]]:
        found = []
        for value in self._list(name):
            if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != 2:
                raise self._refuse(name, expected, value)
            found.append((value[0], value[1]))
        return found

    def _day(self, name: str, value: JsonValue) -> date:
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise self._refuse(name, "dates such as 2024-03-20", value) from None

    def objects(self, name: str) -> list[Fields]:
        """Return the objects of a list."""
        return [
            fields_of(value, where=f"{self.where}, {name}[{at}]")
            for at, value in enumerate(self._list(name))
        ]

    def _list(self, name: str) -> Sequence[JsonValue]:
        value = self.members.get(name, ())
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self._refuse(name, "a list", value)
        return value

    def _instant(self, name: str, value: JsonValue) -> datetime:
        expected = "an instant with offset, such as 2024-03-20T08:30:00+03:30"
        try:
            at = datetime.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise self._refuse(name, expected, value) from None
        if at.tzinfo is None:
            raise self._refuse(name, expected, value)
        return at

    def _refuse(self, name: str, expected: str, value: JsonValue) -> VectorRefused:
        got = "nothing" if name not in self.members else json.dumps(value, ensure_ascii=False)
        return VectorRefused(where=f"{self.where}, {name}", expected=expected, got=got)


def fields_of(value: object, *, where: str) -> Fields:
    """Return a reader of a JSON object. Raises: VectorRefused for anything else."""
    if not isinstance(value, Mapping):
        raise VectorRefused(where=where, expected="an object", got=type(value).__name__)
    return Fields(where, value)


def parse_json(text: str, *, where: str) -> JsonValue:
    """Return a parsed JSON text. Raises: VectorRefused."""
    try:
        value: JsonValue = json.loads(text)
    except ValueError as error:
        raise VectorRefused(where=where, expected="JSON", got=str(error)) from None
    except RecursionError:
        raise VectorRefused(where=where, expected="JSON", got="too deep a nesting") from None
    return value
