"""What a draft or a version carries besides entities and fields, as pages tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.server.schema.beside import BesideChange
from owj.ui.failures import words_of

_WHATS: dict[str, tuple[str, str, str]] = {
    "added": (_("Added"), "plus", "good"),
    "changed": (_("Changed"), "pencil", ""),
    "removed": (_("Taken away"), "trash-2", "danger"),
}


@dataclass(frozen=True, slots=True)
class BesideLine:
    """One thing as it is shown. id: by which it is dropped, 0 for not at all."""

    id: int
    icon: str
    tone: str
    what: str
    words: str
    name: str
    problem: str
    kept: bool


def beside_lines(changes: Iterable[BesideChange]) -> list[BesideLine]:
    """Return what happens to forms, views, roles, decisions and processes."""
    return [_line(one) for one in changes]


def _line(one: BesideChange) -> BesideLine:
    what, icon, tone = _WHATS[one.what]
    problem = words_of(one.problem) if one.problem else ""
    return BesideLine(
        one.id, icon, tone, gettext(what), str(one.words), one.name, problem, one.kept
    )


def beside_summary(changes: Iterable[BesideChange]) -> list[tuple[str, str, str]]:
    """Return it as icon, words and name, for the list of versions."""
    return [(one.icon, f"{one.what}: {one.words}", one.name) for one in beside_lines(changes)]
