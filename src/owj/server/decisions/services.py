"""Changing a decision: a draft of one's own, test cases, then a version that is asked at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from owj.kernel.dmn.editing import TableEdit, edit_table
from owj.kernel.dmn.editing.fresh import add_input_data
from owj.kernel.dmn.json_values import JsonValue, json_value, read_inputs
from owj.kernel.errors import OwjError
from owj.kernel.feel import FeelContext
from owj.server import clock
from owj.server.context import Actor
from owj.server.decisions.checking import Findings, StoredCase, check_source
from owj.server.decisions.errors import (
    CaseRefused,
    DecisionChanged,
    DecisionNotReady,
    DecisionTooLong,
    DraftMoved,
    NoDecisionDraft,
    OnlyDecisionEditors,
)
from owj.server.decisions.evaluation import compiled_model
from owj.server.decisions.events import DecisionPublished
from owj.server.decisions.models import DecisionCase, DecisionDraft, DecisionVersion
from owj.server.decisions.points import DecisionPoint, decision_point, decision_points
from owj.server.decisions.queries import cases_of, draft_row, version_in_force
from owj.server.events import publish

EDITORS = ("admin", "project_manager")
SOURCE_LIMIT = 300_000
NOTE_LIMIT = 300
NAME_LIMIT = 120
MOST_CASES = 500


def may_edit_decisions(actor: Actor) -> bool:
    """Tell whether somebody may change decisions."""
    return any(actor.has_role(role) for role in EDITORS)


@transaction.atomic
def install_shipped_decisions() -> None:
    """Publish the tables that come with Owj, with their test cases, where there are none yet."""
    at = clock.now()
    for point in decision_points():
        if DecisionVersion.objects.filter(key=point.key).exists():
            continue
        DecisionVersion.objects.create(
            key=point.key,
            number=1,
            source=point.source,
            fingerprint=fingerprint_of(point.source),
            published_at=at,
        )
        DecisionCase.objects.bulk_create(
            DecisionCase(
                key=point.key,
                name=case.name,
                inputs={name: json_value(value) for name, value in case.inputs.items()},
                expected=json_value(case.expected),
                changed_at=at,
            )
            for case in point.cases
        )


@transaction.atomic
def keep_draft(key: str, source: str, *, by: Actor, now: datetime) -> Findings:
    """Keep one's draft of a decision and return what is to be said about it.

    Texts in it may still be wrong; it must be a decision model, though.
    Raises: UnknownDecision, OnlyDecisionEditors, DecisionTooLong, XmlRefused, ModelRefused.
    """
    point = _hold(key, by)
    if len(source) > SOURCE_LIMIT:
        raise DecisionTooLong(limit=SOURCE_LIMIT)
    compiled_model(source)
    begun = draft_row(key, by)
    base = begun.base if begun is not None else version_in_force(key).number
    DecisionDraft.objects.update_or_create(
        key=key, by_id=by.user_id, defaults={"base": base, "source": source, "changed_at": now}
    )
    return check_source(point, source, cases_of(key), now=now)


@transaction.atomic
def edit_draft(
    key: str,
    edits: Iterable[TableEdit],
    *,
    seen: str,
    by: Actor,
    now: datetime,
    inputs: Iterable[tuple[str, str]] = (),
) -> Findings:
    """Change the table in one's draft, which begins with the version in force.

    seen: the fingerprint of what the person looks at; another window may have changed it since.
    inputs: names and types that a decision of the organisation's own is asked with from now on.
    Raises: as `keep_draft`, DraftMoved, TableNotEditable.
    """
    point = _hold(key, by)
    draft = draft_row(key, by)
    source = draft.source if draft is not None else version_in_force(key).source
    if fingerprint_of(source) != seen:
        raise DraftMoved
    for edit in edits:
        source = edit_table(source, point.decision, edit)
    for name, type_ref in inputs if point.own else ():
        source = add_input_data(source, point.decision, name, type_ref)
    return keep_draft(key, source, by=by, now=now)


@transaction.atomic
def drop_draft(key: str, *, by: Actor) -> None:
    """Forget one's draft. Raises: UnknownDecision, OnlyDecisionEditors."""
    _hold(key, by)
    DecisionDraft.objects.filter(key=key, by_id=by.user_id).delete()


@transaction.atomic
def rebase_draft(key: str, *, by: Actor, now: datetime) -> None:
    """Let one's draft follow the version in force, whose changes it then takes back or keeps.

    Raises: UnknownDecision, OnlyDecisionEditors, NoDecisionDraft.
    """
    _hold(key, by)
    draft = draft_row(key, by)
    if draft is None:
        raise NoDecisionDraft
    draft.base, draft.changed_at = version_in_force(key).number, now
    draft.save()


@transaction.atomic
def keep_case(
    key: str, name: str, inputs: str, expected: str, *, by: Actor, now: datetime
) -> StoredCase:
    """Keep a test case with a decision; one of the same name is replaced.

    inputs, expected: JSON. Raises: UnknownDecision, OnlyDecisionEditors, CaseRefused.
    """
    _hold(key, by)
    name = " ".join(name.split())
    if not name or len(name) > NAME_LIMIT:
        raise CaseRefused(expected=f"a name of up to {NAME_LIMIT} characters", got=name[:40])
    if DecisionCase.objects.filter(key=key).exclude(name=name).count() >= MOST_CASES:
        raise CaseRefused(expected=f"up to {MOST_CASES} cases", got="more")
    read = {one: json_value(value) for one, value in _inputs(inputs).items()}
    case = StoredCase(name, read, _expected(expected))
    DecisionCase.objects.update_or_create(
        key=key,
        name=name,
        defaults={
            "inputs": case.inputs,
            "expected": case.expected,
            "changed_at": now,
            "changed_by_id": by.user_id,
        },
    )
    return case


@transaction.atomic
def drop_case(key: str, name: str, *, by: Actor) -> None:
    """Throw a test case away. Raises: UnknownDecision, OnlyDecisionEditors."""
    _hold(key, by)
    DecisionCase.objects.filter(key=key, name=name).delete()


@transaction.atomic
def publish_draft(key: str, *, by: Actor, now: datetime, note: str = "") -> int:
    """Make one's draft the version that is asked from now on; returns its number.

    Raises: UnknownDecision, OnlyDecisionEditors, NoDecisionDraft, DecisionChanged when another
    was published since the draft was begun, DecisionNotReady with the reasons.
    """
    point = _hold(key, by)
    draft, in_force = draft_row(key, by), version_in_force(key)
    if draft is None or draft.source == in_force.source:
        raise NoDecisionDraft
    if draft.base != in_force.number:
        raise DecisionChanged(number=in_force.number)
    findings = check_source(point, draft.source, cases_of(key), now=now)
    if not findings.is_ready:
        raise DecisionNotReady(reasons="; ".join(findings.reasons[:5]))
    number = put_version(key, draft.source, by=by, now=now, note=note)
    draft.delete()
    return number


@transaction.atomic
def restore_version(key: str, number: int, *, by: Actor, now: datetime) -> Findings:
    """Make an older version one's draft again. Raises: as `keep_draft`, NoDecisionDraft."""
    _hold(key, by)
    old = DecisionVersion.objects.filter(key=key, number=number).first()
    if old is None:
        raise NoDecisionDraft
    DecisionDraft.objects.filter(key=key, by_id=by.user_id).delete()
    return keep_draft(key, old.source, by=by, now=now)


def fingerprint_of(source: str) -> str:
    """Return what tells a source from another."""
    return hashlib.sha256(source.encode()).hexdigest()


def put_version(key: str, source: str, *, by: Actor, now: datetime, note: str = "") -> int:
    """Let a checked model be asked from now on; returns the number of its version."""
    number = version_in_force(key).number + 1
    DecisionVersion.objects.create(
        key=key,
        number=number,
        source=source,
        fingerprint=fingerprint_of(source),
        published_at=now,
        published_by_id=by.user_id,
        note=" ".join(note.split())[:NOTE_LIMIT],
    )
    publish(DecisionPublished(key, number, now, by=by.user_id))
    return number


def _hold(key: str, by: Actor) -> DecisionPoint:
    """Let one person at a time change a decision. Raises: UnknownDecision, OnlyDecisionEditors."""
    point = decision_point(key)
    if not may_edit_decisions(by):
        raise OnlyDecisionEditors
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"decision:{key}"])
    return point


def _inputs(text: str) -> FeelContext:
    try:
        return read_inputs(text)
    except OwjError as error:
        raise CaseRefused(expected="inputs as a JSON object", got=str(error)) from None


def _expected(text: str) -> JsonValue:
    try:
        found: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        raise CaseRefused(expected="an answer as JSON", got=text[:40]) from None
    return found
