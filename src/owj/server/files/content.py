"""What a file is, by its content; its name is only what somebody called it."""

from __future__ import annotations

import unicodedata

import puremagic

UNKNOWN = "application/octet-stream"
# What a browser may show in place: it cannot carry a script when served with our headers.
SHOWN_IN_PLACE = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}
)
HEAD_BYTES = 65536
MOST_NAME_LETTERS = 150


def content_type_of(head: bytes, name: str) -> str:
    """Return the media type of a file by its first bytes."""
    if not head:
        return UNKNOWN
    try:
        matches = [match for match in puremagic.magic_string(head) if match.mime_type]
    except (puremagic.PureError, ValueError):
        matches = []
    # The name only decides between types that the content fits alike, such as those in a ZIP.
    ending = "." + name.rpartition(".")[2].casefold()
    named = [match for match in matches if match.extension == ending]
    if matches:
        return str((named or matches)[0].mime_type)
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The head may end inside a letter.
        if error.start < len(head) - 4:
            return False
        text = head[: error.start].decode("utf-8")
    control = (letter for letter in text if unicodedata.category(letter) == "Cc")
    return all(letter in "\t\r\n\f" for letter in control)


def safe_name(name: str) -> str:
    """Return an uploader's name without paths, control and direction marks, cut to size."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    letters = "".join(
        letter
        for letter in unicodedata.normalize("NFC", bare)
        if letter == "\u200c" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    ).strip(" .")
    if len(letters) > MOST_NAME_LETTERS:
        stem, dot, ending = letters.rpartition(".")
        keep = MOST_NAME_LETTERS - len(dot) - len(ending[:20])
        letters = (stem or letters)[:keep] + dot + ending[:20]
    return letters or "file"
