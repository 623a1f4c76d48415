"""Calendar definitions as plain lists and dicts, read back with every part checked.

Shape: {"key", "name", "zone", "hours": [{"valid_from": "2021-03-21", "days": {"saturday":
[["08:30", "17:00"]], …}}], "closures": [{"day", "kind", "name"}], "special": [{"day", "spans",
"name"}]}. A weekday left out is closed. Times are "HH:MM" or "HH:MM:SS", up to "24:00".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from owj.kernel.calendars.definition import (
    WEEKDAYS,
    CalendarData,
    CalendarRejected,
    Closure,
    ClosureKind,
    Span,
    SpecialHours,
    WeeklyHours,
    clock_text,
)

_NOTHING: tuple[object, ...] = ()


def calendar_to_json(data: CalendarData) -> dict[str, object]:
    """Return the definition in the shape above."""
    return {
        "key": data.key,
        "name": data.name,
        "zone": data.zone,
        "hours": [
            {
                "valid_from": entry.valid_from.isoformat(),
                "days": {
                    weekday: _spans_out(spans)
                    for weekday, spans in zip(WEEKDAYS, entry.days, strict=True)
                },
            }
            for entry in data.hours
        ],
        "closures": [
            {"day": entry.day.isoformat(), "kind": entry.kind.value, "name": entry.name}
            for entry in data.closures
        ],
        "special": [
            {"day": entry.day.isoformat(), "spans": _spans_out(entry.spans), "name": entry.name}
            for entry in data.special
        ],
    }


def calendar_from_json(value: object) -> CalendarData:
    """Return the definition read from the shape above. Raises: CalendarRejected."""
    whole = _mapping(value, "calendar", {"key", "name", "zone", "hours", "closures", "special"})
    return CalendarData(
        key=_text(whole.get("key"), "key"),
        name=_text(whole.get("name"), "name"),
        zone=_text(whole.get("zone"), "zone"),
        hours=tuple(
            _hours(entry, f"hours[{index}]")
            for index, entry in enumerate(_list(whole.get("hours"), "hours"))
        ),
        closures=tuple(
            _closure(entry, f"closures[{index}]")
            for index, entry in enumerate(_list(whole.get("closures", _NOTHING), "closures"))
        ),
        special=tuple(
            _special(entry, f"special[{index}]")
            for index, entry in enumerate(_list(whole.get("special", _NOTHING), "special"))
        ),
    )


def _spans_out(spans: tuple[Span, ...]) -> list[list[str]]:
    return [[clock_text(span.opens_s), clock_text(span.closes_s)] for span in spans]


def _hours(value: object, where: str) -> WeeklyHours:
    entry = _mapping(value, where, {"valid_from", "days"})
    days = _mapping(entry.get("days"), f"{where}.days", set(WEEKDAYS))
    return WeeklyHours(
        _day(entry.get("valid_from"), f"{where}.valid_from"),
        tuple(
            _spans(days.get(weekday, _NOTHING), f"{where}.days.{weekday}") for weekday in WEEKDAYS
        ),
    )


def _closure(value: object, where: str) -> Closure:
    entry = _mapping(value, where, {"day", "kind", "name"})
    kind = _text(entry.get("kind"), f"{where}.kind")
    if kind not in list(ClosureKind):
        raise _rejected(f"{where}.kind", "one of " + ", ".join(ClosureKind), kind)
    return Closure(
        _day(entry.get("day"), f"{where}.day"),
        ClosureKind(kind),
        _text(entry.get("name"), f"{where}.name"),
    )


def _special(value: object, where: str) -> SpecialHours:
    entry = _mapping(value, where, {"day", "spans", "name"})
    return SpecialHours(
        _day(entry.get("day"), f"{where}.day"),
        _spans(entry.get("spans"), f"{where}.spans"),
        _text(entry.get("name"), f"{where}.name"),
    )


def _spans(value: object, where: str) -> tuple[Span, ...]:
    return tuple(
        _span(entry, f"{where}[{index}]") for index, entry in enumerate(_list(value, where))
    )


def _span(value: object, where: str) -> Span:
    ends = _list(value, where)
    if len(ends) != 2:
        raise _rejected(where, 'two times such as ["08:30", "17:00"]', value)
    return Span(_time(ends[0], f"{where}[0]"), _time(ends[1], f"{where}[1]"))


def _time(value: object, where: str) -> int:
    parts = _text(value, where).split(":")
    if len(parts) in {2, 3} and all(
        len(part) == 2 and part.isascii() and part.isdigit() for part in parts
    ):
        hours, minutes, seconds = (int(part) for part in [*parts, "00"][:3])
        if minutes < 60 and seconds < 60 and hours * 3600 + minutes * 60 + seconds <= 86_400:
            return hours * 3600 + minutes * 60 + seconds
    raise _rejected(where, "a time from 00:00 to 24:00", value)


def _day(value: object, where: str) -> date:
    text = _text(value, where)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _rejected(where, "a Gregorian date such as 2026-03-21", value) from None


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _rejected(where, "a text", value)
    return value


def _list(value: object, where: str) -> Sequence[object]:
    if not isinstance(value, (list, tuple)):
        raise _rejected(where, "a list", value)
    return value


def _mapping(value: object, where: str, known: set[str]) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _rejected(where, "an object", value)
    unknown = sorted(str(name) for name in value if name not in known)
    if unknown:
        raise _rejected(where, "only " + ", ".join(sorted(known)), ", ".join(unknown))
    return value


def _rejected(where: str, expected: str, got: object) -> CalendarRejected:
    return CalendarRejected(
        where=where, expected=expected, got="nothing" if got is None else repr(got)
    )
