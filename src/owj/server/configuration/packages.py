"""A configuration handed over: exported, compared with what is here, imported as a draft.

A package that is read in changes nothing by itself: it becomes the actor's draft, which is
reviewed and published as any other. What is only here stays. Where both sides say something
otherwise, whoever brings it in says which one stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from django.db import transaction

from owj.server.configuration.comparing import ComparedItem, Standing, compare
from owj.server.configuration.definitions import changes_to, definition_items
from owj.server.configuration.drafted import (
    MALFORMED,
    agree,
    agreed,
    keep_items,
    unreadable,
)
from owj.server.configuration.items import DEFINITIONS, ItemKey, Items, in_order, read_parts
from owj.server.configuration.package_file import package_text, read_package
from owj.server.records.context import Context
from owj.server.schema.queries import check_designer, current_drawing, draft_of
from owj.server.schema.services import Draft, add_settled, drop_draft, open_draft

FILE = "file"
Side = Literal["here", "there"]
Choose = Callable[[ComparedItem], Side]


def items_here(ctx: Context) -> dict[ItemKey, Any]:
    """Return everything that this organisation made itself."""
    return in_order(definition_items(current_drawing()) | read_parts(ctx))


def export_items(ctx: Context) -> dict[ItemKey, Any]:
    """Return the items of a package of everything here. Raises: OnlyDesigners."""
    check_designer(ctx)
    return items_here(ctx)


def export_package(ctx: Context, form: str = "json") -> str:
    """Return everything that this organisation made itself as one file. Raises: OnlyDesigners.

    form: "json" or "yaml".
    """
    return package_text(export_items(ctx), form)


def compare_package(ctx: Context, text: str) -> tuple[ComparedItem, ...]:
    """Return each item of a file beside what is here. Raises: OnlyDesigners, PackageUnreadable."""
    check_designer(ctx)
    there = read_package(text, current_drawing())
    return compare(items_here(ctx), there, agreed(FILE))


def usual_side(item: ComparedItem) -> Side:
    """Return which side stands unless somebody says otherwise: nothing of ours is lost."""
    return "there" if item.standing.taken else "here"


def prefer(side: Side) -> Choose:
    """Return a choice that takes one side wherever both changed."""
    return lambda item: side if item.standing is Standing.BOTH else usual_side(item)


def chosen(choices: Mapping[str, str]) -> Choose:
    """Return choices by the names of items; one that is not named goes its usual way."""

    def choose(item: ComparedItem) -> Side:
        match choices.get(item.name):
            case "here":
                return "here"
            case "there":
                return "there"
            case _:
                return usual_side(item)

    return choose


@transaction.atomic
def import_package(ctx: Context, text: str, choose: Choose = usual_side) -> Draft | None:
    """Make a file the actor's draft, in place of the one there is; None: nothing is to change.

    Raises: OnlyDesigners, PackageUnreadable, SchemaChangeRefused.
    """
    check_designer(ctx)
    there = read_package(text, current_drawing())
    compared = compare(items_here(ctx), there, agreed(FILE))
    return draft_items(ctx, compared, choose, FILE, known(there, compared))


def known(there: Items, compared: tuple[ComparedItem, ...]) -> dict[ItemKey, Any]:
    """Return what is agreed upon once a package is in: its items, and those that left it."""
    return {one.at: there.get(one.at) for one in compared} | dict(there)


def draft_items(
    ctx: Context,
    compared: tuple[ComparedItem, ...],
    choose: Choose,
    origin: str,
    package: Items,
) -> Draft | None:
    """Put the items for which the other side was chosen into a draft. Raises: as draft_wanted."""
    wanted = {
        one.at: one.there
        for one in compared
        if one.standing is not Standing.SAME and choose(one) == "there"
    }
    return draft_wanted(ctx, wanted, origin, package)


def draft_wanted(ctx: Context, wanted: Items, origin: str, package: Items) -> Draft | None:
    """Make items the actor's draft, in place of the one there is; None: nothing is to change.

    package: what both sides have in common once it is published.
    Raises: PackageUnreadable, SchemaChangeRefused.
    """
    definitions = {at: data for at, data in wanted.items() if at[0] in DEFINITIONS}
    others = {at: data for at, data in wanted.items() if at[0] not in DEFINITIONS}
    try:
        changes = changes_to(current_drawing(), definitions)
    except MALFORMED:
        raise unreadable("entity", "") from None
    old = draft_of(ctx)
    if old is not None:
        drop_draft(ctx, old)
    if not changes and not others:
        agree(origin, package)
        return None
    draft = open_draft(ctx)
    keep_items(draft.id, others, origin, package)
    return add_settled(ctx, draft, changes)
