"""Places on the pages of records where other rooms show what is theirs.

A room adds a panel in its application's `ready()`, by the name of a template:

    add_record_panel(RecordPanel("processes", "client/studio/processes/panel.html", ask_panel))

`ask` gets the request, the entity and the record, and returns what the template reads as `panel`;
None: there is nothing to show here for this reader. It is asked once a page, so it must not ask
the database once a row. What it reads it narrows itself, by the request's context.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from owj.server.records.defs import EntityDef
from owj.ui.doors import DoorRequest

Place = Literal["top", "main", "side"]
AskPanel = Callable[[DoorRequest, EntityDef, Any], object | None]
AskButton = Callable[[DoorRequest, EntityDef, str], object | None]


@dataclass(frozen=True, slots=True)
class RecordPanel:
    """A part of a record's page. place: above its fields, below, or beside; low order first."""

    key: str
    template: str
    ask: AskPanel
    place: Place = "side"
    order: int = 100


@dataclass(frozen=True, slots=True)
class ListButton:
    """A button in the head of a list. ask: gets the request, the entity and the list's query."""

    key: str
    template: str
    ask: AskButton
    order: int = 100


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel or button that has something to show. data: what its template reads as `panel`."""

    key: str
    template: str
    data: object


_panels: dict[str, RecordPanel] = {}
_buttons: dict[str, ListButton] = {}


def add_record_panel(panel: RecordPanel) -> None:
    """Show a panel on every record's page on which it has something to show."""
    _panels[panel.key] = panel


def add_list_button(button: ListButton) -> None:
    """Show a button in the head of every list for which it has something to show."""
    _buttons[button.key] = button


def panels_of(
    request: DoorRequest, entity: EntityDef, record: Any, place: Place
) -> Sequence[Drawn]:
    """Return the panels of one place of a record's page, in order."""
    here = sorted(
        (one for one in _panels.values() if one.place == place), key=lambda one: one.order
    )
    found = ((one, one.ask(request, entity, record)) for one in here)
    return [Drawn(one.key, one.template, data) for one, data in found if data is not None]


def buttons_of(request: DoorRequest, entity: EntityDef, query: str) -> Sequence[Drawn]:
    """Return what other rooms add to the head of a list. query: what the list's address asks."""
    here = sorted(_buttons.values(), key=lambda one: one.order)
    found = ((one, one.ask(request, entity, query)) for one in here)
    return [Drawn(one.key, one.template, data) for one, data in found if data is not None]
