"""The tabs at the foot of a phone: five at most, and nothing is out of reach."""

from __future__ import annotations

import pytest

from owj.ui.navigation import TABS_BESIDE_OTHERS, Place, tab_bar_of


def places(*keys: str, hidden: str = "") -> list[Place]:
    return [Place(key, key, "box", "client:inbox", phone=key not in hidden) for key in keys]


@pytest.mark.parametrize(
    ("given", "shown", "more"),
    [
        (places("a", "b", "c"), "abc", ""),
        (places("a", "b", "c", "d"), "abc", "d"),
        (places("a", "b", "c", "d", "e", hidden="ae"), "bcd", "ae"),
    ],
)
def test_what_has_no_tab_stands_in_the_sheet(given: list[Place], shown: str, more: str) -> None:
    bar = tab_bar_of(given)
    assert "".join(place.key for place in bar.shown) == shown
    assert "".join(place.key for place in bar.more) == more
    assert len(bar.shown) <= TABS_BESIDE_OTHERS
