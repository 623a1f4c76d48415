"""Text to tokens: one regular expression, no names with spaces yet."""

from __future__ import annotations

import re
from typing import NamedTuple

from owj.kernel.feel.running import FeelSyntaxError

NAME, NUMBER, STRING, SYMBOL, STRAY, END = 1, 2, 3, 4, 5, 6

# DMN 1.5, 10.3.1.2, rules 28 to 30 and 61.
_NAME_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u167f\u1681-\u180d"
    "\u180f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf"
    "\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff"
)
_NAME_PART = _NAME_START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = "\\s\u180e\u200b\ufeff"
TOKEN = re.compile(
    rf"(?:[{_SPACE}]+|//[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)*+"
    rf"(?:([{_NAME_START}][{_NAME_PART}]*+)"
    r"|([0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|\.[0-9]++(?:[eE][+-]?[0-9]++)?)"
    r'|("(?:[^"\\]|\\.)*+")'
    r"|(\*\*|\.\.|<=|>=|!=|->|[-+*/<>=(){}\[\],:.@'])"
    r"|(.)|(\Z))",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|([ntr'\"\\]))")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Tokens(NamedTuple):
    """Hold a text's tokens side by side; the last is END."""

    kinds: list[int]
    texts: list[str]
    starts: list[int]


def read_tokens(text: str) -> Tokens:
    """Return the tokens of a text. Raises: FeelSyntaxError at a character without meaning."""
    kinds: list[int] = []
    texts: list[str] = []
    starts: list[int] = []
    for found in TOKEN.finditer(text):
        kind = found.lastindex or END
        kinds.append(kind)
        texts.append(found[kind])
        starts.append(found.start(kind))
        if kind >= STRAY:
            break
    if kinds[-1] == STRAY:
        raise stray(texts[-1], starts[-1])
    return Tokens(kinds, texts, starts)


def stray(character: str, start: int) -> FeelSyntaxError:
    """Return the error for a character that begins nothing."""
    expected = "a closing quotation mark" if character == '"' else "an expression"
    return syntax_error(start, start + 1, expected, character)


def syntax_error(start: int, end: int, expected: str, got: str) -> FeelSyntaxError:
    """Return the error for a place in the text; people count characters from 1."""
    shown = got if len(got) <= 40 else f"{got[:40]}…"
    return FeelSyntaxError(
        where="FEEL", at=start + 1, start=start, end=end, expected=expected, got=shown
    )


def unquote(token: str) -> str:
    """Return the text inside quotation marks; an escape FEEL does not know stays as written."""
    inner = token[1:-1]
    if "\\" not in inner:
        return inner
    joined = _SURROGATES.sub(_pair, _ESCAPE.sub(_unescape, inner))
    return _LONE_SURROGATE.sub("\ufffd", joined)


def _unescape(found: re.Match[str]) -> str:
    if found[3]:
        return _ESCAPED.get(found[3], found[3])
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= 0x10FFFF else found[0]


def _pair(found: re.Match[str]) -> str:
    return found[0].encode("utf-16", "surrogatepass").decode("utf-16")


def pieces_of(name: str) -> tuple[str, ...]:
    """Return the tokens a name consists of, as a text would spell them."""
    found = [match for match in TOKEN.finditer(name) if match.lastindex != END]
    return tuple(match[match.lastindex or END] for match in found)


def join_pieces(tokens: Tokens, first: int, end: int) -> str:
    """Return the name that tokens spell: parts as written, one space for any."""
    name = tokens.texts[first]
    for index in range(first + 1, end):
        before = tokens.starts[index - 1] + len(tokens.texts[index - 1])
        name += tokens.texts[index] if before == tokens.starts[index] else f" {tokens.texts[index]}"
    return name
