"""What lists of tickets draw themselves."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from owj.client.desk.drawn_rows import draw_rows
from owj.packages.desk.queries import InboxFilter, InboxRow

register = template.Library()


@register.simple_tag
def ticket_rows(rows: Sequence[InboxRow], asked: InboxFilter, here: str) -> SafeString:
    """Draw tickets as rows of a list. here: the list's own query, kept by its links."""
    return draw_rows(rows, asked, here)
