"""Checks of single values: one compiled function per field, from what came to what is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.server.records.defs import LIST_KINDS, TEXT_KINDS, EntityDef, FieldDef, Kind
from owj.server.records.generated import Generated
from owj.server.records.kind_checks import (
    EXPECTED,
    Answers,
    Check,
    Refuse,
    check_choices,
    check_duration,
    check_fraction,
    check_month,
    check_tags,
    is_standing,
    shaped_text,
)
from owj.server.records.refusals import FieldMessageShown, FieldValueRejected

# An entry of an index may not be larger than a third of a page: of four bytes a letter, this.
INDEXED_LENGTH = 600
LINE_LENGTH = 1_000
TEXT_LENGTH = 1_000_000
# How many records one record may lead to by one field.
MOST_LINKS = 1_000
_INT64 = 2**63
_EMAIL = re.compile(r"[^@\s\x00-\x1f,;<>\"]{1,64}@[^@\s\x00-\x1f,;<>\"]{1,250}")
# PostgreSQL stores no NUL, and UTF-8 has no half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def compile_check(entity: EntityDef, field: FieldDef, members: Mapping[str, StrEnum]) -> Check:
    """Return the check of one field; None passes when the column may be empty."""
    inner = _checks(entity, field, members)

    def reject_missing() -> Any:
        raise reject(entity, field, _("a value"), _("nothing"))

    if field.stored_kind in TEXT_KINDS:

        def check_text(value: Any) -> Any:
            checked = "" if value is None else inner(value)
            return reject_missing() if field.required and not checked.strip() else checked

        return check_text
    if field.stored_kind in LIST_KINDS:

        def check_list(value: Any) -> Any:
            checked = () if value is None else inner(value)
            return reject_missing() if field.required and not checked else checked

        return check_list
    if field.nullable:
        return lambda value: None if value is None else inner(value)
    return lambda value: reject_missing() if value is None else inner(value)


def reject(
    entity: EntityDef, field: FieldDef, expected: str | Promise, got: object
) -> FieldValueRejected:
    """Return the error that names the field for people and for programs."""
    shown = got if isinstance(got, Promise) else _shortened(got)
    kind = FieldValueRejected if field.message is None else FieldMessageShown
    return kind(
        entity=entity.key,
        name=field.key,
        field=field.label,
        expected=expected,
        got=shown,
        words=field.message,
    )


def _shortened(got: object) -> str:
    text = str(got)
    return f"{text[:60]}…" if len(text) > 60 else text


def _checks(entity: EntityDef, field: FieldDef, members: Mapping[str, StrEnum]) -> Check:
    def refuse(expected: str | Promise, got: object) -> FieldValueRejected:
        return reject(entity, field, expected, got)

    if field.stored_kind is Kind.CHOICE:
        return _choice(field, members, refuse)
    if field.stored_kind is Kind.MULTI_CHOICE:
        return check_choices(field, members, refuse)
    return _BY_KIND.get(field.stored_kind, _text)(field, refuse)


def longest_text(field: FieldDef) -> int:
    """Return how many letters a text may have."""
    most = TEXT_LENGTH if field.stored_kind is Kind.LONG_TEXT else LINE_LENGTH
    most = INDEXED_LENGTH if field.index else most
    return min(field.max_length or most, most)


def _text(field: FieldDef, refuse: Refuse) -> Check:
    longest = longest_text(field)
    shape = _email_text if field.kind is Kind.EMAIL else shaped_text(field.kind)

    def check(value: Any) -> str:
        text = str(value) if isinstance(value, str | Promise) else None
        if text is None:
            raise refuse(_("text"), value)
        if len(text) > longest:
            raise refuse(format_lazy(_("at most {count} letters"), count=longest), len(text))
        if UNSTORABLE.search(text):
            raise refuse(_("text without control characters"), repr(text[:20]))
        if shape is not None and text:
            shaped = shape(text)
            if shaped is None:
                raise refuse(EXPECTED[field.kind], text)
            return shaped
        return text

    return check


def _email_text(text: str) -> str | None:
    return text.strip() if _EMAIL.fullmatch(text.strip()) else None


def _number(field: FieldDef, refuse: Refuse) -> Check:
    least = -_INT64 if field.minimum is None else field.minimum
    most = _INT64 - 1 if field.maximum is None else field.maximum

    def check(value: Any) -> int:
        if type(value) is not int and not (isinstance(value, int) and type(value) is not bool):
            raise refuse(_("a whole number"), value)
        if not least <= value <= most:
            raise refuse(
                format_lazy(_("a number from {least} to {most}"), least=least, most=most), value
            )
        return int(value)

    return check


def _choice(field: FieldDef, members: Mapping[str, StrEnum], refuse: Refuse) -> Check:
    living = {
        one.value: members.get(one.value, one.value) for one in field.options if not one.retired
    }

    def check(value: Any) -> Any:
        chosen = living.get(value) if isinstance(value, str) else None
        if chosen is None and is_standing(field, value):
            return str(value)
        if chosen is None:
            raise refuse(format_lazy(_("one of: {names}"), names=Answers(field.options)), value)
        return chosen

    return check


def _link(field: FieldDef, refuse: Refuse) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, Generated):
            fits = value.key == field.target
            value = value.id if fits else value
        elif field.kind is Kind.USER and hasattr(value, "username"):
            value = value.pk
        if type(value) is not int or not 0 < value < _INT64:
            raise refuse(_("an existing record"), value)
        return value

    return check


def _links(field: FieldDef, refuse: Refuse) -> Check:
    one = _link(field, refuse)

    def check(value: Any) -> tuple[int, ...]:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            raise refuse(_("existing records"), value)
        ids = tuple(dict.fromkeys(one(each) for each in value))
        if len(ids) > MOST_LINKS:
            raise refuse(format_lazy(_("at most {count} records"), count=MOST_LINKS), len(ids))
        return ids

    return check


def _yes_no(_field: FieldDef, refuse: Refuse) -> Check:
    def check(value: Any) -> bool:
        if not isinstance(value, bool):
            raise refuse(_("yes or no"), value)
        return value

    return check


def _day(_field: FieldDef, refuse: Refuse) -> Check:
    def check(value: Any) -> date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise refuse(_("a date"), value)
        return value

    return check


def _instant(_field: FieldDef, refuse: Refuse) -> Check:
    def check(value: Any) -> datetime:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise refuse(_("an instant with its zone"), value)
        return value if value.tzinfo is UTC else value.astimezone(UTC)

    return check


def _file(_field: FieldDef, refuse: Refuse) -> Check:
    def check(value: Any) -> UUID:
        if isinstance(value, UUID):
            return value
        try:
            return UUID(str(value))
        except ValueError:
            raise refuse(_("the id of a file"), value) from None

    return check


def _json(_field: FieldDef, refuse: Refuse) -> Check:
    def check(value: Any) -> Any:
        try:
            written = json.dumps(value, allow_nan=False, ensure_ascii=False)
        except (TypeError, ValueError):
            raise refuse(_("plain data"), value) from None
        if UNSTORABLE.search(written) or "\\u0000" in written:
            raise refuse(_("text without control characters"), value)
        return json.loads(written)

    return check


_BY_KIND: dict[Kind, Callable[[FieldDef, Refuse], Check]] = {
    Kind.NUMBER: _number,
    Kind.LINK: _link,
    Kind.LINKS: _links,
    Kind.USER: _link,
    Kind.YES_NO: _yes_no,
    Kind.DATE: _day,
    Kind.DATE_TIME: _instant,
    Kind.FILE: _file,
    Kind.IMAGE: _file,
    Kind.MONEY: _number,
    Kind.WORKING_TIME: _number,
    Kind.DECIMAL: check_fraction,
    Kind.PERCENT: check_fraction,
    Kind.DURATION: check_duration,
    Kind.JALALI_MONTH: check_month,
    Kind.TAGS: check_tags,
    Kind.JSON: _json,
}
