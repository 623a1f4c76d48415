"""The names under which FEEL knows the fields of an entity: keys, keys with spaces, labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from owj.kernel.feel import FeelSyntaxError
from owj.kernel.feel.lexer import END, NAME, read_tokens
from owj.kernel.feel.parser import KEYWORDS
from owj.kernel.feel.values import BOOLEAN, DATE, DATE_TIME, DAY_TIME, NUMBER, STRING
from owj.server.records.defs import DECIMAL_KINDS, EntityDef, FieldDef, Kind

LINK = "a link"
LINKS = "a list of links"
FILE = "a file"
_FEEL_KINDS: Mapping[Kind, str] = {
    Kind.TEXT: STRING,
    Kind.LONG_TEXT: STRING,
    Kind.EMAIL: STRING,
    Kind.PHONE: STRING,
    Kind.AUTO_NUMBER: STRING,
    Kind.CHOICE: STRING,
    Kind.NUMBER: NUMBER,
    Kind.YES_NO: BOOLEAN,
    Kind.DATE: DATE,
    Kind.DATE_TIME: DATE_TIME,
    Kind.LINK: LINK,
    Kind.USER: LINK,
    Kind.FILE: FILE,
    Kind.IMAGE: FILE,
    Kind.URL: STRING,
    Kind.NATIONAL_ID: STRING,
    Kind.ECONOMIC_ID: STRING,
    Kind.CARD: STRING,
    Kind.IBAN: STRING,
    Kind.JALALI_MONTH: STRING,
    Kind.DECIMAL: NUMBER,
    Kind.PERCENT: NUMBER,
    Kind.MONEY: NUMBER,
    Kind.WORKING_TIME: NUMBER,
    Kind.DURATION: DAY_TIME,
}
# The person who asks, in either language: `owner = current user`.
CURRENT_USER = frozenset({"current user", "کاربر جاری"})
PEOPLE = ""  # Stands where an entity's key would: a person is no entity.


@dataclass(frozen=True, slots=True)
class FieldName:
    """One field as conditions see it.

    target: where a link leads. whole: a number has no point. elements: where a list of links leads.
    """

    key: str
    kind: str
    target: str | None = None
    whole: bool = True
    elements: str | None = None


_OF_EVERY_RECORD = (
    FieldName("id", NUMBER),
    FieldName("created_at", DATE_TIME),
    FieldName("updated_at", DATE_TIME),
)
_OF_PEOPLE = (
    FieldName("id", NUMBER),
    *(FieldName(key, STRING) for key in ("username", "full_name", "email", "phone", "kind")),
    FieldName("is_active", BOOLEAN),
)
Names = Mapping[str, tuple[FieldName, ...]]


def _by_key(fields: tuple[FieldName, ...]) -> dict[str, tuple[FieldName, ...]]:
    named: dict[str, tuple[FieldName, ...]] = {one.key: (one,) for one in fields}
    for one in fields:
        named.setdefault(one.key.replace("_", " "), (one,))
    return named


NAMES_OF_PEOPLE: Names = _by_key(_OF_PEOPLE)


def names_of(entity: EntityDef) -> Names:
    """Return the fields that each name may mean; a key goes before a label.

    Fields of JSON and lists have no name: the database compares nothing in them as FEEL does.
    """
    fields = tuple(_named(one) for one in entity.by_key.values() if one.stored_kind in _FEEL_KINDS)
    return _called(entity, fields, _by_key((*fields, *_OF_EVERY_RECORD)))


def names_of_lists(entity: EntityDef) -> Names:
    """Return the links to many that each name may mean; conditions count and search them."""
    fields = tuple(
        FieldName(one.key, LINKS, elements=one.target)
        for one in entity.by_key.values()
        if one.kind is Kind.LINKS
    )
    return _called(entity, fields, _by_key(fields))


def _called(entity: EntityDef, fields: tuple[FieldName, ...], named: Names) -> Names:
    labelled: dict[str, tuple[FieldName, ...]] = {}
    for one in fields:
        label = entity.by_key[one.key].label
        for text in {*_spelled(label.fa), *_spelled(label.en)}:
            labelled[text] = (*labelled.get(text, ()), one)
    return {**labelled, **named}


def _named(field: FieldDef) -> FieldName:
    target = field.target if field.kind is Kind.LINK else None
    return FieldName(
        field.key,
        _FEEL_KINDS[field.stored_kind],
        PEOPLE if field.kind is Kind.USER else target,
        whole=field.stored_kind not in DECIMAL_KINDS,
    )


def _spelled(label: str) -> Iterator[str]:
    """Yield the label if FEEL can read it as a name: words without signs and keywords."""
    try:
        tokens = read_tokens(label)
    except FeelSyntaxError:
        return
    words = tokens.texts[:-1]
    if words and set(tokens.kinds) == {NAME, END} and KEYWORDS.isdisjoint(words):
        yield " ".join(words)
