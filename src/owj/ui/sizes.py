"""Sizes of files as people say them."""

from __future__ import annotations

from django.utils.translation import gettext

from owj.ui.dates import digits
from owj.ui.reading import language

STEP = 1024


def show_file_size(size: int) -> str:
    """Return «۸۴ کیلوبایت», «۶٫۲ مگابایت»; one decimal below ten."""
    if size < STEP:
        return gettext("%(n)s bytes") % {"n": digits(size)}
    value, word = size / STEP, gettext("%(n)s KB")
    if value >= STEP:
        value, word = value / STEP, gettext("%(n)s MB")
    figure = f"{value:.1f}" if value < 10 and round(value, 1) % 1 else f"{value:.0f}"
    if language() == "fa":
        figure = figure.replace(".", "\N{ARABIC DECIMAL SEPARATOR}")
    return word % {"n": digits(figure)}
