"""Roles narrow rows, verbs and fields; several roles open the most; a change holds at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.server.records.conftest import HUB, NOW
from tests.server.records.toys import Case, Firm, Note

from owj.kernel.errors import NotAllowed, OwjError
from owj.server.agreements.queries import calendar_rows
from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.identity.people import RoleUnknown, set_roles
from owj.server.records import generic, open_to_pages
from owj.server.records.context import Context, open_context
from owj.server.records.models import RightsChange
from owj.server.records.refusals import FieldHidden, VerbRefused
from owj.server.records.rights import Verb, _openings
from owj.server.roles.errors import (
    GrantRejected,
    LastAdministrator,
    NameRejected,
    RoleInUse,
    RoleIsFixed,
    RoleTaken,
    TeamRefused,
)
from owj.server.roles.grants import Grant, Scope
from owj.server.roles.models import EntityRight
from owj.server.roles.services import (
    create_role,
    delete_role,
    rename_role,
    set_entity_rights,
    set_field_rights,
    set_people,
)
from owj.server.roles.sight import explain_sight
from owj.server.roles.source import read_said_rights
from owj.server.roles.teams import (
    change_team,
    create_team,
    delete_team,
    set_team_people,
    team_tree,
)

READ = {Verb.READ: Grant()}


@dataclass
class World:
    """Sara (agent) and Reza (auditor) are colleagues; each holds a case, one is nobody's."""

    admin: User
    sara: User
    reza: User
    cases: dict[str, int] = field(default_factory=dict)

    def ctx(self, person: User) -> Context:
        person.refresh_from_db()
        return open_context(person.actor, NOW)

    def seen_by(self, person: User) -> set[str]:
        ids = set(self.ctx(person).rows(Case).values_list("id", flat=True))
        return {name for name, record_id in self.cases.items() if record_id in ids}


@pytest.fixture
def world(system: Context) -> Iterator[World]:
    for toy in (Firm, Case, Note):
        open_to_pages(toy)
    made = World(*(_person(name, roles) for name, roles in PEOPLE.items()))
    firm = system.create(Firm, name="شرکت")
    for name, holder in (("saras", made.sara.pk), ("rezas", made.reza.pk), ("nobodys", None)):
        case = system.create(Case, subject=name, firm=firm, assignee=holder, opened_at=NOW, size=7)
        made.cases[name] = case.id
    yield made
    for toy in (Firm, Case, Note):
        del _openings[toy.key]


PEOPLE = {"maryam": ["admin"], "sara": ["agent"], "reza": []}


def _person(name: str, roles: list[str]) -> User:
    return User.objects.create(
        username=name, username_key=name, full_name=name, kind="staff", roles=roles
    )


def _owner(ctx: Context) -> str:
    return ctx.snapshot.entity(Case.key).by_key["assignee"].id


def _auditor(world: World) -> str:
    role = create_role(world.admin.actor, "حسابرس", "Auditor")
    set_people(world.admin.actor, role.key, [world.reza.pk])
    return role.key


def test_until_somebody_says_otherwise_colleagues_see_and_do_all(world: World) -> None:
    assert world.seen_by(world.sara) == set(world.cases)
    assert world.ctx(world.sara).may(Case.key, "delete")
    assert not world.ctx(world.sara).may(Case.key, "design")
    assert world.ctx(world.admin).may(Case.key, "design")


def test_a_new_role_allows_nothing_until_somebody_says_so(world: World) -> None:
    role = _auditor(world)
    assert world.seen_by(world.reza) == set()
    set_entity_rights(world.ctx(world.admin), role, Case.key, READ)
    assert world.seen_by(world.reza) == set(world.cases)
    assert not world.ctx(world.reza).may(Case.key, "update")
    assert not world.ctx(world.reza).may(Firm.key, "read")


def test_own_reaches_what_names_the_person(world: World) -> None:
    admin = world.ctx(world.admin)
    grant = Grant(Scope.OWN, owner=_owner(admin))
    set_entity_rights(admin, "agent", Case.key, {Verb.READ: grant})
    assert world.seen_by(world.sara) == {"saras"}
    # A colleague without any role counts as an agent.
    assert world.seen_by(world.reza) == {"rezas"}
    assert world.seen_by(world.admin) == set(world.cases)


def test_team_reaches_the_teams_below_and_not_those_above_or_beside(world: World) -> None:
    by, admin = world.admin.actor, world.ctx(world.admin)
    grant = Grant(Scope.TEAM, owner=_owner(admin))
    set_entity_rights(admin, "agent", Case.key, {Verb.READ: grant})
    house, desk = create_team(by, "خانه"), create_team(by, "کناری")
    below = create_team(by, "زیر", house.pk)
    lowest = create_team(by, "زیرتر", below.pk)
    set_team_people(by, house.pk, [world.sara.pk])
    set_team_people(by, lowest.pk, [world.reza.pk])
    assert world.seen_by(world.sara) == {"saras", "rezas"}
    assert world.seen_by(world.reza) == {"rezas"}
    change_team(by, below.pk, "زیر", desk.pk)
    assert world.seen_by(world.sara) == {"saras"}


def test_a_condition_reaches_the_rows_for_which_it_is_true(world: World) -> None:
    grant = Grant(Scope.CONDITION, condition='subject = "nobodys" or size > 100')
    set_entity_rights(world.ctx(world.admin), "agent", Case.key, {Verb.READ: grant})
    assert world.seen_by(world.sara) == {"nobodys"}
    notes = world.ctx(world.sara).rows(Note)
    assert list(notes.filter(case__subject="saras")) == []


def test_a_condition_counts_working_days_by_a_calendar_that_it_names(world: World) -> None:
    calendar = calendar_rows()[0].key
    condition = f'opened_at in jalali moments("last 30 working days", "{calendar}")'
    grant = Grant(Scope.CONDITION, condition=condition)
    set_entity_rights(world.ctx(world.admin), "agent", Case.key, {Verb.READ: grant})
    assert world.seen_by(world.sara) == set(world.cases)
    unknown = Grant(Scope.CONDITION, condition=condition.replace(calendar, "no-such"))
    with pytest.raises(OwjError):
        set_entity_rights(world.ctx(world.admin), "agent", Case.key, {Verb.READ: unknown})


@pytest.mark.parametrize(
    "text", ["subject = ", "nothing = 1", "subject", "1 + 1", 'matches(subject, "a")']
)
def test_a_condition_that_does_not_compile_is_refused_and_nothing_changes(
    world: World, text: str
) -> None:
    grant = Grant(Scope.CONDITION, condition=text)
    with pytest.raises(OwjError):
        set_entity_rights(world.ctx(world.admin), "agent", Case.key, {Verb.READ: grant})
    assert not EntityRight.objects.exists()
    assert world.seen_by(world.sara) == set(world.cases)


def test_a_condition_that_compiles_no_more_reaches_nothing(world: World) -> None:
    set_entity_rights(world.ctx(world.admin), "agent", Case.key, READ)
    broken = {"read": {"scope": "condition", "condition": "gone = 1"}}
    EntityRight.objects.update(grants=broken)
    RightsChange.objects.create(by_name="", what="entity_rights", subject="agent")
    assert world.seen_by(world.sara) == set()


def test_several_roles_open_the_most(world: World) -> None:
    role, admin = _auditor(world), world.ctx(world.admin)
    set_people(world.admin.actor, "agent", [world.reza.pk])
    own = Grant(Scope.OWN, owner=_owner(admin))
    nobodys = Grant(Scope.CONDITION, condition='subject = "nobodys"')
    set_entity_rights(admin, "agent", Case.key, {Verb.READ: own, Verb.UPDATE: own})
    set_entity_rights(admin, role, Case.key, {Verb.READ: nobodys})
    assert world.seen_by(world.reza) == {"rezas", "nobodys"}
    reza = world.ctx(world.reza)
    ids = list(world.cases.values())
    assert generic.reached(reza, Case.key, ids, Verb.UPDATE) == {world.cases["rezas"]}
    nobodys_case = generic.get(reza, Case.key, world.cases["nobodys"])
    with pytest.raises(VerbRefused):
        generic.update(reza, nobodys_case, {"subject": "x"})


def test_a_field_is_hidden_from_those_of_whom_every_reading_role_hides_it(world: World) -> None:
    role, admin = _auditor(world), world.ctx(world.admin)
    set_people(world.admin.actor, "agent", [world.reza.pk])
    set_field_rights(admin, "agent", Case.key, {"size": "hidden", "body": "read"})
    # The auditor says nothing of the entity, and so nothing of its fields.
    assert world.ctx(world.reza).field_access(Case.key)["size"] == "hidden"
    with pytest.raises(FieldHidden):
        world.ctx(world.reza).records(Case.key).filter(size=7)
    set_entity_rights(admin, role, Case.key, READ)
    set_field_rights(admin, role, Case.key, {"size": "read"})
    access = world.ctx(world.reza).field_access(Case.key)
    assert (access["size"], access["body"]) == ("read", "write")
    set_field_rights(admin, "agent", Case.key, {"size": "write"})
    assert world.ctx(world.reza).field_access(Case.key)["size"] == "write"


def test_a_change_holds_for_the_next_unit_of_work_and_is_remembered(world: World) -> None:
    before = world.ctx(world.sara)
    assert before.rows(Case).count() == 3
    set_entity_rights(world.ctx(world.admin), "agent", Case.key, {})
    assert before.rows(Case).count() == 3
    assert world.seen_by(world.sara) == set()
    set_entity_rights(world.ctx(world.admin), "agent", Case.key, None)
    assert world.seen_by(world.sara) == set(world.cases)
    changes = list(RightsChange.objects.order_by("id").values_list("what", "by_name"))
    assert changes == [("entity_rights", "maryam")] * 2


def test_unchanged_rights_cost_no_query(world: World, django_assert_num_queries: Any) -> None:
    set_entity_rights(world.ctx(world.admin), "agent", Case.key, READ)
    world.seen_by(world.sara)
    sara = world.sara.actor
    with django_assert_num_queries(2):
        open_context(sara, NOW).rows(Case).count()


def test_only_administrators_change_rights(world: World) -> None:
    sara = world.ctx(world.sara)
    acts: list[Any] = [
        lambda: create_role(sara.actor, "نقش"),
        lambda: set_entity_rights(sara, "agent", Case.key, READ),
        lambda: set_field_rights(sara, "agent", Case.key, {"size": "hidden"}),
        lambda: set_people(sara.actor, "admin", [world.sara.pk]),
        lambda: create_team(sara.actor, "تیم"),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert not RightsChange.objects.exists()
    assert read_said_rights().entities == {}


def test_administrators_cannot_be_narrowed_nor_all_be_dismissed(world: World) -> None:
    with pytest.raises(RoleIsFixed):
        set_entity_rights(world.ctx(world.admin), "admin", Case.key, {})
    with pytest.raises(RoleIsFixed):
        delete_role(world.admin.actor, "agent")
    with pytest.raises(LastAdministrator):
        set_people(world.admin.actor, "admin", [])
    world.admin.refresh_from_db()
    assert world.admin.roles == ["admin"]


def test_rights_that_cannot_be_meant_are_refused(world: World) -> None:
    admin = world.ctx(world.admin)
    wrong: list[dict[Verb, Grant]] = [
        {Verb.UPDATE: Grant()},
        {Verb.READ: Grant(Scope.OWN, owner="")},
        {Verb.READ: Grant(Scope.TEAM, owner=admin.snapshot.entity(Case.key).by_key["size"].id)},
        {Verb.READ: Grant(), Verb.DESIGN: Grant(Scope.OWN, owner=_owner(admin))},
    ]
    for grants in wrong:
        with pytest.raises(GrantRejected):
            set_entity_rights(admin, "agent", Case.key, grants)


def test_a_role_has_a_name_of_its_own_and_goes_when_nobody_carries_it(world: World) -> None:
    by, role = world.admin.actor, _auditor(world)
    for name in ("حسابرس", "کارشناس"):
        with pytest.raises(RoleTaken):
            create_role(by, name)
    with pytest.raises(NameRejected):
        create_role(by, " \u200c "[:1])
    rename_role(by, role, "بازرس", "Inspector")
    with pytest.raises(RoleInUse):
        delete_role(by, role)
    set_entity_rights(world.ctx(world.admin), role, Case.key, READ)
    set_people(by, role, [])
    delete_role(by, role)
    assert not EntityRight.objects.exists()
    with pytest.raises(RoleUnknown):
        set_roles(world.reza, [role], by=SYSTEM)
    assert create_role(by, "حسابرس", "Auditor").key != role


def test_teams_are_a_tree(world: World) -> None:
    by = world.admin.actor
    top = create_team(by, "بالا")
    low = create_team(by, "پایین", top.pk)
    assert [(row.name, row.depth) for row in team_tree()] == [("بالا", 0), ("پایین", 1)]
    refused: list[Any] = [
        lambda: change_team(by, top.pk, "بالا", low.pk),
        lambda: create_team(by, "پایین", top.pk),
        lambda: delete_team(by, top.pk),
    ]
    for act in refused:
        with pytest.raises(TeamRefused):
            act()
    delete_team(by, low.pk)
    assert [row.name for row in team_tree()] == ["بالا"]


def test_hub_users_see_what_packages_show_them_and_less_when_said(world: World) -> None:
    User.objects.create(id=HUB.user_id, username="navid", username_key="navid", kind="hub")
    hub = open_context(HUB, NOW)
    assert hub.may(Firm.key, "read")
    set_entity_rights(world.ctx(world.admin), "hub", Firm.key, {})
    assert not open_context(HUB, NOW).may(Firm.key, "read")


def test_the_answer_says_which_role_and_which_rule_let_a_person_see(world: World) -> None:
    admin = world.ctx(world.admin)
    grant = Grant(Scope.OWN, owner=_owner(admin))
    set_entity_rights(admin, "agent", Case.key, {Verb.READ: grant})
    set_field_rights(admin, "agent", Case.key, {"size": "hidden"})
    admin = world.ctx(world.admin)
    own = explain_sight(admin, world.sara, Case.key, world.cases["saras"])
    assert (own.exists, own.sees, own.rule) == (True, True, True)
    assert [(one.role.key, one.grant, one.reaches) for one in own.roles] == [("agent", grant, True)]
    assert len(own.hidden) == 1
    foreign = explain_sight(admin, world.sara, Case.key, world.cases["rezas"])
    assert (foreign.exists, foreign.sees, foreign.roles[0].reaches) == (True, False, False)
    assert not explain_sight(admin, world.sara, Case.key, 10**9).exists
    assert explain_sight(admin, world.admin, Case.key, world.cases["rezas"]).sees


def test_the_answer_names_the_packages_rule_when_it_hides_the_record(world: World) -> None:
    navid = User.objects.create(
        id=HUB.user_id, username="navid", username_key="navid", full_name="ن", kind="hub"
    )
    found = explain_sight(world.ctx(world.admin), navid, Case.key, world.cases["saras"])
    assert (found.sees, found.has_rule, found.rule) == (False, True, False)
    assert found.roles[0].reaches
