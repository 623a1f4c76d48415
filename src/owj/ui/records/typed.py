"""What people write into the input of a field, read as its value; and a value as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import DECIMAL, THOUSANDS, persian_digits
from owj.server.records.context import Context
from owj.server.records.defs import FieldDef, Kind
from owj.server.records.refusals import FieldValueRejected
from owj.server.records.texts import from_text, to_input
from owj.ui.forms.moments import parse_day, parse_moment
from owj.ui.reading import language

# A reader of Persian finds Persian digits in these inputs, as the day's picker writes them.
_OF_DIGITS = frozenset(
    {Kind.DATE, Kind.DATE_TIME, Kind.MONEY, Kind.NUMBER, Kind.DECIMAL, Kind.PERCENT}
)


def read_typed(ctx: Context, field: FieldDef, texts: Sequence[str]) -> Any:
    """Return the value that was written into the input of a field; None for nothing.

    Days and moments are also read as people say them: «فردا ۱۲:۰۰». Raises: FieldValueRejected.
    """
    if field.kind is Kind.MULTI_CHOICE:
        return list(dict.fromkeys(text for text in texts if text))
    if field.kind is Kind.LINKS:
        found = (from_text(field, text, ctx.zone) for text in texts if text.strip())
        return list(dict.fromkeys(one for ids in found for one in ids))
    text = texts[-1] if texts else ""
    if field.kind is Kind.YES_NO:
        return text == "yes"
    if not text.strip():
        return [] if field.kind is Kind.TAGS else None
    try:
        return from_text(
            field, text.replace("،", ",") if field.kind is Kind.TAGS else text, ctx.zone
        )
    except FieldValueRejected:
        if (said := _as_said(ctx, field, text)) is not None:
            return said
        raise


def _as_said(ctx: Context, field: FieldDef, text: str) -> date | datetime | None:
    try:
        if field.kind is Kind.DATE:
            return parse_day(text.strip(), today=ctx.now.astimezone(ctx.zone).date())
        if field.kind is Kind.DATE_TIME:
            return parse_moment(text, now=ctx.now, zone=ctx.zone)
    except InvalidInput:
        return None
    return None


def written(ctx: Context, field: FieldDef, value: Any) -> str:
    """Return a value as the input of its field shows it; `read_typed` reads it back."""
    text = to_input(field, value, ctx.zone)
    if field.kind in (Kind.DATE, Kind.DATE_TIME):
        text = text.replace("-", "/")
    elif field.kind is Kind.MONEY and text:
        text = f"{int(text):,}"
    if language() != "fa" or field.kind not in _OF_DIGITS:
        return text
    return persian_digits(text.replace(",", THOUSANDS).replace(".", DECIMAL))
