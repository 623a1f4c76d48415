"""How a log's anonymous values are shown: "Value 3" of a customer reads «مشتری ۳»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from owj.kernel.persian.digits import persian_digits

if TYPE_CHECKING:
    from owj.packages.desk.importer.cases import LogCase

# What a column holds, in the first language of the organisation whose data this becomes.
NOUNS = {
    "case": "پرونده",
    "customer": "مشتری",
    "resource": "کارشناس",
    "product": "محصول",
    "service_type": "خدمت",
    "service_level": "سطح خدمت",
    "responsible_section": "واحد مسئول",
    "support_section": "واحد پشتیبانی",
}
_ANONYMOUS = re.compile(r"(?:Value|Case) (\d+)")


def shown(column: str, value: str) -> str:
    """Return a value as people read it; one that was made anonymous gets its column's noun."""
    number = _number(value)
    return f"{NOUNS[column]} {number}" if number else value


def case_title(case: LogCase) -> str:
    """Return a subject: what the case is about, then its name."""
    about = [
        shown(name, case.rows[0].facts[name])
        for name in ("product", "service_type")
        if name in case.rows[0].facts
    ]
    return "، ".join([*about, shown("case", case.name)])


def fact_lines(case: LogCase) -> str:
    """Return what the log says about a case, a line a fact, as its opening message."""
    first = case.rows[0]
    facts = {"case": case.name, **first.facts}
    lines = [f"{NOUNS[name]}: {_number(value) or value}" for name, value in facts.items()]
    return "\n".join([f"نخستین رویداد: {first.activity}", *lines])


def _number(value: str) -> str | None:
    match = _ANONYMOUS.fullmatch(value)
    return persian_digits(match[1]) if match else None
