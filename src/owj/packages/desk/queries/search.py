"""Search over tickets: words of the subject, the customer's name, or a tracking id."""

from __future__ import annotations

import re

from django.db.models import Q

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.persian.digits import latin_digits
from owj.packages.customers.entity import Customer
from owj.server.records.context import Context

# Customers whose names match; more than this is no search but a letter.
MOST_CUSTOMERS = 200
# A bare number is looked for in the tracking ids of so many years.
TRACKING_YEARS = 20
WORDS_LIMIT = 200
_TRACKING = re.compile(r"(?:T-?)?(?:(\d{4})-)?0*(\d{1,6})", re.IGNORECASE)


def search_condition(ctx: Context, words: str) -> Q:
    """Return the tickets that the words speak of, blind to ی/ي, half-spaces and kinds of digits.

    Customers are found first, in a query of their own, so that each part can use its index.
    """
    words = words[:WORDS_LIMIT].replace("\x00", "")
    named = ctx.rows(Customer).filter(name__folded=words).values_list("id", flat=True)
    customer_ids = list(named[:MOST_CUSTOMERS])
    found = Q(subject__folded=words) | Q(customer_id__in=customer_ids)
    numbers = tracking_ids(ctx, words)
    return found | Q(tracking_id__in=numbers) if numbers else found


def tracking_ids(ctx: Context, words: str) -> list[str]:
    """Return the tracking ids that a typed number may mean: «۱۲۳», T-1405-123, 1405-000123."""
    typed = _TRACKING.fullmatch(latin_digits(words).strip())
    if typed is None:
        return []
    year, number = typed.groups()
    this_year = JalaliDate.from_gregorian(ctx.now.date()).year
    years = [int(year)] if year else range(this_year - TRACKING_YEARS, this_year + 1)
    return [f"T-{one}-{int(number):06d}" for one in years]
