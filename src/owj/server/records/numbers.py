"""Numbers given by the system: "T-{jy}-{seq:6}" → T-1405-000123, without a gap.

The last number given stands in a row per field and period. Taking the next one locks that row
until the transaction ends, so two records never share a number and a rolled-back one is given
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.errors import DefinitionError

_PATTERN = re.compile(r"(?P<before>[^{}]*?)(?P<year>\{jy\}[^{}]*)?\{seq:(?P<width>\d)\}")
_TAKE_NUMBERS = """
    INSERT INTO server_numbersequence (field_id, period, last) VALUES (%s, %s, %s)
    ON CONFLICT (field_id, period) DO UPDATE
        SET last = server_numbersequence.last + EXCLUDED.last
    RETURNING last
"""


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """A read pattern: what stands before the count, how wide it is, and whether years part it."""

    text: str
    width: int
    by_year: bool

    def write(self, year: int, count: int) -> str:
        """Return one number."""
        return self.text.replace("{jy}", str(year)) + str(count).zfill(self.width)


@lru_cache(maxsize=64)
def parse_pattern(pattern: str, where: str = "") -> NumberPattern:
    """Read a pattern. Raises: DefinitionError when it does not end with one {seq:WIDTH}."""
    found = _PATTERN.fullmatch(pattern)
    if found is None:
        raise DefinitionError(where=where, expected="a pattern such as T-{jy}-{seq:6}", got=pattern)
    text = pattern[: pattern.index("{seq:")]
    return NumberPattern(text, int(found["width"]), found["year"] is not None)


def take_numbers(
    field_id: str, pattern: str, now: datetime, zone: ZoneInfo, how_many: int = 1
) -> Iterator[str]:
    """Take the next numbers of a field and return them in order.

    now: decides the Jalali year, in `zone`. The row stays locked until the transaction ends.
    """
    read = parse_pattern(pattern)
    year = JalaliDate.from_gregorian(now.astimezone(zone).date()).year
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NUMBERS, [field_id, year if read.by_year else 0, how_many])
        last = int(cursor.fetchone()[0])
    return (read.write(year, count) for count in range(last - how_many + 1, last + 1))
