"""What a list of records shows: it stands in the address, so that it can be kept and shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from owj.server.layouts.access import is_hidden, shown_fields
from owj.server.layouts.conditions import Group, from_address, to_address
from owj.server.layouts.definitions import (
    COLUMNS,
    GROUP_SPANS,
    NARROWEST,
    SORTS,
    WIDEST,
    SortTerm,
    ViewDefinition,
    pruned,
)
from owj.server.layouts.grouping import Grouping, grouping_of
from owj.server.layouts.listing import Listing
from owj.server.layouts.refusals import ViewNotFound
from owj.server.layouts.services import default_view, find_view, views_of
from owj.server.layouts.views import StoredView
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, Kind

WORDS_LENGTH = 200
_OWN = ("where", "sort", "columns", "group", "span", "widths", "day", "scale", "on")
KINDS = ("list", "board", "calendar")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address asks for it. own: what the address says beyond the stored view."""

    entity: EntityDef
    kind: str
    definition: ViewDefinition
    views: Sequence[StoredView]
    view: StoredView | None = None
    words: str = ""
    own: Mapping[str, str] | None = None
    place: str = ""
    # Which kinds beside lists the entity has fields for.
    possible: frozenset[str] = frozenset()

    @property
    def listing(self) -> Listing:
        """Return the records it asks for."""
        said = self.definition
        grouping = grouping_of(self.entity, said) if self.kind == "list" else None
        group = _turned(grouping, said.sort) if grouping else ()
        rest = tuple(one for one in said.sort if not grouping or one.key != said.group)
        columns = said.columns
        if self.kind == "board" and said.board:
            columns = said.board.card
        return Listing(self.entity, said.where, self.words, (*group, *rest), columns)

    def pairs(self, **changes: str | None) -> list[tuple[str, str]]:
        """Return the address as the fields of a form; None drops a word."""
        said: dict[str, str] = {}
        if self.view is not None:
            said["view"] = str(self.view.id)
        elif self.kind != "list" or self.has_beginning:
            said["as"] = self.kind
        said |= dict(self.own or {})
        if self.words:
            said["q"] = self.words
        merged: dict[str, str | None] = {**said, **changes}
        return [(name, value) for name, value in merged.items() if value is not None]

    @property
    def has_beginning(self) -> bool:
        """Return whether the bare address shows a view that a role begins with."""
        return any(one.chosen for one in self.views)

    def query(self, **changes: str | None) -> str:
        """Return the query string; empty, or beginning with "?"."""
        pairs = self.pairs(**changes)
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def plain(self) -> str:
        """Return the address without conditions and words."""
        return self.address(where="" if self.definition.where.parts else None, q=None, place=None)

    @property
    def all_address(self) -> str:
        """Return the address of the list that nobody drew."""
        return reverse("client:records", args=[self.entity.key]) + "?as=list"

    @property
    def kept_pairs(self) -> list[tuple[str, str]]:
        """Return what a search for other words keeps of the address."""
        return self.pairs(q=None, place=None)

    @property
    def kept_with_words(self) -> list[tuple[str, str]]:
        """Return what other conditions keep of the address."""
        return self.pairs(place=None)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Return the other ways to look at the same records, with their addresses."""
        gone = dict.fromkeys(("view", "sort", "group", "span", "scale", "on", "place"))
        own = {"where": where_text(self.definition.where) or None, **gone}
        return [
            (kind, self.address(**own, **{"as": self._said(kind)}))
            for kind in KINDS
            if kind == "list" or kind in self.possible
        ]

    def _said(self, kind: str) -> str | None:
        return None if kind == "list" and not self.has_beginning else kind

    @property
    def column_pairs(self) -> list[tuple[str, str]]:
        """Return what a choice of other columns keeps of the address."""
        return self.pairs(columns=None, place=None)

    def address(self, **changes: str | None) -> str:
        """Return the address of the list."""
        return reverse("client:records", args=[self.entity.key]) + self.query(**changes)


def _turned(grouping: Grouping, sort: Sequence[SortTerm]) -> tuple[SortTerm, ...]:
    """Return the order of groups: downwards where the list is sorted so by the same field."""
    down = next((one.descending for one in sort if one.key == grouping.key), False)
    return tuple(replace(one, descending=down) for one in grouping.sort)


def read_back(ctx: Context, entity: EntityDef, posted: QueryDict) -> Asked:
    """Return what the list asked for that a form was sent from."""
    return read_asked(ctx, entity, QueryDict(posted.get("back", "").removeprefix("?")))


def read_asked(ctx: Context, entity: EntityDef, given: QueryDict) -> Asked:
    """Return what the address asks for; a word it does not know is passed over."""
    views = views_of(ctx, entity.key)
    view = _view(ctx, entity, given, views)
    kind = view.kind if view else given.get("as", "list")
    kind = kind if kind in KINDS else "list"
    definition = view.definition if view else default_view(ctx, entity.key, kind)
    if view and not definition.columns:
        definition = replace(definition, columns=default_view(ctx, entity.key).columns)
    own = {name: str(given[name]) for name in _OWN if name in given}
    if given.getlist("column"):
        own["columns"] = ",".join(given.getlist("column"))
    return Asked(
        entity=entity,
        kind=kind,
        definition=_with_own(ctx, entity, definition, own),
        views=views,
        view=view,
        words=given.get("q", "").replace("\x00", "").strip()[:WORDS_LENGTH],
        own=own,
        place=given.get("place", ""),
        possible=_possible(ctx, entity),
    )


def _possible(ctx: Context, entity: EntityDef) -> frozenset[str]:
    kinds = {one.stored_kind for one in shown_fields(ctx, entity)}
    board = {"board"} if Kind.CHOICE in kinds else set()
    return frozenset(board | ({"calendar"} if kinds & {Kind.DATE, Kind.DATE_TIME} else set()))


def _view(
    ctx: Context, entity: EntityDef, given: QueryDict, views: Sequence[StoredView]
) -> StoredView | None:
    text = given.get("view", "")
    if text.isascii() and text.isdigit() and len(text) < 18:
        known = next((one for one in views if one.id == int(text)), None)
        if known is None:
            # It may be of another entity, which is as good as none.
            find_view(ctx, int(text))
            raise ViewNotFound
        return known
    if given:
        return None
    return next((one for one in views if one.chosen), None)


def _with_own(
    ctx: Context, entity: EntityDef, view: ViewDefinition, own: Mapping[str, str]
) -> ViewDefinition:
    changes: dict[str, Any] = {}
    if "where" in own:
        changes["where"] = from_address(ctx.snapshot.schema, entity, own["where"])
    if "sort" in own:
        changes["sort"] = _sort(own["sort"])
    if "columns" in own:
        changes["columns"] = tuple(dict.fromkeys(own["columns"].split(",")))[:COLUMNS]
    if "group" in own:
        changes["group"] = own["group"] or None
    if own.get("day"):
        changes["day"] = own["day"]
    if own.get("span", "") in GROUP_SPANS:
        changes["span"] = own["span"]
    if "widths" in own:
        changes["widths"] = _widths(own["widths"])
    said = replace(view, **changes)
    return pruned(ctx.snapshot.schema, entity, said, lambda e, f: is_hidden(ctx, e, f))


def _widths(text: str) -> dict[str, int]:
    """Read what an address says of widths: "name:240,city:120"."""
    pairs = (part.partition(":") for part in text.split(",")[:COLUMNS])
    read = ((key, int(px)) for key, _, px in pairs if px.isascii() and px.isdigit() and len(px) < 5)
    return {key: px for key, px in read if NARROWEST <= px <= WIDEST}


def _sort(text: str) -> tuple[SortTerm, ...]:
    terms = [part for part in text.split(",") if part.strip("-")][:SORTS]
    return tuple(SortTerm(part.lstrip("-"), part.startswith("-")) for part in terms)


def where_text(group: Group) -> str:
    """Return conditions as the address carries them."""
    return to_address(group)
