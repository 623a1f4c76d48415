"""The lines of an invoice: plain data in a draft and on the sealed paper, typed in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from owj.kernel.errors import InvalidInput
from owj.kernel.money import Rial
from owj.kernel.promises.prices import TaxRate, tax_on

MOST_LINES = 200
MOST_RIAL = 10**15


class LineRefused(InvalidInput):
    """Say which line of an invoice is wrong."""

    code = "billing.line_refused"
    message = "Line %(line)s: expected words, and amounts from 0 rial on; a discount is no more."


class NoLines(InvalidInput):
    """Say that an invoice without lines is none."""

    code = "billing.no_lines"
    message = "Expected 1 to 200 lines."


@dataclass(frozen=True, slots=True)
class Line:
    """One line. quantity: in `unit` ("hour" counts minutes). amount: before discount and tax."""

    text: str
    amount: int
    discount: int = 0
    quantity: int = 1
    unit: str = "item"
    unit_price: int = 0
    tax: int = 0
    note: str = ""

    @property
    def net(self) -> int:
        return self.amount - self.discount

    @property
    def total(self) -> int:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Totals:
    """What lines come to, in whole rial."""

    amount: Rial
    discount: Rial
    tax: Rial

    @property
    def net(self) -> Rial:
        return Rial(self.amount - self.discount)

    @property
    def total(self) -> Rial:
        return Rial(self.net + self.tax)


def check_lines(lines: Sequence[Line]) -> None:
    """Refuse lines that no invoice may have. Raises: NoLines, LineRefused."""
    if not 1 <= len(lines) <= MOST_LINES:
        raise NoLines
    for number, one in enumerate(lines, start=1):
        good = 0 <= one.discount <= one.amount <= MOST_RIAL and one.quantity >= 1
        if not (one.text.strip() and good):
            raise LineRefused(line=number)


def taxed(lines: Sequence[Line], on: date, rates: Sequence[TaxRate]) -> tuple[Line, ...]:
    """Return the lines with the tax of a day, each rounded once. Raises: TaxMissing."""
    return tuple(
        Line(**{**asdict(one), "tax": int(tax_on(Rial(one.net), on, rates))}) for one in lines
    )


def totals_of(lines: Sequence[Line]) -> Totals:
    """Return the sums of lines."""
    return Totals(
        Rial(sum(one.amount for one in lines)),
        Rial(sum(one.discount for one in lines)),
        Rial(sum(one.tax for one in lines)),
    )


def plain_lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return lines as they are stored."""
    return [asdict(one) for one in lines]


def read_lines(stored: object) -> tuple[Line, ...]:
    """Return stored lines."""
    rows: Sequence[Mapping[str, Any]] = stored if isinstance(stored, list) else []
    return tuple(Line(**one) for one in rows)
