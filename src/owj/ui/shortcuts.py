"""The keyboard of Owj, as its help lists it; assets/js/keyboard.js acts on the same keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from owj.server.identity.doors import Door
from owj.ui.navigation import places_of


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the help: what it does and the keys, by their Latin names."""

    words: str
    keys: tuple[str, ...]


def shortcuts_of(door: Door) -> Iterator[Shortcut]:
    """Yield the shortcuts of a door."""
    yield Shortcut(gettext("Search or run"), ("Ctrl", "K"))
    yield Shortcut(gettext("Search"), ("/",))
    yield Shortcut(gettext("New ticket"), ("C",))
    if door == "staff":
        yield Shortcut(gettext("Next and previous row"), ("J", "K"))
        yield Shortcut(gettext("Open the row"), ("Enter",))
        yield Shortcut(gettext("Select the row"), ("X",))
    yield Shortcut(gettext("Send what you wrote"), ("Ctrl", "Enter"))
    yield Shortcut(gettext("Undo"), ("Z",))
    for place in places_of(door):
        if place.go:
            words = gettext("Go to %(place)s") % {"place": place.label}
            yield Shortcut(words, ("G", place.go_letter))
    yield Shortcut(gettext("This help"), ("?",))
    yield Shortcut(gettext("Close what is open"), ("Esc",))
