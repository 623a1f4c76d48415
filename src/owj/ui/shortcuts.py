"""The keyboard of Owj, once: the help lists it, and assets/js/keyboard.js acts on what it lists.

Keys are named by their place ("KeyJ"): a Persian layout writes another letter with the same key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from owj.server.identity.doors import Door
from owj.ui.navigation import places_of


@dataclass(frozen=True, slots=True)
class Press:
    """One key and what it does, by a name that the script knows.

    typing: also while somebody writes in a field.
    """

    do: str
    code: str
    ctrl: bool = False
    shift: bool = False
    typing: bool = False

    def __str__(self) -> str:
        flags = [name for name in ("ctrl", "shift", "typing") if getattr(self, name)]
        return ":".join((self.do, self.code, *flags))


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the help: what it does, the keys by their Latin names, and how they are heard.

    Without a press the page itself listens: a field, or a button that carries the key.
    """

    words: str
    keys: tuple[str, ...]
    presses: tuple[Press, ...] = ()


def shortcuts_of(door: Door) -> Iterator[Shortcut]:
    """Yield the shortcuts of a door."""
    palette = Press("palette", "KeyK", ctrl=True, typing=True)
    yield Shortcut(gettext("Search or run"), ("Ctrl", "K"), (palette,))
    yield Shortcut(gettext("Search"), ("/",), (Press("search", "Slash"),))
    yield Shortcut(gettext("New ticket"), ("C",))
    if door == "staff":
        yield from _list_shortcuts()
    yield Shortcut(gettext("Send what you wrote"), ("Ctrl", "Enter"))
    yield Shortcut(gettext("Undo"), ("Z",), (Press("undo", "KeyZ"),))
    for place in places_of(door):
        if place.go:
            words = gettext("Go to %(place)s") % {"place": place.label}
            yield Shortcut(words, ("G", place.go_letter), (Press("go", "KeyG"),))
    yield Shortcut(gettext("Close what is open, leave the selection"), ("Esc",))
    yield Shortcut(gettext("This help"), ("?",), (Press("help", "Slash", shift=True),))


def _list_shortcuts() -> Iterator[Shortcut]:
    """Yield what moves and selects in a list."""
    down = (Press("next", "KeyJ"), Press("next-there", "ArrowDown"))
    up = (Press("previous", "KeyK"), Press("previous-there", "ArrowUp"))
    yield Shortcut(gettext("Next and previous row"), ("J", "K"), (*down, *up))
    yield Shortcut(gettext("Open the row"), ("Enter",), (Press("open", "Enter"),))
    yield Shortcut(gettext("Select the row"), ("X",), (Press("select", "KeyX"),))
    to_here = Press("select-range", "KeyX", shift=True)
    yield Shortcut(gettext("Select up to here"), ("Shift", "X"), (to_here,))
    shown = Press("select-shown", "KeyA", shift=True)
    yield Shortcut(gettext("Select all shown"), ("Shift", "A"), (shown,))
