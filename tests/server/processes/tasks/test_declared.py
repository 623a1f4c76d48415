"""What a drawing may ask for in a task."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from tests.server.processes.tasks.drawn import FIELDS, OUTCOMES

from owj.server.processes.tasks.answers import (
    AnswersRefused,
    OutcomeMissing,
    checked_answers,
    first_values,
    state_of_form,
)
from owj.server.processes.tasks.declared import TaskForm, form_of_task
from owj.server.processes.tasks.errors import TaskFormRefused

LIMIT = {"limit": Decimal(100)}


def form(**attributes: Any) -> TaskForm:
    return form_of_task(
        {
            name: text if isinstance(text, str) else json.dumps(text)
            for name, text in attributes.items()
        }
    )


REFUND = form(fields=FIELDS, outcomes=OUTCOMES, outcome="decision")


def test_a_task_that_declares_nothing_asks_for_nothing() -> None:
    assert not form().asks
    assert checked_answers(form(), {}, "", {}) == {}


def test_fields_carry_their_names_in_both_languages() -> None:
    field = REFUND.entity.by_key["amount"]
    assert (field.label.fa, field.label.en) == ("مبلغ", "Amount")
    assert [one.label.en for one in REFUND.outcomes] == ["Approve", "Reject"]


def test_a_condition_may_name_variables_of_the_process() -> None:
    assert "why" in state_of_form(REFUND, {"amount": 101}, LIMIT).required
    assert "why" not in state_of_form(REFUND, {"amount": 99}, LIMIT).visible


def test_answers_become_variables_with_the_outcome() -> None:
    told = checked_answers(REFUND, {"amount": 50}, "yes", LIMIT)
    assert told == {"amount": Decimal(50), "decision": "yes"}


def test_what_a_condition_hides_is_not_told() -> None:
    assert "why" not in checked_answers(REFUND, {"amount": 50, "why": "x"}, "yes", LIMIT)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, ["amount"]),
        ({"amount": "many"}, ["amount"]),
        ({"amount": 200}, ["why"]),
        ({"amount": 50, "role": "admin"}, [""]),
    ],
)
def test_answers_are_checked_by_kind_and_condition(
    values: dict[str, Any], wrong: list[str]
) -> None:
    with pytest.raises(AnswersRefused) as refused:
        checked_answers(REFUND, values, "yes", LIMIT)
    assert sorted(refused.value.errors) == wrong


def test_a_task_with_outcomes_ends_in_one_of_them() -> None:
    for outcome in ("", "maybe"):
        with pytest.raises(OutcomeMissing):
            checked_answers(REFUND, {"amount": 50}, outcome, LIMIT)


def test_fields_begin_with_what_the_process_knows() -> None:
    fields = [
        {"name": "amount", "kind": "money"},
        {"name": "half", "kind": "money", "value": "=amount / 2"},
        {"name": "note", "value": "as always"},
        {"name": "other", "value": "=1 / 0"},
    ]
    first = first_values(form(fields=fields), {"amount": Decimal(90)})
    assert first == {"amount": 90, "half": 45, "note": "as always", "other": None}


@pytest.mark.parametrize(
    "attributes",
    [
        {"form": "secret"},
        {"fields": "[1]"},
        {"fields": "{"},
        {"fields": [{"name": "a b"}]},
        {"fields": [{"name": "a", "kind": "file"}]},
        {"fields": [{"name": "a"}, {"name": "a"}]},
        {"fields": [{"name": "a", "kind": "choice"}]},
        {"fields": [{"name": "a", "visible_if": "if if"}]},
        {"outcomes": [{"fa": "x"}]},
        {"outcomes": [{"value": "x", "tone": "pink"}]},
        {"outcome": "a b"},
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_attribute(attributes: dict[str, Any]) -> None:
    with pytest.raises(TaskFormRefused) as refused:
        form(**attributes)
    assert str(refused.value.data["part"]).startswith("owj:")
