"""Lengths of time in words. Never with a sign: the words around say remaining or late."""

from __future__ import annotations

from owj.kernel.persian.digits import group_digits, persian_digits

LONG_H = 100
"""From this many hours on minutes say nothing more."""

_NAMES = {
    "fa": {"day": "روز", "hour": "ساعت", "minute": "دقیقه", "second": "ثانیه"},
    "en": {"day": "day", "hour": "hour", "minute": "minute", "second": "second"},
}


def duration_words(seconds: int, lang: str = "fa", *, day_s: int | None = None) -> str:
    """Return «۲ ساعت و ۳۵ دقیقه» or "2 hours and 35 minutes": the two largest units, cut off.

    day_s: seconds of one day; without it hours are the largest unit, since a working day is
    shorter than 24 hours. Seconds appear only below one minute, minutes only below 100 hours.
    """
    left_s = abs(seconds)
    days, left_s = divmod(left_s, day_s) if day_s else (0, left_s)
    hours, minutes, rest_s = left_s // 3600, left_s % 3600 // 60, left_s % 60
    counts = [("day", days), ("hour", hours), ("minute", minutes)]
    shown = [(unit, count) for unit, count in counts if count][:2] or [("second", rest_s)]
    if days or hours >= LONG_H:
        shown = [(unit, count) for unit, count in shown if unit != "minute"]
    if lang.startswith("en"):
        return " and ".join(
            f"{count:,} {_NAMES['en'][unit]}{'' if count == 1 else 's'}" for unit, count in shown
        )
    return " و ".join(f"{group_digits(count)} {_NAMES['fa'][unit]}" for unit, count in shown)


def short_duration(seconds: int, lang: str = "fa") -> str:
    """Return «۲:۳۵»: hours and two-digit minutes, cut off."""
    minutes = abs(seconds) // 60
    text = f"{minutes // 60}:{minutes % 60:02d}"
    return text if lang.startswith("en") else persian_digits(text)
