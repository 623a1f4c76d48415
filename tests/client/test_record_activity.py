"""What people do around a record on its page."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.server.activity.models import RecordComment, RecordFile, RecordFollow, RecordStar
from owj.server.notices.models import Notice


def page(desk: Desk) -> str:
    return f"/records/customer/{desk.customer.id}"


def test_a_comment_with_a_file_stands_in_the_timeline(desk: Desk) -> None:
    client = client_of(desk.agent)
    facts = {
        "text": f"ببین @{desk.colleague.full_name} این <b>را</b>",
        "uploads": [SimpleUploadedFile("نامه.txt", b"hello")],
    }
    answer = client.post(f"{page(desk)}/comments", facts, headers=HTMX)
    assert answer.status_code == 200
    body = text_of(client.get(page(desk)))
    assert "&lt;b&gt;" in body
    assert f'<mark class="o-named"><bdi>@{desk.colleague.full_name}</bdi></mark>' in body
    file = re.search(rf'href="({page(desk)}/files/[^"]+)"', body)
    assert file is not None
    sent = client_of(desk.colleague).get(file[1])
    assert b"".join(sent.streaming_content) == b"hello"  # type: ignore[attr-defined]  # it streams
    assert Notice.objects.get(kind="record_mention").user_id == desk.colleague.pk


def test_files_alone_and_comments_are_taken_away_and_brought_back(desk: Desk) -> None:
    client = client_of(desk.agent)
    facts = {"uploads": [SimpleUploadedFile("a.txt", b"a")]}
    client.post(f"{page(desk)}/comments", facts, headers=HTMX)
    client.post(f"{page(desk)}/comments", {"text": "سخن نو"}, headers=HTMX)
    file, comment = RecordFile.objects.get(), RecordComment.objects.get()
    assert file.comment is None
    stranger = client_of(desk.colleague)
    assert stranger.post(f"/record-files/{file.pk}/remove", headers=HTMX).status_code == 403
    assert stranger.post(f"/record-comments/{comment.pk}/remove", headers=HTMX).status_code == 403
    gone = client.post(f"/record-comments/{comment.pk}/remove", headers=HTMX)
    assert "سخن نو" not in text_of(gone)
    assert "/record-comments/" in text_of(gone)
    back = client.post(f"/record-comments/{comment.pk}/restore", headers=HTMX)
    assert "سخن نو" in text_of(back)
    client.post(f"/record-files/{file.pk}/remove", headers=HTMX)
    client.post(f"/record-files/{file.pk}/restore", headers=HTMX)
    file.refresh_from_db()
    assert file.removed_at is None


def test_a_comment_is_changed_in_its_place(desk: Desk) -> None:
    client = client_of(desk.agent)
    client.post(f"{page(desk)}/comments", {"text": "نخست"}, headers=HTMX)
    url = f"/record-comments/{RecordComment.objects.get().pk}"
    assert "<textarea" in text_of(client.get(url, headers=HTMX))
    assert "<textarea" not in text_of(client_of(desk.colleague).get(url, headers=HTMX))
    assert "دوم" in text_of(client.post(url, {"text": "دوم"}, headers=HTMX))
    assert client.post(url, {"text": " "}, headers=HTMX).status_code == 422


def test_following_and_keeping_at_hand_turn(desk: Desk) -> None:
    client = client_of(desk.agent)
    for name, model in (("follow", RecordFollow), ("star", RecordStar)):
        for wanted, many in (("yes", 1), ("no", 0)):
            back = client.post(f"{page(desk)}/{name}?q=x", {"wanted": wanted})
            assert back.headers["Location"] == f"{page(desk)}?q=x"
            assert model.objects.count() == many


def test_the_timeline_comes_by_kind_and_by_stretches(desk: Desk) -> None:
    client = client_of(desk.agent)
    for place in range(3):
        client.post(f"{page(desk)}/comments", {"text": f"سخن {place}"}, headers=HTMX)
    client.post(f"{page(desk)}/city", {"city": "یزد"}, headers=HTMX)
    changes = text_of(client.get(f"{page(desk)}/timeline?what=changes", headers=HTMX))
    assert "یزد" in changes
    assert "سخن" not in changes
    odd = client.get(f"{page(desk)}/timeline?what=none&before=never", headers=HTMX)
    assert odd.status_code == 200
    earlier = client.get(f"{page(desk)}/timeline?before=2001-01-01T00:00:00Z", headers=HTMX)
    assert "سخن" not in text_of(earlier)


def test_the_page_of_a_record_asks_as_much_for_many_comments_as_for_few(
    desk: Desk,
) -> None:
    client = client_of(desk.agent)
    counts: list[int] = []
    for many in (1, 12):
        for place in range(many):
            client.post(f"{page(desk)}/comments", {"text": f"سخن {place}"}, headers=HTMX)
        with CaptureQueriesContext(connection) as asked:
            client.get(page(desk))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_is_kept_at_hand_and_where_one_was_stand_on_the_first_page(desk: Desk) -> None:
    client = client_of(desk.agent)
    assert desk.customer.name not in text_of(client.get("/records"))
    client.get(page(desk))
    client.post(f"/records/customer/{desk.other_customer.id}/star", {"wanted": "yes"})
    first = text_of(client.get("/records"))
    assert page(desk) in first
    assert desk.other_customer.name in first
    assert desk.customer.name not in text_of(client_of(desk.colleague).get("/records"))
