"""A form while it is drawn: read from the page that draws it, changed by one act, shown again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext

from owj.client.studio.reading import EXPRESSION_LIMIT, Refusals
from owj.server.layouts.definitions import FormDefinition, FormField, FormSection
from owj.server.records.defs import EntityDef, FieldDef, Label

SECTIONS_MOST = 20
SECTION, FIELD = "section", "field"


@dataclass
class FormDrawing:
    """A form as it stands on the page. errors: by the name of the input they stand beside.

    placeable: the keys of the fields that it may hold; None: every one.
    """

    entity: EntityDef
    form: FormDefinition
    errors: Refusals = field(default_factory=Refusals)
    placeable: frozenset[str] | None = None

    @property
    def left(self) -> Sequence[FieldDef]:
        """Return the fields that do not stand on the form."""
        placed = {one.key for one in self.form.fields}
        return [
            one
            for one in self.entity.by_key.values()
            if one.key not in placed and self.may_hold(one.key)
        ]

    def may_hold(self, key: str) -> bool:
        """Return whether a field may stand on the form."""
        return self.placeable is None or key in self.placeable


def read_form(
    given: QueryDict, entity: EntityDef, placeable: frozenset[str] | None = None
) -> FormDrawing:
    """Read the lines of the page, in their order: headings, and fields below them."""
    errors = Refusals()
    sections: list[FormSection] = []
    seen: set[str] = set()
    for line in given.getlist("line"):
        what, _colon, name = line.partition(":")
        if what == SECTION and len(sections) < SECTIONS_MOST:
            sections.append(_read_section(given, name, errors))
        elif what == FIELD and name in entity.by_key and name not in seen:
            seen.add(name)
            sections = sections or [FormSection((), columns=2)]
            last = sections[-1]
            sections[-1] = replace(last, fields=(*last.fields, _read_field(given, name, errors)))
    form = FormDefinition(tuple(sections))
    form = form if placeable is None else _holding(form, placeable)
    return FormDrawing(entity, form, errors, placeable)


def _holding(form: FormDefinition, keys: frozenset[str]) -> FormDefinition:
    """Return a form without fields that it may not hold; headings stay, also empty ones."""
    return FormDefinition(
        tuple(
            replace(one, fields=tuple(place for place in one.fields if place.key in keys))
            for one in form.sections
        )
    )


def _read_section(given: QueryDict, name: str, errors: Refusals) -> FormSection:
    fa = errors.line(given.get(f"title_fa_{name}", ""), f"title_fa_{name}")
    en = errors.line(given.get(f"title_en_{name}", ""), f"title_en_{name}")
    title = Label(fa or en, en or fa) if fa or en else None
    return FormSection((), title, 2 if given.get(f"columns_{name}") == "2" else 1)


def _read_field(given: QueryDict, key: str, errors: Refusals) -> FormField:
    visible = errors.text(given.get(f"visible_{key}", ""), f"visible_{key}", EXPRESSION_LIMIT)
    required = errors.text(given.get(f"required_{key}", ""), f"required_{key}", EXPRESSION_LIMIT)
    return FormField(key, f"wide_{key}" in given, visible, required)


def act_on(drawing: FormDrawing, act: str) -> None:
    """Change the form by one act of the page: "up:x_plate", "add:x_year", "new-section"."""
    verb, _colon, name = act.partition(":")
    change = _ACTS.get(verb)
    if change is not None and (verb != "add" or drawing.may_hold(name)):
        drawing.form = FormDefinition(tuple(change(list(drawing.form.sections), name)))


def _add(sections: list[FormSection], key: str) -> list[FormSection]:
    sections = sections or [FormSection((), columns=2)]
    placed = {one.key for section in sections for one in section.fields}
    if key and key not in placed:
        sections[-1] = replace(sections[-1], fields=(*sections[-1].fields, FormField(key)))
    return sections


def _take_off(sections: list[FormSection], key: str) -> list[FormSection]:
    return [
        replace(one, fields=tuple(field for field in one.fields if field.key != key))
        for one in sections
    ]


def _new_section(sections: list[FormSection], _name: str) -> list[FormSection]:
    title = gettext("New section")
    return [*sections, FormSection((), Label(title, title), 2)][:SECTIONS_MOST]


def _drop_section(sections: list[FormSection], name: str) -> list[FormSection]:
    """Take a heading away; its fields go to the section before it."""
    place = int(name) if name.isascii() and name.isdigit() else -1
    if not 0 <= place < len(sections) or len(sections) == 1:
        return sections
    gone = sections.pop(place)
    into = max(place - 1, 0)
    fields = (*sections[into].fields, *gone.fields)
    if place == 0:
        fields = (*gone.fields, *sections[into].fields)
    sections[into] = replace(sections[into], fields=fields)
    return sections


def _step(sections: list[FormSection], key: str, step: int) -> list[FormSection]:
    """Move a field one line up or down, over a heading into the section beyond it."""
    for place, section in enumerate(sections):
        keys = [one.key for one in section.fields]
        if key not in keys:
            continue
        at, fields = keys.index(key), list(section.fields)
        moved = fields.pop(at)
        if 0 <= at + step <= len(fields):
            fields.insert(at + step, moved)
            sections[place] = replace(section, fields=tuple(fields))
        elif 0 <= place + step < len(sections):
            beyond = sections[place + step]
            both = (moved, *beyond.fields) if step > 0 else (*beyond.fields, moved)
            sections[place] = replace(section, fields=tuple(fields))
            sections[place + step] = replace(beyond, fields=both)
        return sections
    return sections


_ACTS: dict[str, Callable[[list[FormSection], str], list[FormSection]]] = {
    "add": _add,
    "off": _take_off,
    "new-section": _new_section,
    "drop-section": _drop_section,
    "up": lambda sections, key: _step(sections, key, -1),
    "down": lambda sections, key: _step(sections, key, 1),
}
