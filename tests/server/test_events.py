"""Events and the reactions on them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import transaction

from owj.server import events
from owj.server.workspace.models import Workspace


@dataclass(frozen=True, slots=True)
class KettleMoved:
    kettle_id: int


@dataclass(frozen=True, slots=True)
class KettleBoiled(KettleMoved):
    pass


@pytest.fixture(autouse=True)
def no_other_reactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_reactions", [])


@pytest.mark.django_db
def test_reactions_run_at_once_in_the_order_of_registration() -> None:
    seen: list[str] = []
    events.reacts_to(KettleBoiled)(lambda event: seen.append(f"first {event.kettle_id}"))
    events.reacts_to(KettleMoved)(lambda event: seen.append(f"second {event.kettle_id}"))
    events.publish(KettleBoiled(7))
    assert seen == ["first 7", "second 7"]


@pytest.mark.django_db
def test_a_reaction_on_a_narrower_event_is_left_alone() -> None:
    seen: list[KettleMoved] = []
    events.reacts_to(KettleBoiled)(seen.append)
    events.publish(KettleMoved(7))
    assert seen == []


@pytest.mark.django_db
def test_a_reaction_registered_twice_runs_once() -> None:
    seen: list[KettleMoved] = []

    def react(event: KettleMoved) -> None:
        seen.append(event)

    events.reacts_to(KettleMoved)(react)
    events.reacts_to(KettleMoved)(react)
    events.publish(KettleMoved(7))
    assert len(seen) == 1


@pytest.mark.django_db
def test_a_reaction_that_raises_undoes_the_whole_unit() -> None:
    def refuse(event: KettleMoved) -> None:
        raise ValueError(event)

    events.reacts_to(KettleMoved)(refuse)

    @transaction.atomic
    def move_kettle() -> None:
        Workspace.objects.create(name_fa="اوج", name_en="Owj")
        events.publish(KettleMoved(7))

    with pytest.raises(ValueError, match="kettle_id=7"):
        move_kettle()
    assert not Workspace.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_of_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="KettleMoved published outside"):
        events.publish(KettleMoved(7))
