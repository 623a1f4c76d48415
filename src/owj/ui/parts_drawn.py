"""Small parts that a page draws by the hundred, without a template, each kept once it is drawn.

What they look like is held by the templates' own words: a clock card draws its chip as
`ui/parts/ticking.html` does, and a test compares both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from owj.ui import people
from owj.ui.assets import asset_url
from owj.ui.faces import ShownFace

PRIORITY_LEVELS: Mapping[str, int] = {"low": 1, "medium": 2, "high": 3, "critical": 4}
BARS = SafeString(
    '<svg viewBox="0 0 14 12" aria-hidden="true"><rect x="0" y="8" width="2.5" height="4" rx="1"/>'
    '<rect x="3.8" y="5.5" width="2.5" height="6.5" rx="1"/>'
    '<rect x="7.6" y="3" width="2.5" height="9" rx="1"/>'
    '<rect x="11.4" y="0" width="2.5" height="12" rx="1"/></svg>'
)


def draw_icon(name: str, size: int = 16, *, flip: bool = False, label: str = "") -> SafeString:
    """Return a lucide icon; flip: mirrored in Persian, for arrows that mean a direction."""
    return _icon(asset_url("icons.svg"), name, size, flip, label)


@lru_cache(maxsize=4096)
def _icon(icons: str, name: str, size: int, flip: bool, label: str) -> SafeString:
    kind = "i" + (f" i-{size}" if size != 16 else "") + (" i-flip" if flip else "")
    href = f"{icons}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', kind, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', kind, href)


@lru_cache(maxsize=4096)
def draw_avatar(name: str | None, size: str = "", kind: str = "") -> SafeString:
    """Return two letters of a name; kind "org" is square; nobody is a question mark."""
    if not name:
        return format_html(
            '<span class="o-av" data-size="{}" aria-hidden="true">{}</span>', size, people.NO_PERSON
        )
    return format_html(
        '<span class="o-av" data-hue="{}" data-size="{}" data-kind="{}" aria-hidden="true">{}'
        "</span>",
        people.hue(name),
        size,
        kind,
        people.initials(name),
    )


@lru_cache(maxsize=64)
def draw_priority(priority: str, word: str) -> SafeString:
    """Return a priority as bars and its word."""
    return format_html(
        '<span class="o-prio" data-level="{}">{}{}</span>', PRIORITY_LEVELS[priority], BARS, word
    )


def draw_chip(shown: ShownFace, href: str = "") -> SafeString:
    """Return a promise as a chip; href: where a click explains every counted minute."""
    chip = format_html(
        '<owj-chip class="o-sla"{}>{}{}<span data-words>{}</span></owj-chip>',
        _ticking(shown),
        draw_icon(shown.icon),
        SafeString("<b>P0</b>") if shown.p0 else "",
        shown.words,
    )
    if not href:
        return chip
    return format_html(
        '<a href="{0}" hx-get="{0}" hx-target="#explain" hx-swap="innerHTML"'
        ' class="o-sla-link">{1}</a>',
        href,
        chip,
    )


def _ticking(shown: ShownFace) -> SafeString:
    """Return what the browser's ticker reads, as ui/parts/ticking.html writes it."""
    if not shown.ticking or shown.at is None or shown.due_at is None:
        return format_html(' data-state="{}"', shown.look)
    starts = ""
    if shown.starts_at is not None:
        starts = format_html(' data-starts="{}"', shown.starts_at.isoformat())
    return format_html(
        ' data-state="{}" data-at="{}" data-due="{}"{} data-remaining="{}" data-late="{}"'
        ' data-near="{}"{}',
        shown.look,
        shown.at.isoformat(),
        shown.due_at.isoformat(),
        starts,
        shown.remaining_s,
        shown.late_s,
        shown.near_s,
        SafeString(" data-promised") if shown.promised else "",
    )
