"""Hours of a day as people type them."""

from __future__ import annotations

import pytest

from owj.kernel.calendars.business import HoursUnreadable, Span, parse_spans


def spans(*pairs: tuple[float, float]) -> tuple[Span, ...]:
    return tuple(Span(int(opens * 3600), int(closes * 3600)) for opens, closes in pairs)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8:30 to 17:00", spans((8.5, 17))),
        ("۸:۳۰ تا ۱۴:۰۰ و ۱۴:۴۵ تا ۱۷:۰۰", spans((8.5, 14), (14.75, 17))),
        ("8-12, 13-17:30", spans((8, 12), (13, 17.5))),
        ("٨:٣٠–١٢", spans((8.5, 12))),
        ("0:00 to 24:00", spans((0, 24))),
        ("8:00 to 12:00 and 12:00 to 14:00", spans((8, 12), (12, 14))),
        ("", ()),
        (" بسته ", ()),
        ("Closed", ()),
    ],
)
def test_hours_are_read_in_both_languages(text: str, found: tuple[Span, ...]) -> None:
    assert parse_spans(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "8:30",
        "8:30 to",
        "10 to 9",
        "8-12, 11-14",
        "8-25",
        "8:70-9",
        "24:30-25",
        "tomorrow",
        "8 a 9",
    ],
)
def test_other_hours_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(HoursUnreadable, match="8:30 to 14:00 and 14:45 to 17:00"):
        parse_spans(text)
