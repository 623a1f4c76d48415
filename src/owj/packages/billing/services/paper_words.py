"""What papers of money say alike: parties, days, figures and sums, in the paper's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from owj.kernel.calendars.jalali import format_date
from owj.kernel.money import Rial, show_rial
from owj.kernel.persian.digits import persian_digits
from owj.kernel.persian.words import rial_words


def party_pairs(one: Mapping[str, Any], lang: str) -> list[list[str]]:
    """Return what is known of a party, each with its name. `lang` is the active language."""
    pairs = [
        [gettext("Name"), one.get("name") or ""],
        [gettext("Contact"), one.get("contact") or ""],
        [gettext("National number"), in_digits(one.get("national_id") or "", lang)],
        [gettext("Economic number"), in_digits(one.get("economic_code") or "", lang)],
        [gettext("Registration number"), in_digits(one.get("registration") or "", lang)],
        [gettext("Postal code"), in_digits(one.get("postal_code") or "", lang)],
        [gettext("Telephone"), in_digits(one.get("phone") or "", lang)],
        [gettext("Address"), one.get("address") or one.get("city") or ""],
    ]
    return [pair for pair in pairs if pair[1]]


def sum_in_words(amount: Rial, lang: str) -> str:
    """Return a sum as it is written out."""
    return rial_words(amount) if lang == "fa" else show_rial(amount, lang)


def day_words(iso: str, lang: str) -> str:
    """Return a day that a paper keeps."""
    return format_date(date.fromisoformat(iso), lang)


def in_digits(value: object, lang: str) -> str:
    """Return a figure with the digits of the language."""
    return persian_digits(str(value)) if lang == "fa" else str(value)
