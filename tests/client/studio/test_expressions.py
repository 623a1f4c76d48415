"""The expression editor: what completion offers, what a check says, who may ask."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import client_of
from tests.packages.conftest import Desk

from owj.client.studio.expressions.functions import HELP, function_helps
from owj.kernel.feel.builtins.library import builtins_for

CHECK, WORDS = reverse("client:expression_check"), reverse("client:expression_words")
Said = dict[str, object]


@pytest.fixture
def agent(desk: Desk) -> Client:
    return client_of(desk.agent)


def check(client: Client, text: str, about: str = "entity:ticket", **more: str) -> Said:
    answer = client.post(CHECK, {"text": text, "about": about} | more)
    assert answer.status_code == 200, answer.content
    said: Said = answer.json()
    return said


def test_every_function_has_its_line_of_help() -> None:
    assert HELP.keys() == builtins_for(strict=False).keys()
    assert {one.form for one in function_helps() if one.name == "now"} == {"()"}


def test_words_are_fields_with_labels_options_and_what_links_lead_to(agent: Client) -> None:
    words = agent.get(WORDS, {"about": "entity:ticket"}).json()
    fields = {one["name"]: one for one in words["fields"]["ticket"]}
    assert words["start"] == "ticket"
    assert fields["customer"]["target"] == "customer"
    assert fields["priority"]["options"]
    assert "city" in {one["name"] for one in words["fields"]["customer"]}
    assert "full_name" in {one["name"] for one in words["fields"][""]}


def test_a_slip_is_said_in_persian_with_its_place(agent: Client) -> None:
    said = check(agent, 'priority = "high')
    assert (said["state"], said["start"]) == ("bad", 11)
    assert not re.search("[A-Za-z]{3,}", str(said["message"]))


def test_a_name_that_is_no_field_is_marked_also_behind_a_link(agent: Client) -> None:
    said = check(agent, 'customer.citty = "تهران"')
    assert (said["state"], said["start"], said["end"]) == ("bad", 9, 14)
    assert "مشتری" in str(said["message"])
    assert check(agent, "colour = 1")["state"] == "bad"
    assert check(agent, "for colour in [1, 2] return colour + 1")["result"] == "[2, 3]"


def test_the_last_record_one_may_see_gives_the_result(desk: Desk, agent: Client) -> None:
    ticket = desk.file()
    said = check(agent, "upper case(subject) = upper case(subject)")
    assert (said["state"], said["result"]) == ("good", "true")
    assert said["sample"]
    other = check(agent, "id", record=str(ticket.id))
    assert other["result"] == str(ticket.id)


def test_an_instant_with_a_day_says_what_to_write(desk: Desk, agent: Client) -> None:
    desk.file()
    said = check(agent, 'opened at > date("2026-11-22")')
    assert said["state"] == "warn"
    assert "date and time(" in str(said["message"])
    refused = check(agent, 'opened at > date("2026-11-22")', mode="condition")
    assert (refused["state"], "date and time(" in str(refused["message"])) == ("bad", True)


def test_a_condition_that_the_database_cannot_answer_is_said(agent: Client) -> None:
    assert check(agent, 'lower case(subject) = "x"', mode="condition")["state"] == "bad"
    assert check(agent, 'contains(subject, "x")', mode="condition")["state"] == "good"


def test_tests_of_a_cell_are_read_as_such(desk: Desk) -> None:
    manager = client_of(desk.manager)
    about = "decision:desk.priority"
    assert check(manager, "[1..5], > 7", about, mode="tests")["state"] == "good"
    assert check(manager, "[1..5", about, mode="tests")["state"] == "bad"


def test_an_endless_expression_ends_in_a_sentence(agent: Client) -> None:
    said = check(agent, "count(for a in 1..1000, b in 1..1000 return a * b)")
    assert said["state"] == "bad"


def test_only_those_who_change_decisions_ask_about_one(desk: Desk, agent: Client) -> None:
    refused = agent.post(CHECK, {"text": "1", "about": "decision:desk.priority"})
    assert refused.status_code == 403
    assert agent.get(WORDS, {"about": "decision:desk.priority"}).status_code == 403


def test_an_unknown_subject_is_refused(agent: Client) -> None:
    assert agent.post(CHECK, {"text": "1", "about": "entity:nothing"}).status_code == 422


def test_a_customer_has_no_way_in(desk: Desk) -> None:
    assert client_of(desk.hub_user).post(CHECK, {"text": "1"}).status_code != 200
