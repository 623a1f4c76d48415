"""Every way to a row is narrowed: what an actor may not see is as if it were not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from tests.server.records.conftest import HUB, NOW, STAFF
from tests.server.records.toys import TOYS, Case, Firm, Note, Person

from owj.kernel.errors import DefinitionError, NotAllowed, NotFound, OwjError
from owj.server.context import Actor
from owj.server.identity.models import User
from owj.server.records import Entity, Label, Text, as_queryset
from owj.server.records.context import Context, open_context
from owj.server.records.refusals import PathOutOfReach, RecordNotFound, RecordOutOfReach
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.sync import sync_packages


@dataclass
class World:
    """Two firms; the hub user speaks for the first."""

    mine: Firm
    foreign: Firm
    my_case: Case
    foreign_case: Case
    my_note: Note
    hidden_note: Note
    foreign_note: Note


@pytest.fixture
def world(system: Context) -> World:
    User.objects.create(id=HUB.user_id, username="navid", username_key="navid", full_name="ن",
                        kind="hub", password="secret-hash")  # fmt: skip
    mine = system.create(Firm, name="خودی")
    foreign = system.create(Firm, name="بیگانه")
    system.create(Person, firm=mine, name="نوید", user=HUB.user_id)
    stranger = system.create(Person, firm=foreign, name="غریبه")
    my_case = system.create(Case, subject="mine", firm=mine, opened_at=NOW, person=stranger)
    foreign_case = system.create(Case, subject="foreign", firm=foreign, opened_at=NOW)
    return World(
        mine,
        foreign,
        my_case,
        foreign_case,
        system.create(Note, case=my_case, text="said"),
        system.create(Note, case=my_case, text="whispered", internal=True),
        system.create(Note, case=foreign_case, text="elsewhere"),
    )


def test_the_system_and_staff_see_every_row(world: World, system: Context, ctx: Context) -> None:
    for free in (system, ctx):
        assert free.rows(Case).count() == 2
        assert free.rows(Note).count() == 3


def test_rows_are_narrowed(world: World, hub: Context) -> None:
    assert list(hub.rows(Case)) == [world.my_case]
    assert list(hub.rows(Note)) == [world.my_note]
    assert list(hub.rows(Firm)) == [world.mine]
    assert hub.rows(Person).count() == 0
    assert hub.rows(Case).aggregate(n=Count("id")) == {"n": 1}
    assert hub.rows(Case).in_bulk([world.foreign_case.id]) == {}
    assert not hub.rows(Case).filter(pk=world.foreign_case.id).exists()
    assert list(hub.rows(Case).values_list("subject", flat=True)) == ["mine"]


def test_without_a_rule_hub_users_see_nothing(db: None) -> None:
    class Secret(Entity):
        key, label = "toy_secret", Label("راز", "Secret")
        name = Text(Label("نام", "Name"))

    with only_declared({**declared_packages(), "toys": (Secret,)}):
        sync_packages()
        open_context(STAFF, NOW).create(Secret, name="x")
        assert open_context(STAFF, NOW).rows(Secret).count() == 1
        assert open_context(HUB, NOW).rows(Secret).count() == 0


# Every door at which a foreign row could be asked for by its id.
DOORS: list[tuple[str, Callable[[Context, World], Any]]] = [
    ("get", lambda hub, w: hub.get(Case, w.foreign_case.id)),
    ("lock", lambda hub, w: hub.lock(Case, w.foreign_case.id)),
    ("update", lambda hub, w: hub.update(w.foreign_case, subject="mine now")),
    ("delete", lambda hub, w: hub.delete(w.foreign_note)),
    ("create beside", lambda hub, w: hub.create(Note, case=w.foreign_case, text="x")),
    ("create inside", lambda hub, w: hub.create(Case, subject="x", firm=w.foreign, opened_at=NOW)),
    (
        "create many",
        lambda hub, w: hub.create_many(
            Case,
            [
                {"subject": "x", "firm": w.mine, "opened_at": NOW},
                {"subject": "x", "firm": w.foreign, "opened_at": NOW},
            ],
        ),
    ),
    ("hand over", lambda hub, w: hub.update(hub.get(Case, w.my_case.id), firm=w.foreign)),
    ("link a stranger", lambda hub, w: hub.update(w.my_note, case=w.foreign_case)),
    ("hide from oneself", lambda hub, w: hub.update(w.my_note, internal=True)),
    ("see what is internal", lambda hub, w: hub.get(Note, w.hidden_note.id)),
]


@pytest.mark.parametrize(("door", "knock"), DOORS, ids=[name for name, _ in DOORS])
def test_every_door_is_closed_to_foreign_rows_and_nothing_changes(
    door: str, knock: Callable[[Context, World], Any], world: World, hub: Context, system: Context
) -> None:
    def everything() -> list[Any]:
        return [list(system.records(one.key).order_by("id").values()) for one in TOYS]

    before = everything()
    with pytest.raises(OwjError) as refused:
        knock(hub, world)
    assert isinstance(refused.value, NotFound | NotAllowed) or refused.value.data["name"] in (
        "case",
        "firm",
    )
    assert everything() == before


def test_a_record_read_by_another_cannot_be_written(world: World, hub: Context) -> None:
    with pytest.raises(RecordNotFound):
        hub.update(world.foreign_case, subject="x")


def test_a_created_row_must_be_within_reach(world: World, hub: Context) -> None:
    with pytest.raises(RecordOutOfReach):
        hub.create(Note, case=world.my_case, text="x", internal=True)


def test_a_hidden_optional_link_reads_as_none(world: World, hub: Context) -> None:
    case = hub.get(Case, world.my_case.id)
    assert case.person_id is not None
    assert case.person is None
    (joined,) = hub.rows(Case).select_related("person")
    assert joined.person is None
    (prefetched,) = hub.rows(Case).prefetch_related("person")
    assert prefetched.person is None


def test_a_hidden_required_link_is_not_found(world: World, system: Context) -> None:
    nobody = open_context(Actor(99, "hub", frozenset(), "Nobody"), NOW)
    case = system.get(Case, world.my_case.id)
    object.__setattr__(case, "unit_", nobody)
    case._state.fields_cache.clear()  # type: ignore[attr-defined]  # Django's, untyped here
    with pytest.raises(RecordNotFound):
        _ = case.firm


def test_the_way_back_is_narrowed(world: World, hub: Context) -> None:
    case = hub.get(Case, world.my_case.id)
    assert list(case["notes"].all()) == [world.my_note]
    assert case["notes"].filter(internal=True).count() == 0
    (prefetched,) = hub.rows(Case).prefetch_related("notes")
    assert list(prefetched["notes"].all()) == [world.my_note]
    chosen = Prefetch("notes", queryset=as_queryset(hub.rows(Note)))
    (chosen_too,) = hub.rows(Case).prefetch_related(chosen)
    assert list(chosen_too["notes"].all()) == [world.my_note]


def test_hidden_rows_cannot_be_guessed_through_links(world: World, hub: Context) -> None:
    cases = hub.rows(Case)
    assert cases.filter(notes__text="said").count() == 1
    assert cases.filter(notes__text="whispered").count() == 0
    assert cases.filter(Q(subject="no") | Q(notes__text__startswith="whis")).count() == 0
    assert cases.filter(person__name="غریبه").count() == 0
    assert cases.filter(~Q(person__name="غریبه")).count() == 1
    assert cases.exclude(person__name="غریبه").count() == 1
    assert cases.filter(person__firm__name="بیگانه").count() == 0
    assert cases.filter(firm__cases__subject="mine").count() == 1
    assert cases.filter(firm__people__name="نوید").count() == 0
    assert hub.rows(Note).filter(case__notes__text="whispered").count() == 0


def test_one_condition_on_many_asks_for_one_and_the_same_row(
    world: World, hub: Context, system: Context
) -> None:
    system.create(Note, case=world.my_case, text="other")
    both = hub.rows(Case).filter(notes__text="said", notes__internal=False)
    assert both.count() == 1
    assert hub.rows(Case).filter(notes__text="other", notes__internal=True).count() == 0


@pytest.mark.parametrize(
    "ask",
    [
        lambda rows: rows.order_by("person__name"),
        lambda rows: rows.order_by(F("person__name").desc()),
        lambda rows: rows.values("person__name"),
        lambda rows: rows.values_list("notes__text"),
        lambda rows: rows.annotate(n=Count("notes")),
        lambda rows: rows.annotate(n=Count("id", filter=Q(notes__internal=True))),
        lambda rows: rows.aggregate(n=Count("notes")),
        lambda rows: rows.filter(subject=F("person__name")),
        lambda rows: rows.distinct("person__name"),
        lambda rows: rows.only("person__name"),
        lambda rows: rows.exclude(notes__text="said"),
        lambda rows: rows.filter(~Q(notes__text="said")),
    ],
)
def test_what_cannot_be_narrowed_behind_a_link_is_refused(
    ask: Callable[[Any], Any], world: World, hub: Context, ctx: Context
) -> None:
    with pytest.raises(PathOutOfReach):
        ask(hub.rows(Case))
    ask(ctx.rows(Case))  # staff see all, so nothing is in the way


def test_narrowed_rows_may_be_asked_for_in_a_subquery(world: World, hub: Context) -> None:
    notes = hub.rows(Note).filter(case=OuterRef("pk"))
    case = hub.rows(Case).annotate(
        said=Subquery(as_queryset(notes.values("text")[:1])),
        quiet=Exists(as_queryset(notes.filter(internal=True))),
    )[0]
    assert (case["said"], case["quiet"]) == ("said", False)


def test_a_person_is_shown_without_secrets(world: World, system: Context) -> None:
    (person,) = system.rows(Person).filter(user__isnull=False).select_related("user")
    assert person.user is not None
    assert person.user.username == "navid"
    assert not hasattr(person.user, "password")
    with pytest.raises(FieldError):
        system.rows(Person).filter(user__password__startswith="s").count()


def test_a_rule_is_asked_once_in_a_unit_of_work(
    world: World, hub: Context, django_assert_num_queries: Any
) -> None:
    list(hub.rows(Case))
    with django_assert_num_queries(1):
        list(hub.rows(Case))


def test_the_systems_rights_are_not_left_behind(world: World, hub: Context) -> None:
    assert hub.as_system().rows(Case).count() == 2
    assert hub.at(NOW).rows(Case).count() == 1


def test_a_rule_that_would_show_rows_twice_is_refused(
    world: World, hub: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice: dict[str, Any] = {"toy_firm": lambda ctx: Q(cases__notes__text="said")}
    monkeypatch.setattr("owj.server.records.access._rules", twice)
    with pytest.raises(DefinitionError, match="the way back cases"):
        hub.rows(Firm)
