"""A decision changes by a draft, test cases and a version that the database never changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection
from tests.kernel.dmn.drawing import decision, definitions, input_data, table

from owj.kernel.errors import DefinitionError, OwjError
from owj.server.context import SYSTEM, Actor
from owj.server.decisions import points
from owj.server.decisions.errors import (
    CaseRefused,
    DecisionChanged,
    DecisionNotReady,
    DecisionTooLong,
    NoDecisionDraft,
    OnlyDecisionEditors,
    UnknownDecision,
)
from owj.server.decisions.evaluation import ask_decision
from owj.server.decisions.events import DecisionPublished
from owj.server.decisions.models import DecisionVersion
from owj.server.decisions.points import DecisionPoint, ShippedCase, register_decision
from owj.server.decisions.queries import cases_of, draft_row, version_in_force, versions_of
from owj.server.decisions.services import (
    SOURCE_LIMIT,
    drop_case,
    drop_draft,
    install_shipped_decisions,
    keep_case,
    keep_draft,
    publish_draft,
    restore_version,
)
from owj.server.identity.people import NewUser, create_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
KEY = "test.size"
BIG = '"big"'


def drawn(edge: int = 10, small: str = '"small"') -> str:
    """Return a model that calls numbers big from an edge on."""
    rules = [(f">={edge}", BIG), (f"<{edge}", small)]
    return definitions(
        input_data("n", "number") + decision("size", table(["n"], ["size"], rules), inputs=["n"])
    )


@pytest.fixture(autouse=True)
def _point(monkeypatch: pytest.MonkeyPatch) -> None:
    """Declare a decision for the time of a test."""
    from decimal import Decimal

    monkeypatch.setattr(points, "_points", dict(points._points))
    register_decision(
        DecisionPoint(
            key=KEY,
            label="Size",
            decision="size",
            source=drawn(),
            questions=({"n": Decimal(1)}, {"n": Decimal(99)}),
            accepts=lambda value: value in {"big", "small", "tiny"},
            answers="big, small or tiny",
            cases=(ShippedCase("ten is big", {"n": Decimal(10)}, "big"),),
        )
    )
    install_shipped_decisions()


@pytest.fixture
def editor() -> Actor:
    """Return an administrator."""
    return person("editor", "admin")


def person(name: str, role: str) -> Actor:
    """Return somebody of the staff."""
    return create_user(NewUser(name, name, "staff", roles=(role,)), by=SYSTEM).actor


def size_of(number: int) -> object:
    """Return what the version in force calls a number."""
    from decimal import Decimal

    return ask_decision(KEY, {"n": Decimal(number)}, now=NOW).value


def test_the_shipped_table_is_version_one_with_its_cases_and_is_installed_once() -> None:
    install_shipped_decisions()
    assert [row.number for row in versions_of(KEY)] == [1]
    assert [(case.name, case.inputs, case.expected) for case in cases_of(KEY)] == [
        ("ten is big", {"n": 10}, "big")
    ]


def test_a_draft_changes_nothing_until_it_is_published(editor: Actor) -> None:
    found = keep_draft(KEY, drawn(5), by=editor, now=NOW)
    assert found.is_ready
    assert size_of(7) == "small"
    assert publish_draft(KEY, by=editor, now=NOW, note="  five is  big ") == 2
    assert size_of(7) == "big"
    newest = version_in_force(KEY)
    assert (newest.number, newest.note, newest.published_by_id) == (
        2,
        "five is big",
        editor.user_id,
    )
    assert draft_row(KEY, editor) is None


def test_publishing_is_news_for_the_rooms_above(
    editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from owj.server.decisions import services

    told: list[object] = []
    monkeypatch.setattr(services, "publish", told.append)
    keep_draft(KEY, drawn(5), by=editor, now=NOW)
    publish_draft(KEY, by=editor, now=NOW)
    assert told == [DecisionPublished(KEY, 2, NOW, by=editor.user_id)]


def test_a_failed_case_an_unanswered_input_and_a_wrong_text_stand_against_publishing(
    editor: Actor,
) -> None:
    for source, said in [
        (drawn(11), "case “ten is big”: expected big, got small"),
        (drawn(small='"minute"'), "no usable answer for n: 1"),
        (drawn(small='"small'), "rule 2"),
    ]:
        found = keep_draft(KEY, source, by=editor, now=NOW)
        assert any(said in reason for reason in found.reasons)
        with pytest.raises(DecisionNotReady):
            publish_draft(KEY, by=editor, now=NOW)
    assert version_in_force(KEY).number == 1


def test_cases_tell_which_rules_they_reach(editor: Actor) -> None:
    assert keep_draft(KEY, drawn(), by=editor, now=NOW).covered == {1}
    keep_case(KEY, "one is small", '{"n": 1}', '"small"', by=editor, now=NOW)
    found = keep_draft(KEY, drawn(), by=editor, now=NOW)
    assert found.covered == {1, 2}
    assert [outcome.passed for outcome in found.outcomes] == [True, True]
    assert found.analysis is not None
    assert found.analysis.is_sound


def test_a_case_is_replaced_by_its_name_and_thrown_away(editor: Actor) -> None:
    keep_case(KEY, "ten  is big", '{"n": 10}', '"small"', by=editor, now=NOW)
    assert [case.expected for case in cases_of(KEY)] == ["small"]
    drop_case(KEY, "ten is big", by=editor)
    assert cases_of(KEY) == []


@pytest.mark.parametrize(
    ("name", "inputs", "expected"),
    [("", "{}", "1"), ("a", "[]", "1"), ("a", "{", "1"), ("a", "{}", "x"), ("a" * 121, "{}", "1")],
)
def test_a_case_without_name_or_json_is_refused(
    editor: Actor, name: str, inputs: str, expected: str
) -> None:
    with pytest.raises(CaseRefused):
        keep_case(KEY, name, inputs, expected, by=editor, now=NOW)


def test_of_two_who_publish_the_second_keeps_the_draft_and_hears_of_the_first(
    editor: Actor,
) -> None:
    other = person("other", "admin")
    keep_draft(KEY, drawn(5), by=editor, now=NOW)
    keep_draft(KEY, drawn(6), by=other, now=NOW)
    publish_draft(KEY, by=editor, now=NOW)
    with pytest.raises(DecisionChanged, match="version 2"):
        publish_draft(KEY, by=other, now=NOW)
    assert draft_row(KEY, other) is not None


def test_there_is_nothing_to_publish_without_a_change(editor: Actor) -> None:
    with pytest.raises(NoDecisionDraft):
        publish_draft(KEY, by=editor, now=NOW)
    keep_draft(KEY, drawn(), by=editor, now=NOW)
    with pytest.raises(NoDecisionDraft):
        publish_draft(KEY, by=editor, now=NOW)
    drop_draft(KEY, by=editor)
    assert draft_row(KEY, editor) is None


def test_an_older_version_comes_back_as_a_draft(editor: Actor) -> None:
    keep_draft(KEY, drawn(5), by=editor, now=NOW)
    publish_draft(KEY, by=editor, now=NOW)
    restore_version(KEY, 1, by=editor, now=NOW)
    assert publish_draft(KEY, by=editor, now=NOW) == 3
    assert size_of(7) == "small"


def test_what_is_no_model_is_not_kept(editor: Actor) -> None:
    for source, kind in [
        ("<a/>", DefinitionError),
        ("<!DOCTYPE a><a/>", OwjError),
        ("x" * (SOURCE_LIMIT + 1), DecisionTooLong),
    ]:
        with pytest.raises(kind):
            keep_draft(KEY, source, by=editor, now=NOW)
    assert draft_row(KEY, editor) is None


def test_a_model_without_the_decision_that_is_asked_cannot_be_published(editor: Actor) -> None:
    source = drawn().replace('name="size"', 'name="other"')
    found = keep_draft(KEY, source, by=editor, now=NOW)
    assert "no decision named size" in found.refusal


def test_others_may_not_change_a_decision() -> None:
    agent = person("agent", "agent")
    for act in (
        lambda: keep_draft(KEY, drawn(5), by=agent, now=NOW),
        lambda: publish_draft(KEY, by=agent, now=NOW),
        lambda: keep_case(KEY, "a", "{}", "1", by=agent, now=NOW),
        lambda: drop_case(KEY, "ten is big", by=agent),
        lambda: restore_version(KEY, 1, by=agent, now=NOW),
    ):
        with pytest.raises(OnlyDecisionEditors):
            act()


def test_a_decision_nobody_declares_is_unknown() -> None:
    with pytest.raises(UnknownDecision):
        ask_decision("test.none", {}, now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("word", ["UPDATE {} SET note = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_a_version(word: str) -> None:
    assert DecisionVersion.objects.filter(key=KEY).exists()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(word.format("server_decisionversion"))
