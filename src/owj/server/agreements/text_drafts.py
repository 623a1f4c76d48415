"""The next version of an agreement, written clause by clause before it is published (R51)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.sla.agreement import AGREEMENT_FIELDS, Agreement
from owj.kernel.sla.clauses import Clause, check_clauses, read_clauses
from owj.kernel.sla.setting import AgreementField
from owj.kernel.sla.shapes import JsonValue
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.errors import (
    AgreementDraftChanged,
    AgreementUnchanged,
    ClauseNotFound,
    NoAgreementDraft,
    OnlyAdministratorsAgree,
)
from owj.server.agreements.models import AgreementDraft, AgreementVersion
from owj.server.agreements.queries import agreement_versions, kept_text
from owj.server.agreements.services import publish_agreement
from owj.server.agreements.shipped_text import shipped_clauses
from owj.server.context import Actor
from owj.server.workspace.queries import current_workspace


@dataclass(frozen=True, slots=True)
class TextDraft:
    """A draft of the next version. base: the version it was begun on. version: to be given back.

    agreement: its settings, under the label and from the date of the version before.
    """

    key: str
    base: int
    version: int
    agreement: Agreement
    clauses: tuple[Clause, ...]
    changed_by: str
    changed_at: datetime

    def clause(self, key: str) -> Clause:
        """Return a clause by its key. Raises: ClauseNotFound."""
        found = next((one for one in self.clauses if one.key == key), None)
        if found is None:
            raise ClauseNotFound
        return found


TextEdit = Callable[[TextDraft], TextDraft]


def text_draft_of(key: str = SHIPPED_KEY) -> TextDraft | None:
    """Return the draft of an agreement's next version, if somebody began one."""
    row = AgreementDraft.objects.filter(key=key).select_related("changed_by").first()
    return _read(row) if row is not None else None


def changed_settings(before: Agreement, after: Agreement) -> tuple[AgreementField, ...]:
    """Return the settings in which two agreements differ, in the order of the rules."""
    return tuple(one for one in AGREEMENT_FIELDS if one.json_of(before) != one.json_of(after))


def with_settings(agreement: Agreement, changes: Mapping[str, JsonValue]) -> Agreement:
    """Return an agreement with some settings changed. Raises: SettingRejected."""
    return Agreement.from_json(agreement.to_json() | dict(changes))


@transaction.atomic
def begin_text_draft(key: str, *, by: Actor, now: datetime) -> TextDraft:
    """Begin a draft on the last version, or return the one that is begun already.

    A version without a text begins with the text that comes with Owj.
    Raises: OnlyAdministratorsAgree.
    """
    _check_editor(by)
    last = agreement_versions(key)[-1]
    kept = kept_text(key, last.number)
    clauses = kept.text.clauses if kept and kept.text.clauses else shipped_clauses()
    row, _made = AgreementDraft.objects.get_or_create(
        key=key,
        defaults={
            "base": last.number,
            "label": last.agreement.label,
            "data": last.agreement.to_json(),
            "clauses": [one.to_json() for one in clauses],
            "changed_by_id": by.user_id,
            "changed_at": now,
        },
    )
    return _read(row)


@transaction.atomic
def edit_text(key: str, edit: TextEdit, *, seen: int, by: Actor, now: datetime) -> TextDraft:
    """Change the draft as it was seen.

    Raises: OnlyAdministratorsAgree, NoAgreementDraft, AgreementDraftChanged, ClauseRejected,
    ClauseNotFound.
    """
    row = _held(key, seen, by)
    draft = edit(_read(row))
    check_clauses(draft.clauses)
    row.label, row.data = draft.agreement.label, draft.agreement.to_json()
    row.clauses = [one.to_json() for one in draft.clauses]
    row.version += 1
    row.changed_by_id, row.changed_at = by.user_id, now
    row.save()
    return _read(row)


@transaction.atomic
def drop_text_draft(key: str, *, seen: int, by: Actor) -> None:
    """Forget the draft as it was seen.

    Raises: OnlyAdministratorsAgree, NoAgreementDraft, AgreementDraftChanged.
    """
    _held(key, seen, by).delete()


@transaction.atomic
def publish_draft(
    key: str, effective_from: datetime, *, seen: int, by: Actor, now: datetime, tell: bool = False
) -> AgreementVersion:
    """Make the draft the next version, in force from an instant on; the draft is gone then.

    A version that was published meanwhile stays; what the draft did not touch of it is overruled
    only if the draft was looked at again, so such a draft is refused.
    Raises: OnlyAdministratorsAgree, NoAgreementDraft, AgreementDraftChanged, AgreementUnchanged,
    BackdatedRevision, UnknownCalendar, ClauseRejected.
    """
    row = _held(key, seen, by)
    draft, last = _read(row), agreement_versions(key)[-1]
    if last.number != draft.base:
        raise AgreementDraftChanged
    kept = kept_text(key, last.number)
    same_text = kept is not None and kept.text.clauses == draft.clauses
    same_label = last.agreement.label == draft.agreement.label
    if same_text and same_label and not changed_settings(last.agreement, draft.agreement):
        raise AgreementUnchanged
    year = JalaliDate.from_gregorian(effective_from.astimezone(current_workspace().tz).date()).year
    agreement = replace(
        draft.agreement, id=f"{year}-{last.number + 1}", effective_from=effective_from
    )
    row.delete()
    return publish_agreement(agreement, by=by, now=now, key=key, clauses=draft.clauses, tell=tell)


@transaction.atomic
def rebase_text_draft(key: str, *, seen: int, by: Actor, now: datetime) -> TextDraft:
    """Lay the draft upon the version that was published meanwhile.

    Settings that the draft did not change are taken from there; its text stays as it is.
    Raises: OnlyAdministratorsAgree, NoAgreementDraft, AgreementDraftChanged.
    """
    row = _held(key, seen, by)
    draft, versions = _read(row), agreement_versions(key)
    base = next(one for one in versions if one.number == draft.base)
    changed = changed_settings(base.agreement, draft.agreement)
    mine = {one.name: one.json_of(draft.agreement) for one in changed}
    row.base = versions[-1].number
    row.data = with_settings(versions[-1].agreement, mine).to_json()
    row.version += 1
    row.changed_by_id, row.changed_at = by.user_id, now
    row.save()
    return _read(row)


def put_clause(draft: TextDraft, clause: Clause, after: str = "") -> TextDraft:
    """Return the draft with a clause in the place of its old self, or behind another one."""
    if any(one.key == clause.key for one in draft.clauses):
        kept = tuple(clause if one.key == clause.key else one for one in draft.clauses)
        return replace(draft, clauses=kept)
    at = next((n + 1 for n, one in enumerate(draft.clauses) if one.key == after), 0)
    at = at or len(draft.clauses)
    return replace(draft, clauses=(*draft.clauses[:at], clause, *draft.clauses[at:]))


def drop_clause(draft: TextDraft, key: str) -> TextDraft:
    """Return the draft without a clause. Raises: ClauseNotFound."""
    gone = draft.clause(key)
    return replace(draft, clauses=tuple(one for one in draft.clauses if one is not gone))


def move_clause(draft: TextDraft, key: str, by: int) -> TextDraft:
    """Return the draft with a clause so many places later (negative: earlier).

    Raises: ClauseNotFound.
    """
    moved = draft.clause(key)
    rest = [one for one in draft.clauses if one is not moved]
    at = draft.clauses.index(moved) + by
    rest.insert(min(max(at, 0), len(rest)), moved)
    return replace(draft, clauses=tuple(rest))


def free_key(clauses: Sequence[Clause]) -> str:
    """Return a key that no clause of the draft has."""
    taken = {one.key for one in clauses}
    return next(key for n in range(1, len(taken) + 2) if (key := f"c{n}") not in taken)


def _held(key: str, seen: int, by: Actor) -> AgreementDraft:
    _check_editor(by)
    row = AgreementDraft.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NoAgreementDraft
    if row.version != seen:
        raise AgreementDraftChanged
    return row


def _check_editor(by: Actor) -> None:
    if not by.has_role("admin"):
        raise OnlyAdministratorsAgree


def _read(row: AgreementDraft) -> TextDraft:
    return TextDraft(
        key=row.key,
        base=row.base,
        version=row.version,
        agreement=replace(Agreement.from_json(row.data), label=row.label),
        clauses=read_clauses(row.clauses),
        changed_by=row.changed_by.full_name if row.changed_by else "",
        changed_at=row.changed_at,
    )
