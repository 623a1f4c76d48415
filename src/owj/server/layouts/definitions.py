"""What a view and a form say, as frozen data; stored with fields by stable id.

In memory fields stand by key. What a stored definition says of a field that is gone, or that the
reader may not see, drops out quietly when it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from owj.server.layouts.conditions import (
    EVERYTHING,
    RECORD_KEYS,
    Group,
    fields_on,
    from_stored,
    to_stored,
)
from owj.server.records.defs import EntityDef, Label, SchemaDef

COLUMNS = 40
SORTS = 3
TOTALS = ("sum", "average", "least", "most", "filled")
WIP_MOST = 10_000
GROUP_SPANS = ("day", "week", "month", "quarter", "year")
NARROWEST, WIDEST = 60, 900


@dataclass(frozen=True, slots=True)
class SortTerm:
    """One term of an order."""

    key: str
    descending: bool = False

    @property
    def text(self) -> str:
        """Return it as an address writes it: "-size"."""
        return f"-{self.key}" if self.descending else self.key


@dataclass(frozen=True, slots=True)
class Total:
    """A figure below a column; what: one of TOTALS."""

    key: str
    what: str


@dataclass(frozen=True, slots=True)
class BoardDefinition:
    """A board: a lane for each answer of a choice. limits: how many cards a lane is to hold."""

    by: str
    card: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewDefinition:
    """What a view shows.

    day: the field by which a calendar places records. span: how far a group of days reaches (of
    groups.SPANS). widths: of columns, in pixels.
    """

    columns: tuple[str, ...] = ()
    where: Group = EVERYTHING
    sort: tuple[SortTerm, ...] = ()
    group: str | None = None
    span: str = ""
    totals: tuple[Total, ...] = ()
    board: BoardDefinition | None = None
    day: str | None = None
    widths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form. visible_if, required_if: FEEL about the record; empty: always, never."""

    key: str
    wide: bool = False
    visible_if: str = ""
    required_if: str = ""


@dataclass(frozen=True, slots=True)
class FormSection:
    """Fields under one heading, in one or two columns."""

    fields: tuple[FormField, ...]
    title: Label | None = None
    columns: int = 1


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A form: its sections in order."""

    sections: tuple[FormSection, ...] = ()

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Return every field of the form in order."""
        return tuple(one for section in self.sections for one in section.fields)

    @property
    def is_conditional(self) -> bool:
        """Return whether what is shown depends on what is written."""
        return any(one.visible_if or one.required_if for one in self.fields)

    def narrowed(self, keys: frozenset[str]) -> FormDefinition:
        """Return the form with these fields only; a section without fields goes."""
        sections = (
            replace(one, fields=tuple(shown for shown in one.fields if shown.key in keys))
            for one in self.sections
        )
        return FormDefinition(tuple(one for one in sections if one.fields))


_Names = Callable[[str], str | None]


def _id_of(entity: EntityDef) -> _Names:
    def name(key: str) -> str | None:
        if key in RECORD_KEYS:
            return key
        found = entity.by_key.get(key)
        return found.id if found else None

    return name


def _key_of(entity: EntityDef) -> _Names:
    def name(stored: str) -> str | None:
        if stored in RECORD_KEYS:
            return stored
        found = entity.by_id.get(stored)
        return found.key if found and not found.retired else None

    return name


def view_to_json(schema: SchemaDef, entity: EntityDef, view: ViewDefinition) -> dict[str, Any]:
    """Return a view as it is stored."""
    name = _id_of(entity)
    board = view.board
    return {
        "columns": _named(name, view.columns),
        "where": to_stored(schema, entity, view.where),
        "sort": [{"field": name(one.key), "down": one.descending} for one in view.sort],
        "group": name(view.group) if view.group else None,
        "span": view.span,
        "totals": [{"field": name(one.key), "what": one.what} for one in view.totals],
        "board": board
        and {"by": name(board.by), "card": _named(name, board.card), "limits": dict(board.limits)},
        "day": name(view.day) if view.day else None,
        "widths": {stored: px for key, px in view.widths.items() if (stored := name(key))},
    }


def view_from_json(schema: SchemaDef, entity: EntityDef, data: Mapping[str, Any]) -> ViewDefinition:
    """Read what `view_to_json` wrote."""
    name = _key_of(entity)
    sort = [
        SortTerm(key, bool(one.get("down"))) for one, key in _pairs(name, data.get("sort"), "field")
    ]
    totals = [
        Total(key, str(one.get("what")))
        for one, key in _pairs(name, data.get("totals"), "field")
        if one.get("what") in TOTALS
    ]
    return ViewDefinition(
        columns=_named(name, data.get("columns"))[:COLUMNS],
        where=from_stored(schema, entity, data.get("where")),
        sort=tuple(sort[:SORTS]),
        group=name(str(data.get("group"))) if data.get("group") else None,
        span=str(data.get("span")) if data.get("span") in GROUP_SPANS else "",
        totals=tuple(totals[:COLUMNS]),
        board=_board(name, data.get("board")),
        day=name(str(data.get("day"))) if data.get("day") else None,
        widths=_widths(name, data.get("widths")),
    )


def _widths(name: _Names, data: Any) -> dict[str, int]:
    pairs = data.items() if isinstance(data, Mapping) else ()
    return {
        key: px
        for stored, px in pairs
        if (key := name(str(stored))) and type(px) is int and NARROWEST <= px <= WIDEST
    }


def _board(name: _Names, data: Any) -> BoardDefinition | None:
    by = name(str(data.get("by"))) if isinstance(data, Mapping) else None
    if by is None:
        return None
    limits = data.get("limits")
    kept = {
        str(value): most
        for value, most in (limits if isinstance(limits, Mapping) else {}).items()
        if type(most) is int and 0 < most <= WIP_MOST
    }
    return BoardDefinition(by, _named(name, data.get("card")), kept)


def form_to_json(entity: EntityDef, form: FormDefinition) -> dict[str, Any]:
    """Return a form as it is stored."""
    name = _id_of(entity)
    return {
        "sections": [
            {
                "title": section.title and {"fa": section.title.fa, "en": section.title.en},
                "columns": section.columns,
                "fields": [
                    {
                        "field": name(one.key),
                        "wide": one.wide,
                        "visible_if": one.visible_if,
                        "required_if": one.required_if,
                    }
                    for one in section.fields
                    if name(one.key)
                ],
            }
            for section in form.sections
        ]
    }


def form_from_json(entity: EntityDef, data: Mapping[str, Any]) -> FormDefinition:
    """Read what `form_to_json` wrote; a field stands once."""
    name = _key_of(entity)
    seen: set[str] = set()
    sections: list[FormSection] = []
    for section in _maps(data.get("sections")):
        fields: list[FormField] = []
        for one, key in _pairs(name, section.get("fields"), "field"):
            if key in seen or key in RECORD_KEYS:
                continue
            seen.add(key)
            words = (str(one.get("visible_if") or ""), str(one.get("required_if") or ""))
            fields.append(FormField(key, bool(one.get("wide")), *words))
        title = section.get("title")
        label = Label(str(title["fa"]), str(title["en"])) if isinstance(title, Mapping) else None
        columns = 2 if section.get("columns") == 2 else 1
        sections.append(FormSection(tuple(fields), label, columns))
    return FormDefinition(tuple(sections))


def pruned(
    schema: SchemaDef, entity: EntityDef, view: ViewDefinition, hidden: Callable[[str, str], bool]
) -> ViewDefinition:
    """Return the view without what its reader may not see. hidden: of entity and field keys."""

    def seen(key: str | None) -> bool:
        return key is not None and (
            key in RECORD_KEYS or (key in entity.by_key and not hidden(entity.key, key))
        )

    board = view.board if view.board and seen(view.board.by) else None
    return replace(
        view,
        columns=tuple(key for key in view.columns if seen(key)),
        where=_seen_where(schema, entity, view.where, hidden),
        sort=tuple(one for one in view.sort if seen(one.key)),
        group=view.group if seen(view.group) else None,
        totals=tuple(one for one in view.totals if seen(one.key)),
        board=board and replace(board, card=tuple(key for key in board.card if seen(key))),
        day=view.day if seen(view.day) else None,
        widths={key: px for key, px in view.widths.items() if seen(key)},
    )


def _seen_where(
    schema: SchemaDef, entity: EntityDef, group: Group, hidden: Callable[[str, str], bool]
) -> Group:
    parts: list[Any] = []
    for part in group.parts:
        if isinstance(part, Group):
            inner = _seen_where(schema, entity, part, hidden)
            parts += [inner] if inner.parts else []
        elif path_is_seen(schema, entity, part.path, hidden):
            parts.append(part)
    return replace(group, parts=tuple(parts))


def path_is_seen(
    schema: SchemaDef, entity: EntityDef, path: Sequence[str], hidden: Callable[[str, str], bool]
) -> bool:
    """Return whether every field that a path passes is open to the reader."""
    found = fields_on(schema, entity, path)
    if found is None:
        return False
    at = entity
    for one in found:
        if hidden(at.key, one.key):
            return False
        at = schema.by_key.get(one.target or "", at)
    return True


def _named(name: _Names, values: object) -> tuple[str, ...]:
    found = [name(str(one)) for one in (values if isinstance(values, list | tuple) else ())]
    return tuple(dict.fromkeys(one for one in found if one))


def _maps(values: object) -> list[Mapping[str, Any]]:
    items = values if isinstance(values, list | tuple) else ()
    return [one for one in items if isinstance(one, Mapping)]


def _pairs(name: _Names, values: object, part: str) -> list[tuple[Mapping[str, Any], str]]:
    pairs = ((one, name(str(one.get(part)))) for one in _maps(values))
    return [(one, key) for one, key in pairs if key is not None]
