"""Faces as HTML without a template, for lists in which hundreds of them stand.

What is plain is written here; the rest is drawn by `ui/records/value.html`, which draws these too,
letter by letter the same (a test compares them).
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from owj.ui.hues import hue_of
from owj.ui.records.faces import Face
from owj.ui.rich import plain_text

TEMPLATE = "ui/records/value.html"


def escape(text: str) -> str:
    """Return a text as Django's `conditional_escape` does, without its search for lazy texts.

    A list's page asks for this a thousand times.
    """
    return text if isinstance(text, SafeString) else html.escape(text)


def draw_face(face: Face) -> SafeString:
    """Return the HTML of a face in a cell."""
    drawing = _DRAWN.get(face.look)
    if drawing is None:
        return render_to_string(TEMPLATE, {"face": face})
    return mark_safe(drawing(face))  # noqa: S308 -- every text in it is escaped


def _empty(_face: Face) -> str:
    words = escape(gettext("empty"))
    return f'<span class="o-none" aria-hidden="true">–</span><span class="o-sr">{words}</span>'


def _text(face: Face) -> str:
    return f"<bdi>{escape(face.text)}</bdi>"


def _long(face: Face) -> str:
    return f"<bdi>{escape(plain_text(face.text))}</bdi>"


def _code(face: Face) -> str:
    if face.url:
        return f'<a class="o-vlink ltr" href="{escape(face.url)}">{escape(face.text)}</a>'
    return f'<bdi class="ltr">{escape(face.text)}</bdi>'


def _link(face: Face) -> str:
    if face.url:
        return f'<a class="o-vlink" href="{escape(face.url)}">{_text(face)}</a>'
    return _text(face)


def _none(face: Face) -> str:
    return f'<span class="o-none">{escape(face.text)}</span>'


def _chip(face: Face) -> str:
    color = f' data-hue="{hue_of(face.color)}"' if face.color else ""
    return f'<span class="o-chip"{color}><bdi>{escape(face.text)}</bdi></span>'


_DRAWN: Mapping[str, Callable[[Face], str]] = {
    "empty": _empty,
    "text": _text,
    "long": _long,
    "number": _text,
    "day": _text,
    "code": _code,
    "link": _link,
    "no": _none,
    "hidden": _none,
    "chip": _chip,
}
