"""An issued invoice in the format of the tax organisation's Moadian system: header, body, payments.

Field names are the system's own. Amounts are whole rial. The number of an invoice there has 22
letters: six of the fiscal memory, five for the day, ten for the serial, one to check them.

The serial within it never begins anew with a year (circular 31 of the organisation, 1403/03/01).
There it is hexadecimal; `inno` says the same serial in ten decimal digits, as invoices that were
taken show it side by side. `OWJ_MOADIAN_INNO` writes it otherwise for who was told so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from owj.packages.billing.errors import FiscalMemoryMissing
from owj.packages.billing.lines import Line, read_lines, totals_of
from owj.server.ledger.papers import Paper, place_of

# Kinds of the system: an electronic invoice of the first type, of a sale, its original.
TYPE_WITH_BUYER, PATTERN_SALE, SUBJECT_ORIGINAL = 1, 1, 1
# The buyer: a natural person, a legal one.
BUYER_KINDS = {"natural": 1, "legal": 2}
PAID_LATER = 2
UNIT_SERVICE, UNIT_HOUR = "1627", "1628"
SERVICE_CODE_LENGTH = 13
MEMORY_LETTERS = 6
_EPOCH = date(1970, 1, 1)

# The dihedral group of Verhoeff's check digit: multiplication, permutation, inverse.
_TIMES = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_TURN = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)
_INVERSE = "0432156789"


def check_digit(digits: str) -> str:
    """Return Verhoeff's check digit of a text of digits."""
    kept = 0
    for place, digit in enumerate(reversed(digits), start=1):
        kept = int(_TIMES[kept][int(_TURN[place % 8][int(digit)])])
    return _INVERSE[kept]


def tax_number(memory_id: str, day: date, serial: int) -> str:
    """Return the number of an invoice in the system. Raises: FiscalMemoryMissing."""
    memory = memory_id.strip().upper()
    if len(memory) != MEMORY_LETTERS or not (memory.isascii() and memory.isalnum()):
        raise FiscalMemoryMissing
    days = (day - _EPOCH).days
    letters = "".join(one if one.isdigit() else str(ord(one)) for one in memory)
    checked = check_digit(f"{letters}{days:06d}{serial:012d}")
    return f"{memory}{days:05X}{serial:010X}{checked}"


def moment_of(day: date, zone: ZoneInfo) -> int:
    """Return a day as the system's milliseconds: its noon.

    The system counts the day of a number in UTC; the first hours of a day in Tehran still lie on
    the day before there.
    """
    return int(datetime.combine(day, time(12), zone).timestamp() * 1000)


def inner_serial(serial: int, *, hexadecimal: bool = False) -> str:
    """Return the serial of an invoice as the field `inno` says it."""
    return f"{serial:010X}" if hexadecimal else f"{serial:010d}"


def moadian_invoice(paper: Paper, zone: ZoneInfo) -> dict[str, Any]:
    """Return an issued invoice as the system wants it. Raises: FiscalMemoryMissing."""
    serial = place_of(paper)
    content = paper.content
    seller, buyer = content["seller"], content["buyer"]
    lines = read_lines(content["lines"])
    totals = totals_of(lines)
    moment = moment_of(paper.day, zone)
    return {
        "header": {
            "taxid": tax_number(str(seller.get("memory_id", "")), paper.day, serial),
            "indatim": moment,
            "indati2m": moment,
            "inty": TYPE_WITH_BUYER,
            "inno": inner_serial(serial, hexadecimal=settings.MOADIAN_INNO == "hex"),
            "inp": PATTERN_SALE,
            "ins": SUBJECT_ORIGINAL,
            "tins": seller.get("economic_code") or seller.get("national_id", ""),
            "tob": BUYER_KINDS.get(str(buyer.get("kind")), BUYER_KINDS["legal"]),
            "bid": buyer.get("national_id", ""),
            "tinb": buyer.get("economic_code") or buyer.get("national_id", ""),
            "bpc": buyer.get("postal_code", ""),
            "tprdis": int(totals.amount),
            "tdis": int(totals.discount),
            "tadis": int(totals.net),
            "tvam": int(totals.tax),
            "todam": 0,
            "tbill": int(totals.total),
            "setm": PAID_LATER,
            "insp": int(totals.total),
        },
        "body": [_line(one, seller, int(content["tax_percent"])) for one in lines],
        "payments": [],
    }


def _line(line: Line, seller: Mapping[str, Any], percent: int) -> dict[str, Any]:
    hours = line.unit == "hour"
    return {
        "sstid": str(seller.get("service_code", ""))[:SERVICE_CODE_LENGTH],
        "sstt": f"{line.text} {line.note}".strip()[:400],
        "am": round(line.quantity / 60, 4) if hours else line.quantity,
        "mu": UNIT_HOUR if hours else UNIT_SERVICE,
        "fee": line.unit_price or line.amount,
        "prdis": line.amount,
        "dis": line.discount,
        "adis": line.net,
        "vra": percent,
        "vam": line.tax,
        "tsstam": line.total,
    }
