"""How each kind of field stands in JSON: what is sent, what is taken, and its JSON Schema.

A new kind needs one row in `KINDS`. What needs no row here is text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.server.records.defs import (
    DECIMAL_DIGITS,
    TEXT_KINDS,
    FieldDef,
    Kind,
    decimals_of,
)
from owj.server.records.kind_checks import MOST_TAGS, TAG_LENGTH, UNTAGGED
from owj.server.records.values import MOST_LINKS, longest_text

Schema = dict[str, Any]


def _same(value: Any) -> Any:
    return value


def _read_day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _read_instant(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _read_span(value: Any) -> Any:
    return msgspec.convert(value, timedelta, strict=False) if isinstance(value, str) else value


def _read_file(value: Any) -> Any:
    return UUID(value) if isinstance(value, str) else value


def _read_whole(value: Any) -> Any:
    # To JSON Schema 67.0 is a whole number, and some programs write all numbers so.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _read_links(value: Any) -> Any:
    return [_read_whole(one) for one in value] if isinstance(value, list) else value


def _read_fraction(value: Any) -> Any:
    if isinstance(value, int | float) and abs(value) > _MOST_EXACT:
        raise ValueError
    # A number of JSON has been a binary fraction; its shortest writing is what was meant.
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class KindShape:
    """One kind in JSON. read: from JSON to what the writer takes; raises ValueError.

    schema: of a value that is there; expected: the words for a value that cannot be read.
    """

    schema: Callable[[FieldDef], Schema]
    read: Callable[[Any], Any] = _same
    expected: str | Promise = ""
    sortable: bool = True


def _text(field: FieldDef) -> Schema:
    return {"type": "string", "maxLength": longest_text(field), "pattern": STORABLE}


def _whole(field: FieldDef) -> Schema:
    bounds = {"minimum": field.minimum, "maximum": field.maximum}
    known = {name: value for name, value in bounds.items() if value is not None}
    return {"type": "integer", "format": "int64", **known}


def _choice(field: FieldDef) -> Schema:
    return {"type": "string", "enum": [one.value for one in field.options]}


def _choices(field: FieldDef) -> Schema:
    return {"type": "array", "items": _choice(field)}


def _plain(**schema: Any) -> Callable[[FieldDef], Schema]:
    return lambda _field: dict(schema)


def _shaped(pattern: str) -> Callable[[FieldDef], Schema]:
    """Return the schema of a text with a shape; none at all where it may be missing."""

    def schema(field: FieldDef) -> Schema:
        whole = pattern if field.required else f"({pattern})?"
        return {"type": "string", "maxLength": longest_text(field), "pattern": f"^{whole}$"}

    return schema


def _fraction(field: FieldDef) -> Schema:
    """Return a number of so many digits after the point, or the same written as a text."""
    after = decimals_of(field)
    step = float(Decimal(1).scaleb(-after))
    most = min(10 ** (DECIMAL_DIGITS - after) - 1, _MOST_EXACT)
    least = -most if field.minimum is None else field.minimum
    sign = "-?" if least < 0 else ""
    text = f"^{sign}[0-9]{{1,{DECIMAL_DIGITS - after}}}(\\.[0-9]{{1,{after}}})?$"
    return {
        "anyOf": [
            {
                "type": "number",
                "multipleOf": step,
                "minimum": least,
                "maximum": most if field.maximum is None else field.maximum,
            },
            {"type": "string", "pattern": text if after else text.replace("(\\.[0-9]{1,0})?", "")},
        ]
    }


def _checked(name: str) -> KindShape:
    """Return a number with check digits, which no pattern tells; the format names it."""
    return KindShape(lambda field: {"type": "string", "format": f"iran-{name}"})


# PostgreSQL stores no NUL.
STORABLE = r"^[^\x00]*$"
NOT_BLANK = r"^[^\x00]*[^\s\x00\x1c-\x1f\x85][^\x00]*$"
# Programs read numbers of JSON as binary fractions, of which so large ones are still exact.
_MOST_EXACT = 10**15 - 1
# What the checks of these kinds take (server/records/kind_checks.py), Persian digits included.
_DIGIT = "[0-9\u06f0-\u06f9]"
_OF_EMAIL = r'[^@\s\x00-\x1f\x85,;<>"]'
_EMAIL = KindShape(_shaped(f"{_OF_EMAIL}{{1,64}}@{_OF_EMAIL}{{1,250}}"))
_PHONE = KindShape(_shaped(rf"\+?{_DIGIT}[0-9\u06f0-\u06f9 ()*#/-]{{1,30}}"))
_HOST = r"[A-Za-z0-9-]{1,60}(\.[A-Za-z0-9-]{1,60}){1,5}"
_URL = KindShape(
    _shaped(rf"https?://{_HOST}(:[1-9][0-9]{{0,3}})?(/[^\s\x00-\x1f\x7f\x85\\<>\"]{{0,500}})?")
)
_TEXT = KindShape(_text)
_DAY = KindShape(_plain(type="string", format="date"), _read_day, _("a date such as 2026-11-22"))
_INSTANT = KindShape(
    _plain(type="string", format="date-time"),
    _read_instant,
    _("an instant with its zone, such as 2026-11-22T12:00:00Z"),
)
_FRACTION = KindShape(
    _fraction,
    _read_fraction,
    _("a number; one of more than fifteen digits as text, which keeps them all"),
)
_CLOCK = (
    r"T([0-9]{1,5}H([0-9]{1,3}M)?([0-9]{1,3}S)?|[0-9]{1,5}M([0-9]{1,3}S)?"
    r"|[0-9]{1,6}(\.[0-9]{1,6})?S)"
)
_SPAN = KindShape(
    _plain(type="string", pattern=f"^-?P([0-9]{{1,6}}D({_CLOCK})?|{_CLOCK})$"),
    _read_span,
    _("a duration such as PT90M"),
)
# The years of the calendar, 1178 to 1633.
_MONTH = "^(117[89]|11[89][0-9]|1[2-5][0-9]{2}|16[0-2][0-9]|163[0-3])[-/.](0?[1-9]|1[0-2])$"
_FILE = KindShape(
    _plain(type="string", format="uuid"), _read_file, _("the id of a file"), sortable=False
)
_ID: Schema = {"type": "integer", "format": "int64", "minimum": 1, "maximum": 2**63 - 1}
_LINK = KindShape(_plain(**_ID), _read_whole, sortable=False)
_WHOLE = KindShape(_whole, _read_whole)
KINDS: Mapping[Kind, KindShape] = {
    **dict.fromkeys(TEXT_KINDS, _TEXT),
    Kind.EMAIL: _EMAIL,
    Kind.PHONE: _PHONE,
    Kind.URL: _URL,
    **dict.fromkeys((Kind.NUMBER, Kind.MONEY, Kind.WORKING_TIME), _WHOLE),
    Kind.YES_NO: KindShape(_plain(type="boolean")),
    Kind.CHOICE: KindShape(_choice),
    Kind.DATE: _DAY,
    Kind.DATE_TIME: _INSTANT,
    Kind.LINK: _LINK,
    Kind.USER: _LINK,
    Kind.FILE: _FILE,
    Kind.IMAGE: _FILE,
    Kind.JSON: KindShape(_plain(), sortable=False),
    Kind.DECIMAL: _FRACTION,
    Kind.PERCENT: _FRACTION,
    Kind.DURATION: _SPAN,
    Kind.JALALI_MONTH: KindShape(_plain(type="string", pattern=_MONTH)),
    Kind.NATIONAL_ID: _checked("national-number"),
    Kind.ECONOMIC_ID: _checked("economic-number"),
    Kind.CARD: _checked("card"),
    Kind.IBAN: _checked("iban"),
    Kind.MULTI_CHOICE: KindShape(_choices, sortable=False),
    Kind.LINKS: KindShape(
        # What is named twice is linked once.
        _plain(type="array", items=_ID, maxItems=MOST_LINKS),
        _read_links,
        sortable=False,
    ),
    Kind.TAGS: KindShape(
        _plain(
            type="array",
            maxItems=MOST_TAGS,
            items={"type": "string", "maxLength": TAG_LENGTH, "pattern": f"^[^{UNTAGGED}]*$"},
        ),
        sortable=False,
    ),
}


def shape_of(field: FieldDef) -> KindShape:
    """Return how a field stands in JSON."""
    return KINDS.get(field.stored_kind, _TEXT)


def read_value(field: FieldDef, value: Any) -> Any:
    """Return what the writer takes for a value of JSON. Raises: ValueError."""
    if value is None:
        return None
    try:
        return shape_of(field).read(value)
    except (ValueError, TypeError, InvalidOperation, OverflowError) as error:
        raise ValueError(field.key) from error


def schema_of(field: FieldDef) -> Schema:
    """Return the JSON Schema of a field's value, null where it may be missing."""
    schema = shape_of(field).schema(field)
    if not field.nullable:
        return schema
    if "enum" in schema or "anyOf" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    kinds = schema.get("type")
    if kinds is None:
        return schema
    return {**schema, "type": [*([kinds] if isinstance(kinds, str) else kinds), "null"]}
