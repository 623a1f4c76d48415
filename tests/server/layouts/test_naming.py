"""What a record without a title is called: by what it joins, in lists at no further question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.server.records.toys import Case, Note, Person

from owj.server.layouts.listing import Listing, page_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, Kind
from owj.server.records.generated import Generated
from owj.ui.records.linked import linked_titles


@pytest.fixture
def notes(ctx: Context, cases: list[Case]) -> list[Note]:
    """Give a note of each case; a note has no title of its own."""
    return [ctx.as_system().create(Note, case=case, text="متن") for case in cases]


def test_it_is_called_by_what_it_belongs_to(ctx: Context, notes: list[Note]) -> None:
    assert str(ctx.get(Note, notes[2].id)) == "موضوع 2"


def test_a_list_asks_no_question_a_row_for_the_names(ctx: Context, notes: list[Note]) -> None:
    listing = Listing(ctx.snapshot.entity(Note.key))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        names = [str(one) for one in page_of(ctx, listing, limit=50).rows]
    assert len(asked) == 1
    assert sorted(names) == [f"موضوع {n}" for n in range(7)]
    with CaptureQueriesContext(connection) as asked:
        titles = linked_titles(ctx, Note.key, [one.id for one in notes])
    assert len(asked) == 1
    assert set(titles.values()) == set(names)


def test_it_is_found_by_the_words_it_is_called_by(ctx: Context, notes: list[Note]) -> None:
    listing = Listing(ctx.snapshot.entity(Note.key), words="موضوع 4")
    assert [one.id for one in page_of(ctx, listing, limit=50).rows] == [notes[4].id]


@pytest.mark.parametrize(("language", "number"), [("fa", "یادداشت ۴۲"), ("en", "Note 42")])
def test_without_anything_to_join_its_number_has_the_readers_digits(
    ctx: Context, language: str, number: str
) -> None:
    model = ctx.snapshot.model(Note.key)
    note: Generated = model(id=42)
    with translation.override(language):
        assert str(note) == number


def test_what_the_reader_does_not_see_names_nothing(
    ctx: Context, notes: list[Note], monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = {Note.key: frozenset({"case", "case_id"}), Case.key: frozenset({"subject"})}
    note = ctx.get(Note, notes[0].id)
    for key in (Note.key, Case.key):
        monkeypatch.setattr(
            Context,
            "hidden_names",
            lambda _ctx, asked, key=key: hidden[key] if asked == key else frozenset(),
        )
        assert "موضوع" not in str(ctx.get(Note, note.id))


def test_a_number_names_before_links_and_needed_links_before_others(ctx: Context) -> None:
    def naming(entity: EntityDef) -> list[str]:
        return [one.key for one in entity.naming]

    case = ctx.snapshot.entity(Case.key)
    assert naming(case) == []
    untitled = replace(case, title=None)
    assert naming(untitled) == ["number"]
    unnumbered = tuple(one for one in case.fields if one.kind is not Kind.AUTO_NUMBER)
    assert naming(replace(untitled, fields=unnumbered)) == ["firm"]
    loose = tuple(replace(one, required=False) for one in unnumbered)
    assert naming(replace(untitled, fields=loose)) == ["firm", "person"]
    person = ctx.snapshot.entity(Person.key)
    assert naming(replace(person, title=None, fields=())) == []
