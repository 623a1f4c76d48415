"""Marks of long texts are drawn; nothing else of a text ever becomes HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owj.ui.rich import plain_text, rich_text

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a"}
PIECES = [
    *("**", "*", "`", "```", "\n", "- ", "1. ", "> ", "# ", "[a](", ")", "https://a.b/", "mailto:"),
    *("javascript:", "<script>", '" onx="', "'", "&gt;", "x", " ", "\u202e"),
]
ATTRIBUTES = {"dir", "class", "href", "rel", "target"}


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("سلام **پررنگ** و *کج*", '<p dir="auto">سلام <strong>پررنگ</strong> و <em>کج</em></p>'),
        ("2 * 3 * 4 و a*b*c", '<p dir="auto">2 * 3 * 4 و a*b*c</p>'),
        ("یک\nدو\n\nسه", '<p dir="auto">یک<br>دو</p><p dir="auto">سه</p>'),
        ("- یک\n- دو", '<ul><li dir="auto">یک</li><li dir="auto">دو</li></ul>'),
        ("۱. یک\n2) دو", '<ol><li dir="auto">یک</li><li dir="auto">دو</li></ol>'),
        ("# سر", '<p dir="auto"><strong>سر</strong></p>'),
        ("> گفت", '<blockquote dir="auto">گفت</blockquote>'),
        ("`a < b`", '<p dir="auto"><code dir="ltr">a &lt; b</code></p>'),
        ("```\n**x** <b>\n```", '<pre dir="ltr">**x** &lt;b&gt;</pre>'),
        ("[x](javascript:alert(1))", '<p dir="auto">[x](javascript:alert(1))</p>'),
    ],
)
def test_marks_are_drawn(text: str, drawn: str) -> None:
    assert rich_text(text) == drawn


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("سلام **پررنگ و `کد`** و *کج*", "سلام پررنگ و کد و کج"),
        ("# سر\n- یک\r\n> گفت\n۱. دو", "سر\nیک\nگفت\n۱. دو"),
        ("[اوج](https://a.b/) https://c.d/e", "اوج https://c.d/e"),
        ("```\n- **x**\n```\n2 * 3 * 4", "- **x**\n2 * 3 * 4"),
        ("-5 درجه", "-5 درجه"),
    ],
)
def test_a_cell_tells_a_text_without_its_marks(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_addresses_lead_out_in_a_window_of_their_own() -> None:
    html = rich_text('ببینید https://example.ir/a?b=1&c="2، [راهنما](https://example.ir).')
    assert 'href="https://example.ir/a?b=1&amp;c=&quot;2"' in html
    assert 'href="https://example.ir" dir="auto" rel="noopener noreferrer nofollow"' in html


class Seen(HTMLParser):
    """Notes every tag and attribute, and that they are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert {name for name, _value in attrs} <= ATTRIBUTES
        for name, value in attrs:
            assert name != "href" or (value or "").startswith(("https://", "http://", "mailto:"))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=30,
    ).map("".join)
    | st.text(max_size=200)
)
def test_no_text_brings_html_of_its_own(text: str) -> None:
    seen = Seen()
    seen.feed(rich_text(text))
    seen.close()
    assert seen.open == []
