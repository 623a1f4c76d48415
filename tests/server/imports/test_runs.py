"""Imports of any entity: tried, carried out, taken back."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from tests.server.imports.conftest import bring, guessed, mean, upload
from tests.server.layouts.conftest import NOW
from tests.server.records.toys import Asset, Case, Firm, Note, Person, Status

from owj.server.imports import runs
from owj.server.imports.models import ImportFault, ImportRun
from owj.server.imports.refusals import ImportBusy, ImportRunNotFound, MeaningRefused
from owj.server.imports.rejects import rejected_rows
from owj.server.imports.runs import (
    begin_import,
    begin_run,
    begin_undo,
    faults_of,
    find_import,
    say_meaning,
    stop_import,
    work_on_run,
)
from owj.server.imports.wording import in_our_language
from owj.server.records.audit import changes_of
from owj.server.records.context import Context
from owj.server.records.refusals import VerbRefused

State = ImportRun.State


def undo(ctx: Context, run: ImportRun) -> ImportRun:
    begin_undo(ctx, ctx.snapshot.schema.by_id[run.entity_id], run.pk, work=False)
    work_on_run(run.pk)
    run.refresh_from_db()
    return run


def test_rows_become_records_with_history_and_search_text(admin: Context) -> None:
    run = bring(admin, "toy_firm", "نام,کد\nپارس,A1\n\nآریا,A2\n", ["name", "code"])
    assert (run.created, run.rejected, run.done, run.total) == (2, 0, 2, 2)
    firm = admin.rows(Firm).get(code="A1")
    (change,) = changes_of(admin, firm)
    assert (change.action, change.user_name) == ("created", "maryam")
    assert admin.rows(Firm).filter(name__folded="پارس").exists()


def test_columns_are_guessed_by_names_however_written_and_by_earlier_choices(
    admin: Context,
) -> None:
    run = upload(admin, "toy_firm", "نام ,CODE,شركت ها\nx,y,z\n")
    assert [one.field for one in guessed(admin, run).columns] == ["name", "code", ""]
    bring(admin, "toy_firm", "اسم کامل,شمارهٔ ثبت\nپارس,1\n", ["name", "code"])
    again = upload(admin, "toy_firm", "شمارة ثبت,اسم كامل\n1,x\n")
    assert [one.field for one in guessed(admin, again).columns] == ["code", "name"]


def test_cells_are_read_as_people_write_them(admin: Context) -> None:
    admin.create(Firm, name="پارس")
    text = (
        "subject;firm;opened;day;size;urgent;status\n"
        "الف;پارس;۱۴۰۵/۰۹/۰۱ ۱۴:۳۰;۱۴۰۵-۰۹-۰۲;۴۲;بله;بسته\n"
        "ب;پارس;2026-11-22 14:30;2026-11-23;7;no;open\n"
    )
    fields = ["subject", "firm", "opened_at", "day", "size", "urgent", "status"]
    assert bring(admin, "toy_case", text, fields).created == 2
    first, second = admin.rows(Case).order_by("id")
    assert first.opened_at == second.opened_at
    assert (first.size, first.urgent, first.status) == (42, True, Status.CLOSED)
    assert str(second.day) == "2026-11-23"
    assert first.number != second.number


def test_refused_cells_are_told_at_their_place_and_do_not_stop_the_others(admin: Context) -> None:
    text = "name,weight,price\nخوب,۱٫۵,۱۲۰۰ تومان\n,1,x\nبد,سنگین,1\n"
    run = bring(admin, "toy_asset", text, ["name", "weight", "price"])
    assert (run.created, run.rejected) == (1, 2)
    asset = admin.rows(Asset).get()
    assert (asset.price, asset.doubled) == (12_000, 24_000)
    with override("fa"):
        told = [
            (one.row, one.column, one.value, in_our_language(one.words)) for one in faults_of(run)
        ]
    assert [one[:3] for one in told] == [(3, 2, "x"), (4, 1, "سنگین")]
    assert "بها" in told[0][3]
    with override("en"):
        rows = list(rejected_rows(run))
    assert [(number, cells) for number, _why, cells in rows] == [
        (3, ["", "1", "x"]),
        (4, ["بد", "سنگین", "1"]),
    ]
    assert rows[1][1].startswith("Weight: expected")


def test_links_are_found_by_title_by_another_field_and_by_number(admin: Context) -> None:
    parsi = admin.create(Firm, name="شرکت علي", code="A1")
    admin.create(Firm, name="دوقلو", code="A2")
    admin.create(Firm, name="دوقلو", code="A3")
    by_title = bring(admin, "toy_person", "n,f\nالف,شرکت علی\nب,دوقلو\nپ,نیست\n", ["name", "firm"])
    assert (by_title.created, by_title.rejected) == (1, 2)
    codes = [next(iter(one.words.values())) for one in faults_of(by_title)]
    assert len(set(codes)) == 2
    by_code = bring(admin, "toy_person", "n,f\nت,A3\n", ["name", "firm>code"])
    by_id = bring(admin, "toy_person", f"n,f\nث,{parsi.id}\nج,999999\n", ["name", "firm>id"])
    assert (by_code.created, by_id.created, by_id.rejected) == (1, 1, 1)
    found = {one.name: one.firm.code for one in admin.rows(Person).select_related("firm")}
    assert found == {"الف": "A1", "ت": "A3", "ث": "A1"}


def test_update_changes_what_it_finds_and_refuses_the_rest(admin: Context) -> None:
    old = admin.create(Firm, name="کهنه", code="A1")
    same = admin.create(Firm, name="همان", code="A2")
    text = "code,name\nA1,نو\nA2,همان\nA9,نیست\nA1,دوباره\n,بی‌کد\n"
    run = bring(admin, "toy_firm", text, ["code", "name"], "update", "code")
    assert (run.created, run.updated, run.unchanged, run.rejected) == (0, 1, 1, 3)
    assert admin.get(Firm, old.id).name == "نو"
    assert admin.get(Firm, same.id).version == 1


def test_upsert_changes_what_is_there_and_makes_what_is_not(admin: Context) -> None:
    old = admin.create(Firm, name="کهنه", code="A1")
    run = bring(
        admin, "toy_firm", "code,name\nA1,نو\nA2,تازه\n", ["code", "name"], "upsert", "code"
    )
    assert (run.created, run.updated) == (1, 1)
    assert admin.get(Firm, old.id).name == "نو"
    by_id = bring(admin, "toy_firm", f"id,name\n{old.id},باز\n", ["id", "name"], "update", "id")
    assert by_id.updated == 1


def test_an_empty_cell_leaves_what_is_there_unless_it_is_to_clear(admin: Context) -> None:
    firm = admin.create(Firm, name="پارس", code="A1")
    person = admin.create(Person, firm=firm, name="نوید", phone="02188776655")
    text = "n,p\nنوید,\n"
    bring(admin, "toy_person", text, ["name", "phone"], "update", "name")
    assert admin.get(Person, person.id).phone != ""
    bring(admin, "toy_person", text, ["name", "phone"], "update", "name", clear=True)
    assert admin.get(Person, person.id).phone == ""


def test_a_unique_value_is_refused_in_the_file_as_in_the_table(admin: Context) -> None:
    admin.create(Firm, name="پارس", code="A1")
    run = bring(admin, "toy_firm", "n,c\nx,A1\ny,A2\nz,A2\nw,\nv,\n", ["name", "code"])
    assert (run.created, run.rejected) == (3, 2)
    assert [(one.row, one.column) for one in faults_of(run)] == [(2, 1), (4, 1)]


def test_undo_takes_back_everything_but_what_was_changed_or_used_since(admin: Context) -> None:
    old = admin.create(Firm, name="کهنه", code="A1")
    text = "code,name\nA1,نو\nA2,رفتنی\nA3,دیده\nA4,بسته\n"
    run = bring(admin, "toy_firm", text, ["code", "name"], "upsert", "code")
    changed, used = (admin.rows(Firm).get(code=one) for one in ("A3", "A4"))
    admin.update(changed, name="دیده‌تر")
    admin.create(Person, firm=used, name="نوید")
    undone = undo(admin, run)
    assert (undone.state, undone.undone) == (State.UNDONE, 2)
    assert admin.get(Firm, old.id).name == "کهنه"
    assert set(admin.rows(Firm).values_list("code", flat=True)) == {"A1", "A3", "A4"}
    told = {one.value for one in faults_of(run, undo=True)}
    assert told == {str(changed.id), str(used.id)}
    with pytest.raises(ImportBusy):
        undo(admin, run)


def test_what_was_taken_over_by_a_second_worker_is_not_written_twice(
    admin: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owj.server.imports.runs.BATCH_ROWS", 2)
    entity = admin.snapshot.entity("toy_firm")
    rows = "".join(f"نام {n},K{n}\n" for n in range(7))
    run = upload(admin, "toy_firm", f"n,c\n{rows}")
    say_meaning(admin, entity, run.pk, mean(run, admin, ["name", "code"]), work=False)
    work_on_run(run.pk)
    begin_run(admin, entity, run.pk, work=False)

    def die(name: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr("owj.server.imports.runs.failpoint", die)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                work_on_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == (State.RUNNING, 4)
    work_on_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.created) == (State.DONE, 7)
    assert sorted(admin.rows(Firm).values_list("code", flat=True)) == [f"K{n}" for n in range(7)]
    assert undo(admin, run).undone == 7
    assert not admin.rows(Firm).exists()


def test_a_stopped_run_goes_on_where_it_stood(
    admin: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owj.server.imports.runs.BATCH_ROWS", 2)
    entity = admin.snapshot.entity("toy_firm")
    run = upload(admin, "toy_firm", "n\na\nb\nc\nd\n")
    say_meaning(admin, entity, run.pk, mean(run, admin, ["name"]), work=False)
    work_on_run(run.pk)
    begin_run(admin, entity, run.pk, work=False)
    stop = lambda _name: stop_import(admin, entity, run.pk)  # noqa: E731
    with monkeypatch.context() as during:
        during.setattr("owj.server.imports.runs.failpoint", stop)
        work_on_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, admin.rows(Firm).count()) == (State.STOPPED, 2, 2)
    begin_run(admin, entity, run.pk, work=False)
    work_on_run(run.pk)
    assert admin.rows(Firm).count() == 4


def test_who_may_not_import_or_asks_for_another_s_run_is_refused(
    admin: Context, agent: Context
) -> None:
    entity = admin.snapshot.entity("toy_firm")
    with pytest.raises(VerbRefused):
        upload(agent, "toy_firm", "n\nx\n")
    run = upload(admin, "toy_firm", "n\nx\n")
    with pytest.raises(VerbRefused):
        find_import(agent, entity, run.pk)
    with pytest.raises(ImportRunNotFound):
        find_import(admin, admin.snapshot.entity("toy_note"), run.pk)


@pytest.mark.parametrize(
    ("fields", "mode", "key"),
    [
        (["", ""], "create", ""),
        (["name", "name"], "create", ""),
        (["code", ""], "create", ""),
        (["name", "code"], "update", ""),
        (["name", ""], "update", "code"),
        (["name", "code"], "replace", ""),
    ],
)
def test_a_meaning_that_cannot_be_carried_out_is_refused(
    admin: Context, fields: list[str], mode: str, key: str
) -> None:
    run = upload(admin, "toy_firm", "a,b\nx,y\n")
    entity = admin.snapshot.entity("toy_firm")
    with pytest.raises(MeaningRefused):
        say_meaning(admin, entity, run.pk, mean(run, admin, fields, mode, key), work=False)


def test_computed_and_numbered_fields_cannot_be_filled(admin: Context) -> None:
    run = upload(admin, "toy_case", "number,subject\n1,x\n")
    assert [one.field for one in guessed(admin, run).columns] == ["", "subject"]
    with pytest.raises(MeaningRefused):
        say_meaning(
            admin,
            admin.snapshot.entity("toy_case"),
            run.pk,
            mean(run, admin, ["number", "subject"]),
            work=False,
        )


def test_more_rows_than_allowed_end_the_run(admin: Context, settings: object) -> None:
    settings.IMPORT_ROWS = 2  # type: ignore[attr-defined]  # pytest-django's settings have no fields
    entity = admin.snapshot.entity("toy_firm")
    run = upload(admin, "toy_firm", "n\na\nb\nc\n")
    say_meaning(admin, entity, run.pk, mean(run, admin, ["name"]), work=False)
    work_on_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "2" in run.problem["en"]


def test_hostile_cells_are_text_or_refused(admin: Context) -> None:
    text = "n\n=cmd|'/c calc'!A1\n\x00bad\n\u202eabc\n'; DROP TABLE e_toy_firm; --\n'+98\n"
    run = bring(admin, "toy_firm", text, ["name"])
    assert (run.created, run.rejected) == (4, 1)
    assert admin.rows(Firm).filter(name="+98").exists()
    assert ImportFault.objects.get(run=run).value == "�bad"
    assert admin.rows(Firm).filter(name="=cmd|'/c calc'!A1").exists()


def test_notes_need_a_record_within_reach(admin: Context) -> None:
    run = bring(admin, "toy_note", "t,c\nx,نیست\n", ["text", "case"])
    assert (run.created, run.rejected) == (0, 1)
    assert not admin.rows(Note).exists()


def test_begin_import_keeps_no_file_of_what_is_no_table(admin: Context) -> None:
    from owj.server.files.models import StoredFile
    from owj.server.imports.refusals import TableUnreadable

    for content in (b"%PDF-1.4 x", b"<html><table>", b"\n\n,,\n", b"\x00\x01\x02" * 50):
        with pytest.raises(TableUnreadable):
            upload(admin, "toy_firm", content)
    assert not StoredFile.objects.exists()
    assert begin_import is not None


def test_rows_lead_to_others_of_the_same_file_in_any_order(admin: Context) -> None:
    admin.create(Firm, name="اوج")
    text = "n,f,b\nالف,اوج,ب\nب,اوج,پ\nپ,اوج,\nت,اوج,کسی\n"
    run = bring(admin, "toy_person", text, ["name", "firm", "boss"])
    assert (run.created, run.rejected) == (3, 1)
    bosses = {one.name: one.boss and one.boss.name for one in admin.rows(Person)}
    assert bosses == {"الف": "ب", "ب": "پ", "پ": None}


def test_who_was_not_there_yet_is_found_in_a_later_stretch(
    admin: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "BATCH_ROWS", 1)
    admin.create(Firm, name="اوج")
    run = upload(admin, "toy_person", "n,f,b\nالف,اوج,ب\nب,اوج,\nپ,اوج,ب\n")
    entity = admin.snapshot.entity("toy_person")
    meaning = mean(run, admin, ["name", "firm", "boss"])
    say_meaning(admin, entity, run.pk, meaning, work=False, trial=False)
    work_on_run(run.pk)
    assert {one.name: bool(one.boss_id) for one in admin.rows(Person)} == {"ب": False, "پ": True}


def test_a_number_names_its_record_however_it_is_written(admin: Context) -> None:
    firm = admin.create(Firm, name="اوج")
    persian = str(firm.id).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    text = f"n,f\nالف,{firm.id}\nب,{persian}\nپ,0{firm.id}\n"
    assert bring(admin, "toy_person", text, ["name", "firm>id"]).created == 3


def test_a_link_by_a_number_refuses_what_is_none(admin: Context) -> None:
    admin.create(Case, size=12, firm=admin.create(Firm, name="اوج"), opened_at=NOW, subject="s")
    text = "c,t\n12,x\n۱۲,y\nnone,z\n"
    run = bring(admin, "toy_note", text, ["case>size", "text"])
    assert (run.created, run.rejected) == (2, 1)
