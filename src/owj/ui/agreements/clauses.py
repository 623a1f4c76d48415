"""Clauses ready to be drawn: as they are, or with what changed since another version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from owj.kernel.persian.word_diff import DiffKind, word_diff
from owj.kernel.sla.clauses import AgreementText, Clause, Piece


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text. kind: same, gone or new; place: the setting whose words it is."""

    text: str
    kind: str = DiffKind.SAME
    place: str = ""

    @property
    def bare(self) -> str:
        """Return the text without the space behind it, so that a mark ends with its word."""
        return self.text.rstrip()

    @property
    def space(self) -> str:
        """Return the space behind the text."""
        return self.text[len(self.bare) :]


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause. number: None when it is gone. state: same, changed, new or gone."""

    key: str
    number: int | None
    heading: tuple[Stretch, ...]
    body: tuple[Stretch, ...]
    state: str = "same"
    settings: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the heading as one text."""
        return "".join(one.text for one in self.heading if one.kind != DiffKind.GONE)


def shown_clauses(
    text: AgreementText, against: AgreementText | None = None
) -> tuple[ShownClause, ...]:
    """Return the clauses of a text; `against`: with every word that differs from another one."""
    if against is None:
        return tuple(_plain(text, one, at) for at, one in enumerate(text.clauses, start=1))
    before = {one.key: one for one in against.clauses}
    shown = [
        _compared(text, one, at, against, before.get(one.key))
        for at, one in enumerate(text.clauses, start=1)
    ]
    return tuple(_with_gone(shown, against, text.clauses))


def count_of(shown: Sequence[ShownClause]) -> int:
    """Return how many clauses differ."""
    return sum(one.state != "same" for one in shown)


def _plain(text: AgreementText, clause: Clause, number: int) -> ShownClause:
    return ShownClause(
        clause.key,
        number,
        (Stretch(clause.heading),),
        _stretches(text.pieces(clause)),
        settings=clause.named,
    )


def _stretches(pieces: Sequence[Piece]) -> tuple[Stretch, ...]:
    return tuple(Stretch(one.text, place=one.place) for one in pieces)


def _compared(
    text: AgreementText, clause: Clause, number: int, against: AgreementText, was: Clause | None
) -> ShownClause:
    if was is None:
        return ShownClause(
            clause.key,
            number,
            (Stretch(clause.heading, DiffKind.NEW),),
            (Stretch(text.body(clause), DiffKind.NEW),),
            "new",
            clause.named,
        )
    now, then = text.body(clause), against.body(was)
    if now == then and clause.heading == was.heading:
        return _plain(text, clause, number)
    heading = _diffed(was.heading, clause.heading)
    return ShownClause(clause.key, number, heading, _diffed(then, now), "changed", clause.named)


def _diffed(old: str, new: str) -> tuple[Stretch, ...]:
    return tuple(Stretch(one.text, one.kind) for one in word_diff(old, new))


def _with_gone(
    shown: list[ShownClause], against: AgreementText, kept: Sequence[Clause]
) -> list[ShownClause]:
    """Put the clauses that are gone behind those that stood before them."""
    here: Mapping[str, int] = {one.key: 0 for one in kept}
    before = ""
    for clause in against.clauses:
        if clause.key not in here:
            gone = ShownClause(
                clause.key,
                None,
                (Stretch(clause.heading, DiffKind.GONE),),
                (Stretch(against.body(clause), DiffKind.GONE),),
                "gone",
            )
            at = next((n + 1 for n, one in enumerate(shown) if one.key == before), 0)
            shown.insert(at, gone)
        before = clause.key
    return shown
