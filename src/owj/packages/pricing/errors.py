"""What pricing refuses."""

from __future__ import annotations

from owj.kernel.errors import DefinitionError, InvalidInput, NotAllowed


class OnlyPriceKeepers(NotAllowed):
    """Say that prices are set by whoever leads."""

    code = "pricing.only_keepers"
    message = "Only project managers and administrators set prices and rates."


class PriceRefused(InvalidInput):
    """Say that this is no price."""

    code = "pricing.price_refused"
    message = "Expected a price of 0 rial or more, got %(got)s."


class YearRefused(InvalidInput):
    """Say that this is no year of a price table."""

    code = "pricing.year_refused"
    message = "Expected a Jalali year from 1390 to 1500, got %(got)s."


class RateRefused(InvalidInput):
    """Say that this is no rate of tax."""

    code = "pricing.rate_refused"
    message = "Expected a rate of 0 to 100 percent, got %(got)s."


class PriceMissing(DefinitionError):
    """Say that a year's table has no price for a service at a site."""

    code = "pricing.price_missing"
    message = "The price table of %(year)s has no price for “%(service)s” there. Enter it first."
