"""The places of a door, told by the rooms that own them; the shells draw only what was told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from owj.server.context import Actor
from owj.server.identity.doors import Door

# Beside them: notices, and what leads to the rest.
TABS_BESIDE_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """One page people go to from anywhere.

    go: the key after `g` ("KeyD"), by its place on the keyboard. count: what to show beside it.
    home: where signing in leads. search: the query ("queue=all&q=") that what was typed into
    the palette is put after. phone: whether it may have a tab at a phone's foot. role: shown to
    whoever carries it only; the page itself asks again. args: of the address.
    """

    key: str
    label: str | Promise
    icon: str
    url_name: str
    go: str = ""
    home: bool = False
    search: str = ""
    phone: bool = True
    tone: str = ""
    count: Callable[[HttpRequest], int] | None = None
    role: str = ""
    args: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.url_name, args=self.args)

    @property
    def search_url(self) -> str:
        """Return the address that searches this place for what is put after it."""
        return f"{self.url}?{self.search}" if self.search else ""

    @property
    def go_letter(self) -> str:
        """Return the letter on the key `go`: "D" of "KeyD"."""
        return self.go.removeprefix("Key")


@dataclass(frozen=True, slots=True)
class Command:
    """Something people do from anywhere, offered by the palette of a door."""

    key: str
    label: str | Promise
    icon: str
    url_name: str
    letter: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_commands: dict[Door, list[Command]] = {"staff": [], "hub": []}
# Where the palette of a door asks for what was typed; a name of an address.
_finders: dict[Door, str] = {}


def add_command(door: Door, command: Command) -> None:
    """Let the palette of this door offer the command."""
    commands = _commands[door]
    commands[:] = [known for known in commands if known.key != command.key] + [command]


@dataclass(frozen=True, slots=True)
class TabBar:
    """How the places stand at the foot of a phone: beside notices and the last place."""

    shown: tuple[Place, ...]
    more: tuple[Place, ...]


def tab_bar_of(places: Iterable[Place]) -> TabBar:
    """Part places into those with a tab and those in the sheet behind the last one.

    Five tabs fit a phone: notices and one's own settings take two, or the way to the rest one.
    """
    places = tuple(places)
    tabs = tuple(place for place in places if place.phone)
    if len(places) <= TABS_BESIDE_OTHERS:
        return TabBar(places, ())
    shown = tabs[:TABS_BESIDE_OTHERS]
    return TabBar(shown, tuple(place for place in places if place not in shown))


def commands_of(door: Door) -> tuple[Command, ...]:
    """Return the commands of a door."""
    return tuple(_commands[door])


def set_finder(door: Door, url_name: str) -> None:
    """Let the palette of this door ask at the address for what is typed."""
    _finders[door] = url_name


def finder_of(door: Door) -> str:
    """Return where the palette asks, empty where it knows its own page only."""
    return reverse(_finders[door]) if door in _finders else ""


_places: dict[Door, list[Place]] = {"staff": [], "hub": []}
# Places that are not the same for everybody: asked for each page of somebody who is signed in.
AskPlaces = Callable[[HttpRequest], Iterable[Place]]
_asked_places: dict[Door, list[AskPlaces]] = {"staff": [], "hub": []}


def ask_places(door: Door, ask: AskPlaces) -> None:
    """Let the shell of this door also lead where `ask` says for the request at hand."""
    if ask not in _asked_places[door]:
        _asked_places[door].append(ask)


def asked_places(door: Door, request: HttpRequest) -> tuple[Place, ...]:
    """Return the places that are for this request alone."""
    return tuple(place for ask in _asked_places[door] for place in ask(request))


def add_place(door: Door, place: Place) -> None:
    """Let the shell of this door lead to the place; the order of telling is the order shown."""
    places = _places[door]
    places[:] = [known for known in places if known.key != place.key] + [place]


def places_of(door: Door, actor: Actor | None = None) -> tuple[Place, ...]:
    """Return the places of a door that are shown to this person."""
    return tuple(
        place
        for place in _places[door]
        if not place.role or (actor is not None and actor.has_role(place.role))
    )


def home_url(door: Door) -> str:
    """Return where signing in leads: the door's home, or its settings while it has none."""
    for place in _places[door]:
        if place.home:
            return place.url
    return reverse("ui:hub_me" if door == "hub" else "ui:me")
