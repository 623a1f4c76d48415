"""Decisions that an organisation draws itself: from nothing, from fields, from a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from owj.kernel.dmn.editing import ColumnWords, has_table
from owj.kernel.dmn.editing.fresh import distinct_names, fresh_model
from owj.kernel.dmn.model import RequirementKind
from owj.server.context import Actor
from owj.server.decisions.errors import (
    DecisionNameRefused,
    DecisionNotOwn,
    DecisionTooLong,
    OnlyDecisionEditors,
    UnknownDecision,
)
from owj.server.decisions.evaluation import compiled_model
from owj.server.decisions.models import OwnDecision
from owj.server.decisions.points import decision_points
from owj.server.decisions.services import NAME_LIMIT, SOURCE_LIMIT, may_edit_decisions

KEY_LIMIT = 60
MOST_COLUMNS = 40
# What the one decision of a model drawn here is called inside of it.
DECISION = "answer"
_KEY = re.compile(r"x_[a-z](?:_?[a-z0-9])*")


@dataclass(frozen=True, slots=True)
class OwnInput:
    """Hold a column of conditions to begin with. field: of the entity whose records are samples."""

    words: ColumnWords
    field: str = ""


@transaction.atomic
def draw_decision(
    name: str,
    inputs: Sequence[OwnInput],
    outputs: Sequence[ColumnWords],
    *,
    by: Actor,
    now: datetime,
    key: str = "",
    entity: str = "",
) -> str:
    """Make a decision with a table without rules; returns its key.

    Raises: OnlyDecisionEditors, DecisionNameRefused.
    """
    if not outputs or len(inputs) + len(outputs) > MOST_COLUMNS:
        got = str(len(inputs) + len(outputs))
        raise DecisionNameRefused(field="columns", expected="at least one output", got=got)
    named = distinct_names(one.words for one in inputs)
    fields = {
        words.expression: one.field for words, one in zip(named, inputs, strict=True) if one.field
    }
    source = fresh_model(DECISION, named, outputs)
    return _keep(name, key, source, DECISION, by=by, now=now, entity=entity, fields=fields)


@transaction.atomic
def take_decision(name: str, source: str, *, by: Actor, now: datetime, key: str = "") -> str:
    """Make a decision of a DMN file; asked is the one that no other in it needs.

    Raises: OnlyDecisionEditors, DecisionNameRefused, DecisionTooLong, XmlRefused, ModelRefused.
    """
    if len(source) > SOURCE_LIMIT:
        raise DecisionTooLong(limit=SOURCE_LIMIT)
    return _keep(name, key, source, asked_decision(source), by=by, now=now)


def asked_decision(source: str) -> str:
    """Return the decision of a model that no other of its decisions needs, a table before others.

    Raises: XmlRefused, ModelRefused, DecisionNameRefused without any.
    """
    drawn = compiled_model(source).definitions.decisions
    needed = {
        need.target.id
        for one in drawn
        for need in one.requirements
        if need.kind is RequirementKind.DECISION
    }
    top = [one for one in drawn if one.id not in needed] or list(drawn)
    if not top:
        raise DecisionNameRefused(field="file", expected="a decision", got="none")
    tables = [one for one in top if has_table(source, one.name)]
    return (tables or top)[-1].name


@transaction.atomic
def rename_decision(key: str, name: str, *, by: Actor) -> None:
    """Call a decision of one's own otherwise. Raises: as `draw_decision`, DecisionNotOwn."""
    row = _held(key, by)
    row.name = _checked_name(name)
    row.save(update_fields=["name"])


@transaction.atomic
def archive_decision(key: str, archived: bool, *, by: Actor, now: datetime) -> None:
    """Offer a decision of one's own no longer, or again. Raises: as `rename_decision`."""
    row = _held(key, by)
    row.archived_at = now if archived else None
    row.save(update_fields=["archived_at"])


def _keep(
    name: str,
    key: str,
    source: str,
    decision: str,
    *,
    by: Actor,
    now: datetime,
    entity: str = "",
    fields: dict[str, str] | None = None,
) -> str:
    if not may_edit_decisions(by) or by.user_id is None:
        raise OnlyDecisionEditors
    row = OwnDecision.objects.create(
        key=_checked_key(key),
        name=_checked_name(name),
        decision=decision,
        source=source,
        entity=entity,
        fields=fields or {},
        created_at=now,
        created_by_id=by.user_id,
    )
    return row.key


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        expected = f"a name of up to {NAME_LIMIT} characters"
        raise DecisionNameRefused(field="name", expected=expected, got=name[:40])
    return name


def _checked_key(key: str) -> str:
    taken = set(OwnDecision.objects.values_list("key", flat=True))
    if not key:
        return next(one for one in _numbered() if one not in taken)
    key = key if key.startswith("x_") else f"x_{key}"
    if not _KEY.fullmatch(key) or len(key) > KEY_LIMIT:
        expected = "a name of small letters, digits and _"
        raise DecisionNameRefused(field="key", expected=expected, got=key[:40])
    if key in taken:
        raise DecisionNameRefused(field="key", expected="a name of its own", got=key)
    return key


def _numbered() -> Iterator[str]:
    number = 1
    while True:
        yield f"x_decision_{number}"
        number += 1


def _held(key: str, by: Actor) -> OwnDecision:
    if not may_edit_decisions(by):
        raise OnlyDecisionEditors
    row = OwnDecision.objects.select_for_update().filter(key=key).first()
    if row is not None:
        return row
    if key in {point.key for point in decision_points()}:
        raise DecisionNotOwn
    raise UnknownDecision(key=key)
