"""What roles allow, what a package opens, and what pages that know no entity may do with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.server.records.conftest import HUB, NOW, STAFF
from tests.server.records.toys import Case, Firm, Note

from owj.server.context import Actor
from owj.server.records.access import visible_fields, writable_fields
from owj.server.records.context import Context, open_context
from owj.server.records.rights import (
    ALL,
    EntityRights,
    FieldAccess,
    Verb,
    _openings,
    open_to_pages,
    register_rights_source,
)

ADMIN = Actor(user_id=9, kind="staff", roles=frozenset({"admin"}), name="Maryam")


@pytest.fixture
def opened(toys: None) -> Iterator[None]:
    """Open firms to the generic doors whole, and of cases the subject."""
    open_to_pages(Firm)
    open_to_pages(Case, {Verb.READ, Verb.UPDATE}, writes={"subject"})
    yield
    for toy in (Firm, Case):
        del _openings[toy.key]


def test_a_packages_entity_is_read_and_exported_until_it_is_opened(ctx: Context) -> None:
    may = {verb.value for verb in Verb if ctx.may(Case.key, verb)}
    assert may == {"read", "update", "export"}
    assert set(ctx.field_access(Case.key).values()) == {"read"}
    assert writable_fields(ctx, Case.key) == ()


def test_staff_may_all_with_what_is_open_and_administrators_design_it(opened: None) -> None:
    staff, admin = (open_context(actor, NOW) for actor in (STAFF, ADMIN))
    assert {verb for verb in Verb if not staff.may(Firm.key, verb)} == {Verb.DESIGN, Verb.IMPORT}
    assert all(admin.may(Firm.key, verb) for verb in Verb)
    assert not admin.may(Case.key, "delete")


def test_a_package_opens_fields_one_by_one_and_numbers_never(opened: None) -> None:
    staff = open_context(STAFF, NOW)
    assert [one.key for one in writable_fields(staff, Case.key)] == ["subject"]
    assert staff.field_access(Case.key)["number"] == "read"
    assert "number" in {one.key for one in visible_fields(staff, Case.key)}


def test_hub_users_read_what_a_rule_shows_them_and_write_nothing(opened: None) -> None:
    hub = open_context(HUB, NOW)
    assert [verb for verb in Verb if hub.may(Firm.key, verb)] == [Verb.READ]
    assert set(hub.field_access(Firm.key).values()) == {"read"}


def test_the_source_of_rights_narrows_rows_verbs_and_fields(opened: None, system: Context) -> None:
    def source(ctx: Context, entity: object) -> EntityRights:
        subject: FieldAccess = "hidden"
        return EntityRights(
            {Verb.READ: ALL}, {system.snapshot.entity(Case.key).by_key["subject"].id: subject}
        )

    before = register_rights_source(source)
    try:
        staff = open_context(STAFF, NOW)
        assert staff.field_access(Case.key)["subject"] == "hidden"
        assert not staff.may(Case.key, "update")
        assert "subject" not in {one.key for one in visible_fields(staff, Case.key)}
    finally:
        register_rights_source(before)


def test_a_verb_that_no_role_allows_reaches_no_row(system: Context) -> None:
    system.create(Firm, name="یک")
    before = register_rights_source(lambda ctx, entity: EntityRights())
    try:
        staff = open_context(STAFF, NOW)
        assert staff.rows(Firm).count() == 0
        assert not staff.may(Note.key, "read")
        assert system.rows(Firm).count() == 1
    finally:
        register_rights_source(before)
