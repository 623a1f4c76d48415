"""Comments, files, following and visits: kept by record, reached through the record alone."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from tests.server.records.conftest import NOW
from tests.server.records.toys import Case, Firm

from owj.kernel.errors import NotFound
from owj.server.activity.around import find_spot
from owj.server.activity.comments import (
    add_comment,
    change_comment,
    remove_comment,
    restore_comment,
)
from owj.server.activity.files import add_files, open_record_file, remove_file
from owj.server.activity.following import (
    VISITS_KEPT,
    follow,
    note_visit,
    own_of,
    recent_records,
    star,
    starred_records,
)
from owj.server.activity.history import history_of
from owj.server.activity.models import RecordComment, RecordFile, RecordVisit
from owj.server.activity.refusals import (
    CommentEmpty,
    CommentNotFound,
    CommentNotYours,
    FileNotFound,
    FileNotYours,
)
from owj.server.files.services import store_file
from owj.server.identity.models import User
from owj.server.notices.models import Notice
from owj.server.records.access import _rules
from owj.server.records.audit import Change
from owj.server.records.context import Context
from owj.server.records.doors import change_through_door
from owj.server.records.generic import delete as delete_record
from owj.server.records.refusals import RecordNotFound
from owj.server.records.rights import NONE, Reach


@pytest.fixture
def narrowed(monkeypatch: pytest.MonkeyPatch, other: Context) -> Context:
    """Give a colleague who sees no case."""
    before = _rules[Case.key]

    def rule(ctx: Context) -> Reach:
        return NONE if ctx.actor.user_id == other.actor.user_id else before(ctx)

    monkeypatch.setitem(_rules, Case.key, rule)
    return other


def told(kind: str) -> list[int]:
    return list(Notice.objects.filter(kind=kind).order_by("id").values_list("user_id", flat=True))


def kept(ctx: Context, name: str = "پیوست.txt") -> Any:
    return store_file(io.BytesIO(b"hello"), name, ctx.actor).id


def seen(ctx: Context, case: Case, **asked: Any) -> Any:
    return history_of(ctx, find_spot(ctx, Case.key, case.id)[1], **asked)


def test_a_comment_tells_whom_it_names_and_who_follows(
    ctx: Context, other: Context, admin: Context, cases: list[Case]
) -> None:
    follow(admin, Case.key, cases[0].id)
    said = add_comment(ctx, Case.key, cases[0].id, "ببین @bita این را")
    assert said.comment.mentioned == [other.actor.user_id]
    assert said.unseen == []
    assert told("record_mention") == [other.actor.user_id]
    assert told("record_comment") == [admin.actor.user_id]
    spot = find_spot(other, Case.key, cases[0].id)[0]
    assert own_of(other, spot).follows
    assert own_of(ctx, spot).follows


def test_who_does_not_see_the_record_is_not_told_and_its_writer_learns_that(
    ctx: Context, narrowed: Context, cases: list[Case]
) -> None:
    said = add_comment(ctx, Case.key, cases[0].id, "@bita ببین")
    assert list(said.unseen) == ["bita"]
    assert told("record_mention") == []
    spot = find_spot(ctx, Case.key, cases[0].id)[0]
    assert own_of(ctx, spot).followers == 1


def test_nothing_around_a_record_is_reached_without_the_record(
    ctx: Context, narrowed: Context, cases: list[Case]
) -> None:
    said = add_comment(ctx, Case.key, cases[0].id, "سخن", [kept(ctx)])
    file = said.comment.files.get()
    attempts = (
        lambda: add_comment(narrowed, Case.key, cases[0].id, "من"),
        lambda: change_comment(narrowed, said.comment.pk, "من"),
        lambda: remove_comment(narrowed, said.comment.pk),
        lambda: add_files(narrowed, Case.key, cases[0].id, [kept(narrowed)]),
        lambda: remove_file(narrowed, file.pk),
        lambda: open_record_file(narrowed, Case.key, cases[0].id, file.file_id),
        lambda: follow(narrowed, Case.key, cases[0].id),
        lambda: star(narrowed, Case.key, cases[0].id),
    )
    for attempt in attempts:
        with pytest.raises(RecordNotFound):
            attempt()
    assert RecordComment.objects.count() == 1
    assert RecordFile.objects.filter(removed_at=None).count() == 1


def test_only_its_author_changes_a_comment_or_takes_it_away(
    ctx: Context, other: Context, cases: list[Case]
) -> None:
    said = add_comment(ctx, Case.key, cases[0].id, "نخست")
    with pytest.raises(CommentNotYours):
        change_comment(other, said.comment.pk, "دوم")
    with pytest.raises(CommentNotYours):
        remove_comment(other, said.comment.pk)
    assert change_comment(ctx, said.comment.pk, " دوم ").text == "دوم"
    remove_comment(ctx, said.comment.pk)
    assert seen(ctx, cases[0], kind="comments").happenings == ()
    with pytest.raises(CommentNotFound):
        change_comment(ctx, said.comment.pk, "سوم")
    restore_comment(ctx, said.comment.pk)
    assert len(seen(ctx, cases[0], kind="comments").happenings) == 1


def test_a_comment_needs_words_or_a_file(ctx: Context, cases: list[Case]) -> None:
    with pytest.raises(CommentEmpty):
        add_comment(ctx, Case.key, cases[0].id, " \x00 ")
    assert add_comment(ctx, Case.key, cases[0].id, "", [kept(ctx)]).comment.text == ""


def test_only_files_that_one_uploaded_oneself_are_laid_to_a_record(
    ctx: Context, other: Context, cases: list[Case]
) -> None:
    assert add_files(ctx, Case.key, cases[0].id, [kept(other)]) == []
    laid = add_files(ctx, Case.key, cases[0].id, [kept(ctx)])[0]
    with open_record_file(other, Case.key, cases[0].id, laid.file_id).stream as stream:
        assert stream.read() == b"hello"
    with pytest.raises(FileNotFound):
        open_record_file(other, Case.key, cases[1].id, laid.file_id)
    with pytest.raises(FileNotYours):
        remove_file(other, laid.pk)
    remove_file(ctx, laid.pk)
    with pytest.raises(NotFound):
        open_record_file(ctx, Case.key, cases[0].id, laid.file_id)


def test_a_file_in_a_field_is_opened_through_its_record(ctx: Context, cases: list[Case]) -> None:
    held = kept(ctx)
    change_through_door(ctx, find_spot(ctx, Case.key, cases[0].id)[1], {"file": held})
    with open_record_file(ctx, Case.key, cases[0].id, held).stream as stream:
        assert stream.read() == b"hello"


def test_who_follows_hears_of_a_change_by_others_once(
    ctx: Context, other: Context, cases: list[Case]
) -> None:
    follow(ctx, Case.key, cases[0].id)
    follow(other, Case.key, cases[0].id)
    change_through_door(ctx, find_spot(ctx, Case.key, cases[0].id)[1], {"size": 77})
    assert told("record_changed") == [other.actor.user_id]
    follow(other, Case.key, cases[0].id, wanted=False)
    change_through_door(ctx, find_spot(ctx, Case.key, cases[0].id)[1], {"size": 78})
    assert told("record_changed") == [other.actor.user_id]


def test_who_lost_sight_of_a_record_hears_no_more_of_it(
    ctx: Context, other: Context, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(other, Case.key, cases[0].id)
    before = _rules[Case.key]
    monkeypatch.setitem(
        _rules,
        Case.key,
        lambda unit: NONE if unit.actor.user_id == other.actor.user_id else before(unit),
    )
    change_through_door(ctx, find_spot(ctx, Case.key, cases[0].id)[1], {"size": 77})
    add_comment(ctx, Case.key, cases[0].id, "سخن")
    assert Notice.objects.count() == 0


def test_a_deleted_record_is_told_without_its_name(
    ctx: Context, other: Context, cases: list[Case]
) -> None:
    follow(other, Case.key, cases[0].id)
    delete_record(ctx, find_spot(ctx, Case.key, cases[0].id)[1])
    notice = Notice.objects.get(kind="record_deleted")
    assert notice.user_id == other.actor.user_id
    assert cases[0].subject not in str(notice.data)


def test_stars_and_visits_are_ones_own_and_only_what_is_in_sight(
    ctx: Context, narrowed: Context, cases: list[Case], firm: Firm
) -> None:
    for place, case in enumerate(cases[:3]):
        note_visit(ctx.at(NOW + timedelta(minutes=place)), find_spot(ctx, Case.key, case.id)[0])
    note_visit(ctx.at(NOW + timedelta(minutes=9)), find_spot(ctx, Case.key, cases[0].id)[0])
    assert [one.record.id for one in recent_records(ctx, 9)] == [
        cases[0].id, cases[2].id, cases[1].id,
    ]  # fmt: skip
    star(ctx, Case.key, cases[1].id)
    star(ctx, Case.key, cases[1].id)
    star(ctx, Firm.key, firm.id)
    assert {one.record.id for one in starred_records(ctx, 9)} == {cases[1].id, firm.id}
    assert [one.record.id for one in starred_records(ctx, 9, Case.key)] == [cases[1].id]
    assert starred_records(narrowed, 9) == []
    RecordVisit.objects.update(user_id=narrowed.actor.user_id)
    assert recent_records(narrowed, 9) == []


def test_the_oldest_visits_are_forgotten(
    ctx: Context, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owj.server.activity.following.VISITS_KEPT", 3)
    for place, case in enumerate(cases):
        note_visit(ctx.at(NOW + timedelta(minutes=place)), find_spot(ctx, Case.key, case.id)[0])
    assert [one.record.id for one in recent_records(ctx, 9)] == [one.id for one in cases[:-4:-1]]
    assert VISITS_KEPT > 3


def test_history_comes_in_stretches_that_lose_and_repeat_nothing(
    ctx: Context, cases: list[Case]
) -> None:
    case = cases[0]
    for place in range(9):
        unit = ctx.at(NOW + timedelta(minutes=1 + place // 3))
        add_comment(unit, Case.key, case.id, f"سخن {place}")
        change_through_door(unit, find_spot(unit, Case.key, case.id)[1], {"size": 20 + place})
    whole = seen(ctx, case, limit=500).happenings
    assert len(whole) == 9 + 9 + 1
    told: list[Any] = []
    before = None
    while True:
        part = seen(ctx, case, limit=4, before=before)
        told += part.happenings
        before = part.before
        if before is None:
            break
    assert len(told) == len(whole)
    assert sorted(one.at for one in told) == sorted(one.at for one in whole)
    changes = seen(ctx, case, kind="changes", limit=500).happenings
    assert all(isinstance(one.what, Change) for one in changes)
    assert len(changes) == 10


def test_the_history_asks_a_fixed_number_of_questions(
    ctx: Context, cases: list[Case], django_assert_num_queries: Any
) -> None:
    record = find_spot(ctx, Case.key, cases[0].id)[1]
    for place in range(6):
        add_comment(ctx, Case.key, cases[0].id, f"سخن {place}", [kept(ctx)])
    with django_assert_num_queries(7):
        history_of(ctx, record)


def test_an_active_account_alone_is_told(ctx: Context, other: Context, cases: list[Case]) -> None:
    follow(other, Case.key, cases[0].id)
    User.objects.filter(id=other.actor.user_id).update(is_active=False)
    add_comment(ctx, Case.key, cases[0].id, "@bita")
    assert Notice.objects.count() == 0
