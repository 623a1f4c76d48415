"""The text of an agreement from draft to publication: no version is overwritten (R50, R51)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from owj.kernel.sla.clauses import Clause, ClauseRejected
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.errors import (
    AgreementDraftChanged,
    AgreementUnchanged,
    BackdatedRevision,
    NoAgreementDraft,
    OnlyAdministratorsAgree,
)
from owj.server.agreements.models import AgreementVersion
from owj.server.agreements.queries import agreement_at, forget_rows, kept_text
from owj.server.agreements.services import install_shipped_agreement, publish_agreement
from owj.server.agreements.text_drafts import (
    TextDraft,
    begin_text_draft,
    drop_clause,
    drop_text_draft,
    edit_text,
    free_key,
    move_clause,
    publish_draft,
    put_clause,
    rebase_text_draft,
    text_draft_of,
    with_settings,
)
from owj.server.context import Actor
from owj.server.identity.people import NewUser, create_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=10)


@pytest.fixture
def admin() -> Iterator[Actor]:
    forget_rows()
    install_shipped_agreement()
    new = NewUser("negar", "نگار شمس", "staff", roles=("admin",))
    yield create_user(new).actor
    forget_rows()


def quicker(draft: TextDraft) -> TextDraft:
    """Return the draft with another promise of the telephone."""
    changed = with_settings(draft.agreement, {"callback_minutes": 45})
    return replace(draft, agreement=changed)


def test_what_comes_with_owj_has_its_text_in_persian(admin: Actor) -> None:
    kept = kept_text(SHIPPED_KEY, 1)
    assert kept is not None
    assert kept.is_whole
    assert "بحرانی ۱۵ دقیقه، بالا ۲۰ دقیقه" in kept.plain
    assert "شنبه تا چهارشنبه: ۸:۳۰ تا ۱۷:۰۰" in kept.plain
    assert "{" not in kept.plain


def test_a_setting_that_changes_changes_the_text(admin: Actor) -> None:
    draft = begin_text_draft(SHIPPED_KEY, by=admin, now=NOW)
    edit_text(SHIPPED_KEY, quicker, seen=draft.version, by=admin, now=NOW)
    row = publish_draft(SHIPPED_KEY, LATER, seen=draft.version + 1, by=admin, now=NOW)
    assert row.number == 2
    assert row.data["id"] == "1405-2"
    assert "حداکثر تا ۴۵ دقیقه" in row.text
    assert text_draft_of() is None
    first = kept_text(SHIPPED_KEY, 1)
    assert first is not None
    assert "حداکثر تا ۶۰ دقیقه" in first.plain
    assert agreement_at(SHIPPED_KEY, NOW).number == 1
    assert agreement_at(SHIPPED_KEY, LATER).agreement.callback_minutes == 45


def test_a_published_text_is_never_overwritten(admin: Actor) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreementVersion.objects.filter(number=1).update(text="دیگر")


def test_clauses_are_put_in_moved_and_taken_out(admin: Actor) -> None:
    draft = begin_text_draft(SHIPPED_KEY, by=admin, now=NOW)
    key = free_key(draft.clauses)
    added = put_clause(draft, Clause(key, "نشانی", "نشانی دو طرف."), after="scope")
    assert [one.key for one in added.clauses][:2] == ["scope", key]
    assert [one.key for one in move_clause(added, key, -1).clauses][:2] == [key, "scope"]
    assert drop_clause(added, key).clauses == draft.clauses
    longer = put_clause(draft, replace(draft.clause("phone"), heading="تلفن"))
    assert longer.clause("phone").heading == "تلفن"
    assert len(longer.clauses) == len(draft.clauses)


def test_a_draft_that_changed_meanwhile_is_looked_at_again(admin: Actor) -> None:
    draft = begin_text_draft(SHIPPED_KEY, by=admin, now=NOW)
    edit_text(SHIPPED_KEY, quicker, seen=draft.version, by=admin, now=NOW)
    with pytest.raises(AgreementDraftChanged):
        edit_text(SHIPPED_KEY, quicker, seen=draft.version, by=admin, now=NOW)
    with pytest.raises(AgreementDraftChanged):
        publish_draft(SHIPPED_KEY, LATER, seen=draft.version, by=admin, now=NOW)


def test_a_version_published_meanwhile_is_not_undone_by_an_older_draft(admin: Actor) -> None:
    draft = begin_text_draft(SHIPPED_KEY, by=admin, now=NOW)
    mine = edit_text(SHIPPED_KEY, quicker, seen=draft.version, by=admin, now=NOW)
    theirs = with_settings(agreement_at(SHIPPED_KEY, NOW).agreement, {"claim_days": 10})
    publish_agreement(replace(theirs, effective_from=LATER), by=admin, now=NOW)
    with pytest.raises(AgreementDraftChanged):
        publish_draft(SHIPPED_KEY, LATER, seen=mine.version, by=admin, now=NOW)
    joined = rebase_text_draft(SHIPPED_KEY, seen=mine.version, by=admin, now=NOW)
    assert (joined.agreement.claim_days, joined.agreement.callback_minutes) == (10, 45)
    assert publish_draft(SHIPPED_KEY, LATER, seen=joined.version, by=admin, now=NOW).number == 3


def test_what_changes_nothing_lies_in_the_past_or_names_nothing_is_not_published(
    admin: Actor,
) -> None:
    draft = begin_text_draft(SHIPPED_KEY, by=admin, now=NOW)
    with pytest.raises(AgreementUnchanged):
        publish_draft(SHIPPED_KEY, LATER, seen=draft.version, by=admin, now=NOW)

    def nonsense(known: TextDraft) -> TextDraft:
        return put_clause(known, replace(known.clause("phone"), body="تا {never}"))

    with pytest.raises(ClauseRejected):
        edit_text(SHIPPED_KEY, nonsense, seen=draft.version, by=admin, now=NOW)
    mine = edit_text(SHIPPED_KEY, quicker, seen=draft.version, by=admin, now=NOW)
    with pytest.raises(BackdatedRevision):
        publish_draft(SHIPPED_KEY, NOW - timedelta(days=1), seen=mine.version, by=admin, now=NOW)


def test_only_an_administrator_writes_an_agreement(admin: Actor) -> None:
    other = create_user(NewUser("reza", "رضا", "staff", roles=("project_manager",))).actor
    with pytest.raises(OnlyAdministratorsAgree):
        begin_text_draft(SHIPPED_KEY, by=other, now=NOW)
    draft = begin_text_draft(SHIPPED_KEY, by=admin, now=NOW)
    with pytest.raises(OnlyAdministratorsAgree):
        publish_draft(SHIPPED_KEY, LATER, seen=draft.version, by=other, now=NOW)
    drop_text_draft(SHIPPED_KEY, seen=draft.version, by=admin)
    with pytest.raises(NoAgreementDraft):
        drop_text_draft(SHIPPED_KEY, seen=draft.version, by=admin)
