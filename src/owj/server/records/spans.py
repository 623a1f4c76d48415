"""Lengths of time as people write them: 2:30, ۲ ساعت و ۳۰ دقیقه, 3 days, PT2H30M."""

from __future__ import annotations

import re

from owj.kernel.persian.digits import latin_digits

_CLOCK = re.compile(r"(-?)([0-9]{1,7}):([0-5][0-9])(?::([0-5][0-9]))?", re.ASCII)
_ISO = re.compile(
    r"(-?)P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.0+)?S)?)?", re.ASCII
)
_PART = re.compile(r"([0-9]+)\s*([^\W\d_]+)")
_AND = re.compile(r"(?:^|\s)(?:و|and)(?=\s)")
_SECONDS = {
    "d": 86_400,
    "h": 3_600,
    "m": 60,
    "s": 1,
}
_UNITS = {
    **dict.fromkeys(("d", "day", "days", "روز"), "d"),
    **dict.fromkeys(("h", "hour", "hours", "ساعت"), "h"),
    **dict.fromkeys(("m", "min", "minute", "minutes", "دقیقه"), "m"),
    **dict.fromkeys(("s", "sec", "second", "seconds", "ثانیه"), "s"),
}


def read_span(text: str, *, days: bool = True) -> int:
    """Return the seconds of a length of time. days: whether a day, 24 hours, may be named.

    Raises: ValueError.
    """
    plain = latin_digits(text).strip()
    clock = _CLOCK.fullmatch(plain)
    if clock is not None:
        seconds = int(clock[2]) * 3_600 + int(clock[3]) * 60 + int(clock[4] or 0)
        return -seconds if clock[1] else seconds
    counts = _iso_counts(plain) or _word_counts(plain)
    if counts["d"] and not days:
        raise ValueError(text)
    seconds = sum(count * _SECONDS[unit] for unit, count in counts.items())
    return -seconds if plain.startswith("-") else seconds


def _iso_counts(plain: str) -> dict[str, int] | None:
    found = _ISO.fullmatch(plain.upper())
    if found is None or not any(found.groups()[1:]):
        return None
    return {unit: int(found[at] or 0) for at, unit in enumerate("dhms", start=2)}


def _word_counts(plain: str) -> dict[str, int]:
    counts = dict.fromkeys("dhms", 0)
    words = _AND.sub(" ", plain.lower())
    rest = _PART.sub("", words).strip(" ,،")
    found = _PART.findall(words)
    if rest or not found:
        raise ValueError(plain)
    for count, word in found:
        unit = _UNITS.get(word)
        if unit is None or counts[unit]:
            raise ValueError(plain)
        counts[unit] = int(count)
    return counts
