"""Sizes of files as people say them."""

from __future__ import annotations

from django.utils.translation import gettext

from owj.ui.dates import digits
from owj.ui.reading import language

STEP = 1024


def size_words() -> tuple[str, str, str]:
    """Return the wordings of bytes, kilobytes and megabytes, with %(n)s for the figure."""
    return gettext("%(n)s bytes"), gettext("%(n)s KB"), gettext("%(n)s MB")


def show_file_size(size: int) -> str:
    """Return «۸۴ کیلوبایت», «۶٫۲ مگابایت»: one decimal below ten, as assets/js/files.js."""
    small, kilo, mega = size_words()
    if size < STEP:
        return small % {"n": digits(size)}
    value, word = size / STEP, kilo
    if value >= STEP:
        value, word = value / STEP, mega
    has_decimal = value < 10 and round(value, 1) % 1
    figure = f"{value:.1f}" if has_decimal else f"{value:.0f}"
    if language() == "fa":
        figure = figure.replace(".", "\N{ARABIC DECIMAL SEPARATOR}")
    return word % {"n": digits(figure)}
