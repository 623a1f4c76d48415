"""The input of a field of any kind, with what was written in it and why it was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from owj.server.records.context import Context
from owj.server.records.defs import CHECKED_KINDS, EntityDef, FieldDef, Kind
from owj.ui.records.linked import linked_titles
from owj.ui.records.typed import written

LONGEST = 1_000
_LOOKS: Mapping[Kind, str] = {
    Kind.LONG_TEXT: "long",
    Kind.YES_NO: "yes_no",
    Kind.CHOICE: "choice",
    Kind.MULTI_CHOICE: "several",
    Kind.DATE: "day",
    Kind.DATE_TIME: "moment",
    Kind.LINK: "link",
    Kind.LINKS: "links",
    Kind.USER: "link",
    Kind.FILE: "file",
    Kind.IMAGE: "file",
    Kind.MONEY: "money",
    Kind.PERCENT: "percent",
}
# An address of a page may be written without its scheme, so no browser checks it.
_TYPES: Mapping[Kind, str] = {Kind.EMAIL: "email", Kind.PHONE: "tel"}
_NUMERIC = frozenset({Kind.NUMBER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}) | CHECKED_KINDS
_LTR = frozenset({Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.JALALI_MONTH}) | CHECKED_KINDS


@dataclass(frozen=True, slots=True)
class Choosable:
    """One answer that can be chosen. chosen: whether it is."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form. shown: the words of a linked record; ask: where to search for others."""

    id: str
    name: str
    look: str
    label: str
    value: str = ""
    shown: str = ""
    ask: str = ""
    type: str = "text"
    mode: str = ""
    ltr: bool = False
    help: str = ""
    required: bool = False
    most: int = LONGEST
    wide: bool = False
    options: Sequence[Choosable] = ()
    errors: Sequence[str] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def says(self) -> str:
        """Return the id of what is told of this input: why it is refused, else its help."""
        return f"{self.id}-error" if self.errors else f"{self.id}-help" if self.help else ""


def input_of(
    ctx: Context,
    entity: EntityDef,
    one: FieldDef,
    value: Any = None,
    *,
    texts: Sequence[str] | None = None,
    errors: Sequence[str] = (),
    required: bool | None = None,
    wide: bool = False,
    ask: str = "",
    prefix: str = "f",
) -> Input:
    """Return the input of a field. texts: what was written before it was refused."""
    text = texts[-1] if texts else "" if texts is not None else written(ctx, one, value)
    chosen = list(texts) if texts is not None else _values(one, value)
    return Input(
        id=f"{prefix}-{one.key}",
        name=one.key,
        look=_LOOKS.get(one.kind, "text"),
        label=str(one.label),
        value=text,
        shown=_shown(ctx, one, text, value),
        ask=ask,
        type=_TYPES.get(one.kind, "text"),
        mode=_mode_of(one.kind),
        ltr=one.kind in _LTR,
        help=str(one.help) if one.help else "",
        required=one.required if required is None else required,
        most=one.max_length or LONGEST,
        wide=wide,
        options=_picked(ctx, one, chosen) if one.kind is Kind.LINKS else _options(one, chosen),
        errors=errors,
    )


def _mode_of(kind: Kind) -> str:
    """Return which keys a telephone shows."""
    return "numeric" if kind in _NUMERIC else "url" if kind is Kind.URL else ""


def _values(one: FieldDef, value: Any) -> list[str]:
    if value is None:
        return []
    if one.kind is Kind.YES_NO:
        return ["yes"] if value else []
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]


def _options(one: FieldDef, chosen: Sequence[str]) -> list[Choosable]:
    """Return the answers that can be chosen; a retired one only where it stands already."""
    return [
        Choosable(option.value, str(option.label), option.value in chosen)
        for option in one.options
        if not option.retired or option.value in chosen
    ]


def _picked(ctx: Context, one: FieldDef, chosen: Sequence[str]) -> list[Choosable]:
    """Return the records that a list leads to; what the reader may not see is left out."""
    ids = [int(text) for text in chosen if text.isascii() and text.isdigit() and len(text) < 19]
    titles = linked_titles(ctx, one.target or "", ids)
    return [Choosable(str(each), titles[each], True) for each in ids if each in titles]


def _shown(ctx: Context, one: FieldDef, text: str, value: Any) -> str:
    """Return the words of the linked record that an input holds the id of."""
    if one.kind not in (Kind.LINK, Kind.USER) or not text:
        return ""
    if value is not None and not isinstance(value, int):
        return str(getattr(value, "full_name", "") or value)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return ""
    if one.kind is Kind.LINK:
        found = ctx.records(one.target or "").filter(pk=int(text)).first()
        return str(found) if found else ""
    from owj.server.identity.models import User

    person = User.objects.filter(pk=int(text)).first()
    return person.full_name if person else ""
