"""A whole number is read from digits only, and from no more of them than an id has."""

from __future__ import annotations

import pytest

from owj.kernel.whole import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("۷", None),
        ("²", None),
    ],
)
def test_texts_are_read_as_whole_numbers(text: str, number: int | None) -> None:
    assert whole(text) == number
