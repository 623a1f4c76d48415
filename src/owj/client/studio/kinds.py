"""What a field can hold, as the person who draws it is told: grouped, with an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from owj.kernel.persian.digits import DECIMAL, THOUSANDS, latin_digits
from owj.server.records.defs import Kind

# What every field that people fill in has, beside its name.
FILLED = frozenset({"required", "default", "rule"})
WORDS = FILLED | {"length", "unique", "search"}
COUNTED = FILLED | {"range", "index"}
NUMBERED = FILLED | {"unique", "search"}


@dataclass(frozen=True, slots=True)
class KindFace:
    """One kind as the picker shows it. settings: which parts of the form it has."""

    kind: Kind
    icon: str
    name: str
    says: str
    example: str
    settings: frozenset[str] = FILLED

    @property
    def shown_example(self) -> str:
        """Return the example in the reader's language and digits."""
        words = gettext(self.example)
        if (get_language() or "fa").startswith("fa"):
            return words
        return latin_digits(words).replace(THOUSANDS, ",").replace(DECIMAL, ".")


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Kinds that answer the same sort of question."""

    title: str
    faces: tuple[KindFace, ...]


GROUPS: Sequence[KindGroup] = (
    KindGroup(
        _("Words"),
        (
            KindFace(
                Kind.TEXT,
                "type",
                _("Text"),
                _("One line: a name, a title, a code"),
                _("Sample text"),
                WORDS,
            ),
            KindFace(
                Kind.LONG_TEXT,
                "text-align-start",
                _("Long text"),
                _("Several lines: a description or a note"),
                _("Several lines of sample text…"),
                FILLED - {"default"} | {"length", "search"},
            ),
            KindFace(
                Kind.AUTO_NUMBER,
                "list-ordered",
                _("Number given by Owj"),
                _("Counts by itself, without a gap"),
                "V-1405-000123",
                frozenset({"pattern"}),
            ),
        ),
    ),
    KindGroup(
        _("Choices"),
        (
            KindFace(
                Kind.CHOICE,
                "circle-dot",
                _("Choice"),
                _("One answer of a list, with colours"),
                _("in use, in repair, sold"),
                FILLED | {"options", "index"},
            ),
            KindFace(
                Kind.MULTI_CHOICE,
                "list-checks",
                _("Several choices"),
                _("Any number of answers of a list"),
                _("air conditioning, sunroof"),
                FILLED - {"default"} | {"options"},
            ),
            KindFace(
                Kind.YES_NO,
                "toggle-right",
                _("Yes or no"),
                _("A switch; no answer is no"),
                _("insured: yes"),
                frozenset({"default", "rule"}),
            ),
            KindFace(
                Kind.TAGS,
                "tags",
                _("Tags"),
                _("Free words, made while writing"),
                _("fleet, north"),
                frozenset({"rule"}),
            ),
        ),
    ),
    KindGroup(
        _("Numbers"),
        (
            KindFace(
                Kind.NUMBER,
                "hash",
                _("Whole number"),
                _("A count, a year, a reading"),
                "۱۲۳٬۴۵۶",
                COUNTED | {"unique"},
            ),
            KindFace(
                Kind.DECIMAL,
                "decimals-arrow-right",
                _("Decimal number"),
                _("With digits behind the point"),
                "۱۲٫۷۵",
                COUNTED | {"decimals"},
            ),
            KindFace(
                Kind.MONEY,
                "coins",
                _("Money"),
                _("Rial, whole"),
                _("1,240,000 rials"),
                COUNTED,
            ),
            KindFace(
                Kind.PERCENT, "percent", _("Percent"), _("A share of a hundred"), "۲۵٪", COUNTED
            ),
        ),
    ),
    KindGroup(
        _("Time"),
        (
            KindFace(
                Kind.DATE,
                "calendar",
                _("Date"),
                _("A day of the Jalali calendar"),
                _("1 Azar 1405"),
                FILLED - {"default"} | {"index"},
            ),
            KindFace(
                Kind.DATE_TIME,
                "calendar-clock",
                _("Date and time"),
                _("A day and its hour"),
                _("1 Azar 1405, 11:20"),
                FILLED - {"default"} | {"index"},
            ),
            KindFace(
                Kind.JALALI_MONTH,
                "calendar-days",
                _("Month"),
                _("A month of a Jalali year"),
                _("Azar 1405"),
                FILLED - {"default"} | {"index"},
            ),
            KindFace(
                Kind.DURATION,
                "hourglass",
                _("Duration"),
                _("How long, by the wall clock"),
                _("2 hours 30 minutes"),
                FILLED - {"default"} | {"index"},
            ),
            KindFace(
                Kind.WORKING_TIME,
                "timer",
                _("Working time"),
                _("How long, counted in hours of the desk"),
                _("8 working hours"),
                FILLED - {"default"} | {"index"},
            ),
        ),
    ),
    KindGroup(
        _("Relations"),
        (
            KindFace(
                Kind.LINK,
                "link",
                _("Link to one"),
                _("Leads to one record of another entity"),
                _("vehicle → its customer"),
                frozenset({"required", "target", "rule"}),
            ),
            KindFace(
                Kind.LINKS,
                "network",
                _("Link to many"),
                _("Leads to any number of records of another entity"),
                _("vehicle → its drivers"),
                frozenset({"required", "target"}),
            ),
            KindFace(
                Kind.USER,
                "user",
                _("Colleague"),
                _("Somebody who signs in to Owj"),
                _("Sina Kazemi"),
                frozenset({"required", "rule"}),
            ),
        ),
    ),
    KindGroup(
        _("Ways to reach and identify"),
        (
            KindFace(
                Kind.PHONE,
                "phone",
                _("Phone"),
                _("Persian digits are taken, one form is kept"),
                "۰۹۱۲ ۳۴۵ ۶۷۸۹",
                NUMBERED - {"default"},
            ),
            KindFace(
                Kind.EMAIL,
                "mail",
                _("E-mail"),
                _("An address, checked for its shape"),
                "sina@example.ir",
                NUMBERED - {"default"},
            ),
            KindFace(
                Kind.URL,
                "globe",
                _("Web address"),
                _("Opens in a new window"),
                "https://example.ir",
                FILLED - {"default"},
            ),
            KindFace(
                Kind.NATIONAL_ID,
                "id-card",
                _("National number"),
                _("Ten digits of a person; the check digit is counted"),
                "۰۰۱۲۳۴۵۶۷۹",
                NUMBERED - {"default"},
            ),
            KindFace(
                Kind.ECONOMIC_ID,
                "landmark",
                _("Economic number"),
                _("Eleven or fourteen digits of a company, for its invoices"),
                "۱۰۳۸۰۲۸۴۷۹۰",
                NUMBERED - {"default"},
            ),
            KindFace(
                Kind.CARD,
                "credit-card",
                _("Bank card"),
                _("Sixteen digits, checked"),
                "۶۰۳۷ ۹۹۷۵ ۹۹۷۵ ۹۹۷۵",
                NUMBERED - {"default"},
            ),
            KindFace(
                Kind.IBAN,
                "banknote",
                _("IBAN"),
                _("Twenty-four digits after IR, checked"),
                "IR06 2960 0000 0010 0324 2000 01",
                NUMBERED - {"default"},
            ),
        ),
    ),
    KindGroup(
        _("Files"),
        (
            KindFace(
                Kind.FILE,
                "paperclip",
                _("File"),
                _("One file"),
                _("the insurance policy, PDF"),
                frozenset({"required"}),
            ),
            KindFace(
                Kind.IMAGE,
                "image",
                _("Picture"),
                _("One picture, shown small"),
                _("a photo of the car"),
                frozenset({"required"}),
            ),
        ),
    ),
    KindGroup(
        _("Counted by Owj"),
        (
            KindFace(
                Kind.FORMULA,
                "square-function",
                _("Formula"),
                _("A FEEL expression over the other fields"),
                "price * count",
                frozenset({"formula"}),
            ),
            KindFace(
                Kind.LOOKUP,
                "search-check",
                _("Lookup"),
                _("Shows a field of the linked record"),
                _("the customer's city"),
                frozenset({"lookup"}),
            ),
            KindFace(
                Kind.ROLLUP,
                "sigma",
                _("Rollup"),
                _("Sums up the records that link here"),
                _("cost of all visits"),
                frozenset({"rollup"}),
            ),
        ),
    ),
)

FACES: Mapping[Kind, KindFace] = {face.kind: face for group in GROUPS for face in group.faces}
# Nobody picks these: plain data is for packages.
NOT_OFFERED = frozenset({Kind.JSON})
PLAIN_DATA = KindFace(Kind.JSON, "braces", _("Plain data"), "", "", frozenset())


def face_of(kind: Kind) -> KindFace:
    """Return how a kind is shown."""
    return FACES.get(kind, PLAIN_DATA)
