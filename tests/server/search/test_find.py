"""Search finds what a person may see: folded, one letter wrong, by number, the latest first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.server.records.conftest import HUB, NOW, STAFF
from tests.server.records.toys import Case, Firm, Note, Person

from owj.server.records import open_to_pages
from owj.server.records.context import Context, open_context
from owj.server.records.rights import (
    ALL,
    EntityRights,
    Verb,
    _openings,
    register_rights_source,
)
from owj.server.search.queries import Found, find_records


@pytest.fixture
def world(system: Context) -> Iterator[dict[str, int]]:
    """Make three firms and a case, and let search see them."""
    for toy in (Firm, Case):
        open_to_pages(toy)
    open_to_pages(Note, ())
    ids = {name: system.create(Firm, name=name).id for name in ("کتاب‌ها", "دفتر", "كتاب فروش")}
    firm = system.get(Firm, ids["دفتر"])
    case = system.create(Case, subject="گم شدن کتاب", firm=firm, opened_at=NOW)
    yield ids | {"case": case.id}
    for toy in (Firm, Case, Note):
        del _openings[toy.key]


def keys_of(found: Found) -> dict[str, list[int]]:
    return {group.entity.key: [one.record.id for one in group.finds] for group in found.groups}


def test_words_are_found_however_written_by_entity_the_latest_first(
    world: dict[str, int], ctx: Context
) -> None:
    found = find_records(open_context(STAFF, NOW), "کتاب")
    assert not found.nearly
    assert keys_of(found) == {
        "toy_firm": [world["کتاب‌ها"], world["كتاب فروش"]],
        "toy_case": [world["case"]],
    }
    title = found.groups[0].finds[1].title
    assert [piece.text for piece in title if piece.marked] == ["كتاب"]


def test_one_wrong_letter_is_forgiven_when_nothing_fits(world: dict[str, int]) -> None:
    found = find_records(open_context(STAFF, NOW), "دفتز")
    assert found.nearly
    assert keys_of(found) == {"toy_firm": [world["دفتر"]]}
    assert find_records(open_context(STAFF, NOW), "دفتز", forgiving=False).groups == ()


def test_a_number_finds_its_record_in_any_digits(world: dict[str, int], system: Context) -> None:
    number = system.get(Case, world["case"]).number
    persian = number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")).lower()
    assert keys_of(find_records(open_context(STAFF, NOW), persian)) == {"toy_case": [world["case"]]}


def test_more_is_said_and_entities_are_chosen(world: dict[str, int]) -> None:
    staff = open_context(STAFF, NOW)
    found = find_records(staff, "کتاب", only={"toy_firm"}, limit=1)
    assert keys_of(found) == {"toy_firm": [world["کتاب‌ها"]]}
    assert found.groups[0].more
    elsewhere = find_records(staff, "کتاب", besides={"toy_firm": {"name"}})
    assert set(keys_of(elsewhere)) == {"toy_case"}


def test_what_is_named_so_comes_before_what_is_newer(system: Context, world: object) -> None:
    exact = system.create(Firm, name="کالای ۱۲").id
    newer = [system.create(Firm, name=f"کالای {n}12").id for n in range(3, 9)]
    found = find_records(open_context(STAFF, NOW), "كالاي 12", limit=3)
    assert keys_of(found) == {"toy_firm": [exact, newer[-1], newer[-2]]}


def test_people_are_found_by_their_whole_address_and_number(
    system: Context, world: dict[str, int]
) -> None:
    open_to_pages(Person)
    firm = system.get(Firm, world["دفتر"])
    facts = {"email": "reza@example.ir", "phone": "09121234567"}
    person = system.create(Person, firm=firm, name="رضا", **facts)
    staff = open_context(STAFF, NOW)
    try:
        for words in ("Reza@Example.ir", "۰۹۱۲ ۱۲۳ ۴۵۶۷", "+989121234567"):
            assert keys_of(find_records(staff, words)) == {"toy_person": [person.id]}
        for words in ("reza@example", "0912123456"):
            assert find_records(staff, words).groups == ()
    finally:
        del _openings[Person.key]


@pytest.mark.parametrize("words", ["", " ", "ک", "\x00", "zzzqqq", "%_%", "a" * 5000])
def test_odd_questions_find_nothing(world: dict[str, int], words: str) -> None:
    assert find_records(open_context(STAFF, NOW), words).groups == ()


def test_rows_out_of_reach_are_not_found(world: dict[str, int]) -> None:
    assert find_records(open_context(HUB, NOW), "کتاب").groups == ()


def test_a_hidden_field_is_not_searched_and_not_shown(
    world: dict[str, int], system: Context
) -> None:
    name = system.snapshot.entity("toy_firm").by_key["name"].id
    before = register_rights_source(
        lambda ctx, entity: EntityRights({Verb.READ: ALL}, {name: "hidden"})
    )
    try:
        found = find_records(open_context(STAFF, NOW), "کتاب")
    finally:
        register_rights_source(before)
    assert set(keys_of(found)) == {"toy_case"}


def test_what_the_generic_doors_may_not_read_is_not_searched(world: dict[str, int]) -> None:
    open_to_pages(Firm, ())
    assert set(keys_of(find_records(open_context(STAFF, NOW), "کتاب"))) == {"toy_case"}
