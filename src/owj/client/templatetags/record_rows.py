"""What lists of records draw themselves."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from owj.client.records.drawn_rows import draw_row
from owj.client.records.rows import Row

register = template.Library()


@register.simple_tag
def record_row(row: Row) -> SafeString:
    """Draw one row of a list."""
    return draw_row(row)
