"""Long texts with light marks, drawn as HTML: bold, lists, headings, quotes, code and links.

The text itself stays plain and is what is stored, searched and exported; the marks are those that
people know from Markdown. Everything is escaped before a mark is read, so no text brings its own
HTML, and only addresses of pages and of mail become links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_BULLET = re.compile(r"\s{0,3}[-*•]\s+(.+)")
_COUNTED = re.compile(r"\s{0,3}[0-9۰-۹]{1,3}[.)]\s+(.+)")
_HEADING = re.compile(r"#{1,4}\s+(.+)")
_QUOTED = re.compile(r"&gt;\s?(.*)")
_FENCE = "```"
# What stands before a line and says its shape; numbers stay, because they are read.
_SHAPE = re.compile(r"(?:\s{0,3}[-*•]\s+|#{1,4}\s+|>\s?)(?=\S)")
# Marks hug their words: 2 * 3 * 4 is a product.
_MARKS = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*\*"
    r"|(?<![\w*])\*(?P<leaning>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|\[(?P<words>[^\[\]\n]{1,300})\]\((?P<to>(?:https?://|mailto:)[^\s()]{1,2000})\)"
    r"|(?P<bare>https?://[^\s()\[\]،؛«»]{1,2000}[^\s()\[\]،؛«».,;:!?؟])"
)


def rich_text(text: str) -> SafeString:
    """Return a text with its marks drawn."""
    lines = str(conditional_escape(str(text))).replace("\r\n", "\n").split("\n")
    return mark_safe("".join(_blocks(lines)))  # noqa: S308 -- escaped above, tags are ours


def plain_text(text: str) -> str:
    """Return a text without its marks, for cells and cards, where nothing of them is drawn."""
    told, fenced = [], False
    for line in str(text).replace("\r\n", "\n").split("\n"):
        if line.strip() == _FENCE:
            fenced = not fenced
        else:
            told.append(line if fenced else _unmarked(_bare(line)))
    return "\n".join(told)


def _bare(line: str) -> str:
    found = _SHAPE.match(line)
    return line[found.end() :] if found else line


def _unmarked(line: str) -> str:
    return _MARKS.sub(_words_of, line)


def _words_of(found: re.Match[str]) -> str:
    if found["code"] is not None:
        return found["code"]
    inside = found["bold"] or found["leaning"]
    return _unmarked(inside) if inside else found["words"] or found["bare"]


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    """Give the blocks: between fences as written, elsewhere runs of lines of one shape."""
    fenced = False
    for is_fence, run in groupby(lines, key=lambda line: line.strip() == _FENCE):
        if is_fence:
            fenced ^= bool(sum(1 for _line in run) % 2)
        elif fenced:
            code = "\n".join(run)
            yield f'<pre dir="ltr">{code}</pre>'
        else:
            yield from _plain_blocks(run)


def _plain_blocks(lines: Iterator[str]) -> Iterator[str]:
    for shape, run in groupby(lines, key=_shape_of):
        yield _DRAWN[shape](list(run))


def _shape_of(line: str) -> str:
    if not line.strip():
        return "blank"
    for shape, pattern in (("ul", _BULLET), ("ol", _COUNTED), ("h", _HEADING), ("q", _QUOTED)):
        if pattern.fullmatch(line):
            return shape
    return "p"


def _list(tag: str, pattern: re.Pattern[str]) -> Callable[[list[str]], str]:
    def draw(lines: list[str]) -> str:
        items = "".join(f'<li dir="auto">{_marked(_inside(pattern, one))}</li>' for one in lines)
        return f"<{tag}>{items}</{tag}>"

    return draw


def _headings(lines: list[str]) -> str:
    # The page has its own headings; one of a text does not stand among them.
    return "".join(
        f'<p dir="auto"><strong>{_marked(_inside(_HEADING, one))}</strong></p>' for one in lines
    )


def _quote(lines: list[str]) -> str:
    inside = "<br>".join(_marked(_inside(_QUOTED, one)) for one in lines)
    return f'<blockquote dir="auto">{inside}</blockquote>'


def _paragraph(lines: list[str]) -> str:
    return f'<p dir="auto">{"<br>".join(_marked(one) for one in lines)}</p>'


def _inside(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.fullmatch(line)
    return found[1] if found else line


def _marked(line: str) -> str:
    return _MARKS.sub(_mark, line)


def _mark(found: re.Match[str]) -> str:
    if (code := found["code"]) is not None:
        return f'<code dir="ltr">{code}</code>'
    if (bold := found["bold"]) is not None:
        return f"<strong>{_marked(bold)}</strong>"
    if (leaning := found["leaning"]) is not None:
        return f"<em>{_marked(leaning)}</em>"
    to = found["to"] or found["bare"]
    words, direction = (found["words"], "auto") if found["to"] else (to, "ltr")
    return (
        f'<a class="o-link" href="{to}" dir="{direction}" rel="noopener noreferrer nofollow" '
        f'target="_blank">{words}</a>'
    )


_DRAWN: dict[str, Callable[[list[str]], str]] = {
    "blank": lambda _lines: "",
    "p": _paragraph,
    "h": _headings,
    "q": _quote,
    "ul": _list("ul", _BULLET),
    "ol": _list("ol", _COUNTED),
}
