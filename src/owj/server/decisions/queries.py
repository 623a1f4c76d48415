"""What stands about a decision: versions, one's draft, the test cases, why it answered so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from owj.server import clock
from owj.server.context import Actor
from owj.server.decisions.checking import StoredCase
from owj.server.decisions.evaluation import compiled_model
from owj.server.decisions.models import DecisionCase, DecisionDraft, DecisionVersion
from owj.server.decisions.points import decision_point


def version_in_force(key: str) -> DecisionVersion:
    """Return the version that is asked; before any was installed, the shipped one."""
    found = DecisionVersion.objects.filter(key=key).order_by("number").last()
    if found is not None:
        return found
    source = decision_point(key).source
    return DecisionVersion(key=key, number=0, source=source, published_at=clock.now())


def versions_of(key: str) -> list[DecisionVersion]:
    """Return all versions, the newest first."""
    rows = DecisionVersion.objects.filter(key=key).select_related("published_by")
    return list(rows.order_by("-number"))


def draft_row(key: str, actor: Actor) -> DecisionDraft | None:
    """Return one's own draft, if there is one."""
    return DecisionDraft.objects.filter(key=key, by_id=actor.user_id or 0).first()


def other_drafts(key: str, actor: Actor) -> list[str]:
    """Return the names of the others who have an unpublished draft."""
    rows = DecisionDraft.objects.filter(key=key).exclude(by_id=actor.user_id or 0)
    return [row.by.full_name for row in rows.select_related("by").order_by("changed_at")]


def version_row(key: str, number: int) -> DecisionVersion | None:
    """Return one version of a decision, if there is one of this number."""
    rows = DecisionVersion.objects.filter(key=key, number=number)
    return rows.select_related("published_by").first()


def cases_of(key: str) -> list[StoredCase]:
    """Return the test cases kept with a decision, the oldest first."""
    rows = DecisionCase.objects.filter(key=key)
    return [StoredCase(row.name, row.inputs, row.expected) for row in rows]


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """Hold which rules of which version gave an answer, and the notes beside them."""

    version: int
    rules: tuple[int, ...]
    notes: tuple[str, ...]


def decided_by(kept: object) -> DecidedBy | None:
    """Return the reason out of what `Decided.to_json` kept; None where nothing was kept."""
    match kept:
        case {"key": str(key), "version": int(version), "rules": [*rules]}:
            numbers = tuple(number for number in rules if isinstance(number, int))
            notes = _notes(key, version)
            said = tuple(notes[number - 1] for number in numbers if 0 < number <= len(notes))
            return DecidedBy(version, numbers, tuple(note for note in said if note))
        case _:
            return None


@lru_cache(maxsize=256)
def _notes(key: str, version: int) -> tuple[str, ...]:
    """Return the notes of a version's rules; a version never changes, so they are kept."""
    row = DecisionVersion.objects.filter(key=key, number=version).first()
    if row is None:
        return ()
    wanted = decision_point(key).decision
    for drawn in compiled_model(row.source).definitions.decisions:
        if drawn.name == wanted and drawn.decision_table is not None:
            return tuple(", ".join(rule.annotations) for rule in drawn.decision_table.rules)
    return ()
