"""Shapes of plain data that came from outside: what may stand where, and words for what may not.

Definitions and items of packages are plain data. Before anything is made of them each value is
held against its shape, so that `required: "no"` is refused by name instead of being taken as true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.server.records.defs import Kind, Named, OnDelete

_BIGGEST = 2**63
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that does not fit. at: the way to it, as `sections.0.columns`."""

    at: str
    expected: str | Promise
    got: str


Shape = Callable[[Any, str], Misfit | None]


def plain(expected: str | Promise, holds: Callable[[Any], bool]) -> Shape:
    """Return the shape of values of which something holds."""

    def find(value: Any, at: str) -> Misfit | None:
        return None if holds(value) else Misfit(at, expected, shown(value))

    return find


def one_of(names: Iterable[str | int]) -> Shape:
    """Return the shape of some values."""
    known = list(names)
    words = format_lazy(_("one of: {names}"), names=", ".join(map(str, known)))
    # Equal is not enough: True equals 1.
    return plain(
        words, lambda value: any(type(one) is type(value) and one == value for one in known)
    )


def or_none(inner: Shape) -> Shape:
    """Return a shape that may also be missing."""
    return lambda value, at: None if value is None else inner(value, at)


def list_of(inner: Shape) -> Shape:
    """Return the shape of a list."""

    def find(value: Any, at: str) -> Misfit | None:
        if not isinstance(value, list):
            return Misfit(at, _("a list"), shown(value))
        found = (inner(one, f"{at}.{place}") for place, one in enumerate(value))
        return next((one for one in found if one is not None), None)

    return find


def by_name(inner: Shape, names: Iterable[str] | None = None) -> Shape:
    """Return the shape of values by name. names: the only ones there are."""
    known = None if names is None else sorted(names)

    def find(value: Any, at: str) -> Misfit | None:
        if not isinstance(value, Mapping):
            return Misfit(at, _("settings by name"), shown(value))
        for name, one in value.items():
            if known is not None and name not in known:
                return Misfit(at, _among(known), shown(name))
            misfit = inner(one, f"{at}.{name}")
            if misfit is not None:
                return misfit
        return None

    return find


@dataclass(frozen=True, slots=True)
class Settings:
    """The shape of settings by name. open: what is not known by name is left alone."""

    needed: Mapping[str, Shape] = field(default_factory=dict)
    further: Mapping[str, Shape] = field(default_factory=dict)
    open: bool = False

    def __call__(self, value: Any, at: str = "") -> Misfit | None:
        """Return the first value that does not fit."""
        if not isinstance(value, Mapping):
            return Misfit(at, _("settings by name"), shown(value))
        known = {**self.needed, **self.further}
        for name in self.needed:
            if name not in value:
                return Misfit(_inside(at, name), _("a value"), str(_("nothing")))
        for name, one in value.items():
            if name not in known and not self.open:
                return Misfit(at, _among(sorted(known)), shown(name))
            misfit = known[name](one, _inside(at, name)) if name in known else None
            if misfit is not None:
                return misfit
        return None


def shown(value: object) -> str:
    """Return a value as a refusal shows it: on one line, and short."""
    text = " ".join(str(value).split()) or '""'
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _among(names: list[str]) -> str | Promise:
    return format_lazy(_("one of: {names}"), names=", ".join(names))


def _inside(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _is_whole(value: Any) -> bool:
    return type(value) is int and -_BIGGEST <= value < _BIGGEST


def _is_number(value: Any) -> bool:
    return _is_whole(value) or isinstance(value, float)


ANYTHING: Shape = plain("", lambda _value: True)
TEXT = plain(_("text"), lambda value: isinstance(value, str))
YES_NO = plain(_("true or false"), lambda value: isinstance(value, bool))
WHOLE = plain(_("a whole number"), _is_whole)
NUMBER = plain(_("a number"), _is_number)
TEXTS = list_of(TEXT)
NAMES = plain(
    _("a name in both languages"),
    lambda value: (
        isinstance(value, Mapping)
        and value.keys() <= {"fa", "en"}
        and all(isinstance(one, str) for one in value.values())
    ),
)
_KIND = one_of(str(one) for one in Kind)
_OPTION = Settings(
    needed={"label": NAMES},
    further={"value": or_none(TEXT), "color": TEXT, "retired": YES_NO},
)
_RULE = Settings(
    needed={"condition": TEXT, "message": NAMES}, further={"key": TEXT, "fields": TEXTS}
)
ENTITY_SHAPE = Settings(
    further={
        "label": NAMES,
        "plural": NAMES,
        "description": or_none(NAMES),
        "icon": TEXT,
        "color": TEXT,
        "title": or_none(TEXT),
        "audit": YES_NO,
        "rules": list_of(_RULE),
    },
    open=True,
)
FIELD_SHAPE = Settings(
    further={
        "label": NAMES,
        "kind": _KIND,
        "options": or_none(list_of(_OPTION)),
        "on_delete": one_of(get_args(OnDelete)),
        "names": or_none(one_of(get_args(Named))),
        "result": or_none(_KIND),
        **dict.fromkeys(("required", "unique", "search", "index", "track"), YES_NO),
        **dict.fromkeys(("max_length", "decimals"), or_none(WHOLE)),
        **dict.fromkeys(("minimum", "maximum"), or_none(NUMBER)),
        **dict.fromkeys(("help", "message"), or_none(NAMES)),
        **dict.fromkeys(("target", "reverse", "pattern", "rule", "formula"), or_none(TEXT)),
        **dict.fromkeys(("via", "source", "aggregate", "where"), or_none(TEXT)),
    },
    open=True,
)
