"""Mentions: «@سینا کاظمی» in a note names a colleague. Pure: text in, spans out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from owj.kernel.persian.folding import fold_letters

SIGN = "@"


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the text that names people; two colleagues of one name are both meant."""

    start: int
    end: int
    user_ids: tuple[int, ...]


def find_mentions(text: str, people: Iterable[tuple[int, str]]) -> tuple[Mention, ...]:
    """Return where the text names these people, (id, name) each; the longest name wins.

    A sign inside of a word (an e-mail address) names nobody. Letters are compared folded, so
    كاظمی and کاظمی are one name.
    """
    names = _by_words(people)
    found: list[Mention] = []
    at = text.find(SIGN)
    while at >= 0:
        mention = _mention_at(text, at, names) if _begins_word(text, at) else None
        if mention is not None:
            found.append(mention)
        at = text.find(SIGN, mention.end if mention else at + 1)
    return tuple(found)


def mentioned_ids(text: str, people: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """Return whom the text names, each once, in the order of the text."""
    found = (id_ for mention in find_mentions(text, people) for id_ in mention.user_ids)
    return tuple(dict.fromkeys(found))


def _by_words(people: Iterable[tuple[int, str]]) -> list[tuple[int, str, tuple[int, ...]]]:
    """Return (count of words, folded name, ids), the names of most words first."""
    ids: dict[str, list[int]] = {}
    for id_, name in people:
        if folded := fold_letters(name):
            ids.setdefault(folded, []).append(id_)
    rows = [(len(name.split()), name, tuple(found)) for name, found in ids.items()]
    return sorted(rows, key=lambda row: (-row[0], row[1]))


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "._-+")


def _mention_at(
    text: str, at: int, names: Sequence[tuple[int, str, tuple[int, ...]]]
) -> Mention | None:
    line = text[at + 1 :].split("\n", 1)[0]
    words = line.split(" ")
    for count, name, ids in names:
        said = " ".join(words[:count])
        clean = said.rstrip(".,:;!?،؛؟)»\"'")
        if clean and not clean.startswith(" ") and fold_letters(clean) == name:
            return Mention(at, at + 1 + len(clean), ids)
    return None
