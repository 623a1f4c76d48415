"""The generic doors: hidden fields stay hidden by every way, and writes keep to what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q
from django.db.models.functions import Lower
from tests.server.records.conftest import NOW, STAFF
from tests.server.records.toys import Case, Firm, Note, Person

from owj.kernel.persian.digits import latin_digits
from owj.server.records import Entity, as_queryset, generic, open_to_pages
from owj.server.records.audit import changes_of
from owj.server.records.context import Context, open_context
from owj.server.records.defs import EntityDef
from owj.server.records.refusals import (
    FieldHidden,
    FieldReadOnly,
    FieldValueRejected,
    RecordNotFound,
    RecordOutOfReach,
    VerbRefused,
)
from owj.server.records.rights import (
    ALL,
    EntityRights,
    FieldAccess,
    Reach,
    Verb,
    _openings,
    register_rights_source,
)

BEFORE_AND_AFTER = (Firm, Person, Case, Note)


@dataclass
class Roles:
    """What the roles of the tests allow; a test changes it before it opens a context."""

    verbs: dict[str, dict[Verb, Reach]]
    fields: dict[str, dict[str, FieldAccess]]

    def __call__(self, ctx: Context, entity: EntityDef) -> EntityRights:
        fields = self.fields.get(entity.key, {})
        by_id = {entity.by_key[key].id: access for key, access in fields.items()}
        return EntityRights(self.verbs.get(entity.key, dict.fromkeys(Verb, ALL)), by_id)


@pytest.fixture
def roles(toys: None) -> Iterator[Roles]:
    """Open the toys to the generic doors; hide a case's size and its person, freeze its body."""
    for toy in BEFORE_AND_AFTER:
        open_to_pages(toy)
    made = Roles({}, {Case.key: {"size": "hidden", "person": "hidden", "body": "read"}})
    before = register_rights_source(made)
    yield made
    register_rights_source(before)
    for toy in BEFORE_AND_AFTER:
        del _openings[toy.key]


@dataclass
class World:
    firm: Firm
    other: Firm
    person: Person
    case: Case
    note: Note


@pytest.fixture
def world(roles: Roles, system: Context) -> World:
    firm, other = system.create(Firm, name="خودی"), system.create(Firm, name="دیگر")
    person = system.create(Person, firm=firm, name="نوید")
    case = system.create(
        Case, subject="mine", firm=firm, person=person, size=42, opened_at=NOW, body="said"
    )
    return World(firm, other, person, case, system.create(Note, case=case, text="n"))


@pytest.fixture
def staff(world: World) -> Context:
    return open_context(STAFF, NOW)


Ask = Callable[[Context], Any]
LEAKS: dict[str, Ask] = {
    "filter": lambda ctx: ctx.records(Case.key).filter(size=42),
    "filter by a lookup": lambda ctx: ctx.records(Case.key).filter(size__gt=41),
    "exclude": lambda ctx: ctx.records(Case.key).exclude(size=1),
    "filter in a Q": lambda ctx: ctx.records(Case.key).filter(Q(subject="x") | ~Q(size=1)),
    "filter by an expression": lambda ctx: ctx.records(Case.key).filter(id=F("size")),
    "filter by the raw link": lambda ctx: ctx.records(Case.key).filter(person_id=1),
    "filter behind the link": lambda ctx: ctx.records(Case.key).filter(person__name="نوید"),
    "filter behind another link": lambda ctx: ctx.records(Note.key).filter(case__size=42),
    "filter by the way back": lambda ctx: ctx.records(Firm.key).filter(cases__size=42),
    "sort": lambda ctx: ctx.records(Case.key).order_by("size"),
    "sort downwards": lambda ctx: ctx.records(Case.key).order_by("-size"),
    "sort by an expression": lambda ctx: ctx.records(Case.key).order_by(F("size").desc()),
    "sort behind a link": lambda ctx: ctx.records(Note.key).order_by("case__size"),
    "group": lambda ctx: ctx.records(Case.key).values("size").annotate(n=Count("id")),
    "values": lambda ctx: ctx.records(Case.key).values_list("size", flat=True),
    "values under a name": lambda ctx: ctx.records(Case.key).values("id", other=F("size")),
    "annotate": lambda ctx: ctx.records(Case.key).annotate(other=F("size")),
    "annotate a function": lambda ctx: ctx.records(Case.key).annotate(o=Lower("size")),
    "aggregate": lambda ctx: ctx.records(Case.key).aggregate(most=Max("size")),
    "aggregate behind a link": lambda ctx: ctx.records(Firm.key).aggregate(m=Max("cases__size")),
    "distinct": lambda ctx: ctx.records(Case.key).distinct("size"),
    "only": lambda ctx: ctx.records(Case.key).only("size"),
    "defer and forget": lambda ctx: ctx.records(Case.key).defer(None).get().size,
    "join": lambda ctx: ctx.records(Case.key).select_related("person"),
    "prefetch": lambda ctx: list(ctx.records(Case.key).prefetch_related("person")),
    "prefetch with rows": lambda ctx: list(
        ctx.records(Case.key).prefetch_related(
            Prefetch("person", as_queryset(ctx.records(Person.key)))
        )
    ),
    "outer reference": lambda ctx: ctx.records(Case.key).filter(
        Exists(as_queryset(ctx.records(Person.key).filter(id=OuterRef("size"))))
    ),
    "read it": lambda ctx: ctx.records(Case.key).get().size,
    "follow the link": lambda ctx: ctx.records(Case.key).get().person,
    "read it behind a link": lambda ctx: ctx.records(Note.key).get().case.size,
    "read it behind a joined link": lambda ctx: (
        ctx.records(Note.key).select_related("case").get().case.size
    ),
    "read it after a way back": lambda ctx: ctx.records(Firm.key).get(name="خودی").cases.get().size,
    "read it by the class of the snapshot": lambda ctx: (
        ctx.rows(ctx.snapshot.model(Case.key)).get().size
    ),
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_a_hidden_field_leaks_by_no_question(staff: Context, leak: Ask) -> None:
    with pytest.raises(FieldHidden):
        leak(staff)


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_the_same_questions_are_answered_who_may_see(roles: Roles, world: World, leak: Ask) -> None:
    roles.fields.clear()
    asked = leak(open_context(STAFF, NOW))
    if hasattr(asked, "filter") and "Lower" not in repr(asked.query.annotations):
        list(asked)


def test_whole_rows_come_without_the_hidden_columns(staff: Context) -> None:
    row: Any = staff.records(Case.key).values().get()
    assert row["subject"] == "mine"
    assert not {"size", "person_id"} & set(row)
    assert 42 not in next(iter(staff.records(Case.key).values_list()))
    counted: Any = staff.records(Case.key).annotate(n=Count("notes")).values().get()
    assert counted["n"] == 1
    assert "size" not in counted


def test_the_history_leaves_hidden_fields_out(staff: Context, world: World) -> None:
    told = changes_of(staff, generic.get(staff, Case.key, world.case.id))[0].fields
    keys = {one.field.key for one in told if one.field}
    assert "subject" in keys
    assert not {"size", "person"} & keys


def test_a_hidden_title_is_replaced_by_the_number(roles: Roles, world: World) -> None:
    roles.fields[Case.key]["subject"] = "hidden"
    said = str(generic.get(open_context(STAFF, NOW), Case.key, world.case.id))
    assert latin_digits(said).endswith(str(world.case.id))


def test_typed_code_of_a_package_decides_itself(staff: Context) -> None:
    case = staff.rows(Case).order_by("size").get()
    assert (case.size, case.person is not None) == (42, True)
    staff.update(case, size=43)


WRITES: dict[str, Callable[[Context, World], Any]] = {
    "update": lambda ctx, w: generic.update(ctx, _case(ctx, w), {"size": 1}),
    "update by the raw link": lambda ctx, w: generic.update(ctx, _case(ctx, w), {"person_id": 1}),
    "update of what is only read": lambda ctx, w: generic.update(ctx, _case(ctx, w), {"body": ""}),
    "update through the context": lambda ctx, w: ctx.update(_case(ctx, w), size=1),
    "update through another context": lambda ctx, w: open_context(STAFF, NOW).update(
        _case(ctx, w), size=1
    ),
    "update of the number": lambda ctx, w: generic.update(ctx, _case(ctx, w), {"number": "C-1"}),
    "create": lambda ctx, w: generic.create(ctx, Case.key, _values(w) | {"size": 1}),
    "create many": lambda ctx, w: generic.create_many(
        ctx, Case.key, [_values(w), _values(w) | {"size": 1}]
    ),
    "create through the context": lambda ctx, w: ctx.create(
        ctx.snapshot.model(Case.key), **_values(w), size=1
    ),
}


def _case(ctx: Context, world: World) -> Entity:
    return generic.get(ctx, Case.key, world.case.id)


def _values(world: World) -> dict[str, Any]:
    return {"subject": "new", "firm": world.firm.id, "opened_at": NOW}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_what_may_not_be_written_is_refused_and_nothing_changes(
    staff: Context, system: Context, world: World, write: Callable[[Context, World], Any]
) -> None:
    with pytest.raises(FieldReadOnly):
        write(staff, world)
    now: Any = system.rows(Case).get()
    assert (now.size, now.person_id, now.body, now.version) == (42, world.person.id, "said", 1)


def test_what_may_be_written_is_written_and_read_back_without_what_is_hidden(
    staff: Context, system: Context, world: World
) -> None:
    made: Any = generic.create(staff, Case.key, _values(world))
    made = generic.update(staff, made, {"subject": "newer"})
    assert (made.subject, made.version) == ("newer", 2)
    with pytest.raises(FieldHidden):
        _ = made.size
    many = generic.create_many(staff, Case.key, [_values(world), _values(world)])
    assert [one.id for one in many] == sorted(one.id for one in many)
    generic.delete(staff, made)
    assert system.rows(Case).count() == 3


def test_each_verb_reaches_its_own_rows(roles: Roles, system: Context, world: World) -> None:
    mine, other = world.case, system.create(Case, subject="b", firm=world.other, opened_at=NOW)
    own: Reach = Q(firm_id=world.firm.id)
    verbs: dict[Verb, Reach] = {Verb.READ: ALL, Verb.UPDATE: own, Verb.DELETE: own}
    roles.verbs[Case.key] = {**verbs, Verb.CREATE: own, Verb.EXPORT: own}
    staff = open_context(STAFF, NOW)
    foreign = generic.get(staff, Case.key, other.id)
    assert generic.reached(staff, Case.key, [mine.id, other.id], Verb.UPDATE) == {mine.id}
    assert [one.id for one in generic.rows(staff, Case.key, Verb.EXPORT)] == [mine.id]
    refused: list[Callable[[], object]] = [
        lambda: generic.update(staff, foreign, {"subject": "c"}),
        lambda: generic.delete(staff, foreign),
    ]
    for act in refused:
        with pytest.raises(VerbRefused):
            act()
    with pytest.raises(RecordOutOfReach):
        generic.create(staff, Case.key, _values(world) | {"firm": world.other.id})
    assert system.rows(Case).get(id=other.id).subject == "b"
    assert system.rows(Case).count() == 2


def test_a_record_out_of_sight_is_not_there(roles: Roles, world: World) -> None:
    staff = open_context(STAFF, NOW)
    case = generic.get(staff, Case.key, world.case.id)
    roles.verbs[Case.key] = {Verb.READ: Q(subject="x"), Verb.UPDATE: ALL, Verb.DELETE: ALL}
    later = open_context(STAFF, NOW)
    acts: list[Callable[[], object]] = [
        lambda: generic.get(later, Case.key, world.case.id),
        lambda: generic.update(later, case, {"subject": "y"}),
        lambda: generic.delete(later, case),
    ]
    for act in acts:
        with pytest.raises(RecordNotFound):
            act()


def test_a_record_may_not_be_moved_out_of_sight(roles: Roles, world: World) -> None:
    roles.verbs[Case.key] = {Verb.READ: Q(firm_id=world.firm.id), Verb.UPDATE: ALL}
    staff = open_context(STAFF, NOW)
    case = generic.get(staff, Case.key, world.case.id)
    with pytest.raises(RecordOutOfReach):
        generic.update(staff, case, {"firm": world.other.id})


def test_a_link_leads_to_nothing_that_the_actor_may_not_see(roles: Roles, world: World) -> None:
    roles.verbs[Firm.key] = {Verb.READ: Q(id=world.firm.id)}
    staff = open_context(STAFF, NOW)
    with pytest.raises(FieldValueRejected):
        generic.create(staff, Case.key, _values(world) | {"firm": world.other.id})


def test_without_the_right_no_verb_does_anything(roles: Roles, world: World) -> None:
    roles.verbs[Case.key] = {Verb.READ: ALL}
    staff = open_context(STAFF, NOW)
    case = generic.get(staff, Case.key, world.case.id)
    acts: list[Callable[[], object]] = [
        lambda: generic.create(staff, Case.key, _values(world)),
        lambda: generic.update(staff, case, {"subject": "x"}),
        lambda: generic.delete(staff, case),
        lambda: generic.rows(staff, Case.key, Verb.EXPORT),
    ]
    for act in acts:
        with pytest.raises(VerbRefused):
            act()


def test_what_a_package_keeps_to_itself_is_not_even_read(world: World) -> None:
    open_to_pages(Note, ())
    staff = open_context(STAFF, NOW)
    assert staff.rows(Note).count() == 1
    assert staff.records(Note.key).count() == 0
    assert staff.records(Case.key).get().notes.count() == 0
    with pytest.raises(VerbRefused):
        generic.rows(staff, Note.key)
