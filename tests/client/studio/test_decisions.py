"""The decisions studio: the table, drafts, tests that block, publishing, history, who may."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.desk.decisions import decide_priority
from owj.packages.desk.words import Importance
from owj.server.decisions.queries import cases_of, draft_row, version_in_force
from owj.server.decisions.services import fingerprint_of, install_shipped_decisions

KEY = "desk.priority"
PAGE = reverse("client:decision", args=[KEY])
FOURTH = "cell-3-outputEntry-0"


@pytest.fixture
def admin(desk: Desk) -> Client:
    install_shipped_decisions()
    return client_of(desk.admin)


def url(name: str, *args: object) -> str:
    return reverse(f"client:decision_{name}", args=[KEY, *args])


def seen(desk: Desk) -> str:
    draft = draft_row(KEY, desk.admin.actor)
    return fingerprint_of(draft.source if draft is not None else version_in_force(KEY).source)


def edit(desk: Desk, client: Client, **fields: str) -> str:
    answer = client.post(url("edit"), {"seen": seen(desk)} | fields, headers=HTMX)
    assert answer.status_code == 200, answer.status_code
    return text_of(answer)


def test_the_list_says_state_version_and_who_asks(desk: Desk, admin: Client) -> None:
    html = text_of(admin.get(reverse("client:decisions")))
    assert "هر تیکت تازه" in html
    assert "۴ قاعده" in html
    assert "همان که با اوج آمد" in html


def test_the_page_shows_the_table_its_tests_and_real_questions(desk: Desk, admin: Client) -> None:
    ticket = desk.file()
    html = text_of(admin.get(PAGE))
    assert html.count('class="o-dnum"') == 4
    assert "&quot;critical&quot;" in html
    assert "همه درست" in html
    assert ticket.tracking_id in html


def test_values_are_called_as_the_reader_calls_them(desk: Desk, admin: Client) -> None:
    tried = text_of(admin.get(url("try"), {"in-importance": '"high"'}))
    assert '<option value="&quot;high&quot;" selected>مهم</option>' in tried
    assert '<b dir="auto">بحرانی</b>' in text_of(
        admin.get(url("try"), {"in-is error": "true", "in-stops use": "true"})
    )


def test_a_typed_cell_becomes_a_draft_and_says_what_it_breaks(desk: Desk, admin: Client) -> None:
    html = edit(desk, admin, **{FOURTH: '"medium"'})
    assert "قاعدهٔ ۴، اولویت" in html
    assert "آزمون «R5 low»" in html
    assert 'id="dec-work"' not in html
    assert draft_row(KEY, desk.admin.actor) is not None


def test_quotation_marks_that_were_left_out_are_put(desk: Desk, admin: Client) -> None:
    edit(desk, admin, **{FOURTH: "medium"})
    draft = draft_row(KEY, desk.admin.actor)
    assert draft is not None
    assert draft.source.count('<text>"medium"</text>') == 2


def test_an_error_stands_at_its_cell(desk: Desk, admin: Client) -> None:
    html = edit(desk, admin, **{"cell-0-inputEntry-2": "[1..", FOURTH: "urgent"})
    assert "نویسهٔ" in html
    assert "متن در گیومه می‌آید" in html
    answer = admin.post(url("publish"))
    assert answer.status_code == 422
    assert version_in_force(KEY).number == 1


def test_a_failing_test_blocks_publishing_until_one_of_them_changes(
    desk: Desk, admin: Client
) -> None:
    edit(desk, admin, **{FOURTH: '"medium"'})
    blocked = admin.post(url("publish"), {"note": "همه مهم‌اند"})
    assert blocked.status_code == 422
    assert "هنوز منتشرشدنی نیست" in text_of(blocked)
    facts = {"in-is error": "false", "in-stops use": "true", "in-importance": '"low"'}
    kept = admin.post(url("case"), facts | {"name": "R5 low", "expected": '"medium"'})
    assert kept.status_code == 302
    assert admin.post(url("publish"), {"note": "همه مهم‌اند"}).status_code == 302
    assert version_in_force(KEY).number == 2
    priority, why = decide_priority(False, True, Importance.LOW, now=desk.now)
    assert (priority, why.version, why.rules) == ("medium", 2, (4,))
    history = text_of(admin.get(url("history")))
    assert "همه مهم‌اند" in history
    assert "قاعدهٔ ۴، اولویت: از \u2068پایین\u2069 به \u2068متوسط\u2069" in history


def test_deeds_on_rules_and_columns_draw_the_table_anew(desk: Desk, admin: Client) -> None:
    html = edit(desk, admin, verb="add-rule:4")
    assert html.count('class="o-dnum"') == 5
    assert "اینجا پاسخ لازم است" in html
    assert edit(desk, admin, verb="remove-rule:4").count('class="o-dnum"') == 4
    assert edit(desk, admin, verb="copy-rule:0").count('class="o-dnum"') == 5
    assert "قاعده‌های ۱ و ۳ هر دو جور می‌آیند" in edit(desk, admin, verb="lower-rule:1")
    edit(desk, admin, verb="policy", policy="FIRST")
    assert 'value="FIRST" selected' in text_of(admin.get(PAGE))
    words = {"new-input-label": "شهر", "new-input-expression": "importance"}
    assert 'data-label="شهر"' in edit(desk, admin, verb="add-column:input", **words)
    assert 'data-label="شهر"' not in edit(desk, admin, verb="remove-column:input:3")


def test_overlaps_and_gaps_are_said_in_words(desk: Desk, admin: Client) -> None:
    edit(desk, admin, verb="copy-rule:0")
    html = text_of(admin.get(PAGE))
    assert "قاعده‌های ۱ و ۲ هر دو جور می‌آیند" in html
    edit(desk, admin, verb="remove-rule:0")
    edit(desk, admin, verb="remove-rule:0")
    html = text_of(admin.get(PAGE))
    assert "هیچ قاعده‌ای جور نیست" in html
    assert "پاسخی پذیرفتنی ندارد" in html


def test_another_window_does_not_overwrite(desk: Desk, admin: Client) -> None:
    old = seen(desk)
    edit(desk, admin, verb="add-rule:0")
    answer = admin.post(url("edit"), {"seen": old, "verb": "add-rule:0"}, headers=HTMX)
    assert answer.status_code == 409


@pytest.mark.parametrize(
    "verb",
    [
        "remove-rule:9",
        "remove-rule:-1",
        "nothing",
        "head:input:7",
        "policy",
        "remove-column:output:0",
    ],
)
def test_a_deed_that_cannot_be_is_refused(desk: Desk, admin: Client, verb: str) -> None:
    answer = admin.post(url("edit"), {"seen": seen(desk), "verb": verb}, headers=HTMX)
    assert answer.status_code == 422


def test_trying_takes_the_facts_of_a_ticket(desk: Desk, admin: Client) -> None:
    ticket = desk.file(is_bug=True, blocks_use=True)
    html = text_of(admin.get(url("try"), {"sample": ticket.tracking_id}, headers=HTMX))
    assert "critical" in html
    assert "با قاعدهٔ ۱" in html
    typed = {"in-is error": "maybe", "in-stops use": "true", "in-importance": '"low"'}
    assert "مقداری بنویسید" in text_of(admin.get(url("try"), typed, headers=HTMX))


def test_a_test_is_thrown_away(desk: Desk, admin: Client) -> None:
    admin.post(url("drop_case"), {"name": "R5 low"})
    assert "R5 low" not in {case.name for case in cases_of(KEY)}
    assert "آزمونی به قاعدهٔ ۴ نمی‌رسد" in text_of(admin.get(PAGE))


def test_an_old_version_becomes_the_draft_again(desk: Desk, admin: Client) -> None:
    edit(desk, admin, **{"cell-3-annotationEntry-0": "عادی"})
    admin.post(url("publish"))
    assert admin.post(url("restore", 1)).status_code == 302
    html = text_of(admin.get(PAGE))
    assert "درخواست معمولی" in html
    assert "انتشار نسخهٔ ۳" in html


def test_the_model_goes_out_and_comes_in_as_a_file(desk: Desk, admin: Client) -> None:
    source = admin.get(url("download")).content
    other = source.replace("درخواست معمولی".encode(), b"plain")
    admin.post(url("upload"), {"model": SimpleUploadedFile("a.dmn", other)})
    assert "plain" in text_of(admin.get(PAGE))
    broken = admin.post(url("upload"), {"model": SimpleUploadedFile("a.dmn", b"<x>")})
    assert broken.status_code == 422
    assert admin.post(url("upload"), {}).status_code == 422
    assert admin.post(url("drop")).status_code == 302
    assert draft_row(KEY, desk.admin.actor) is None


@pytest.mark.parametrize("who", ["agent", "roleless"])
def test_others_see_and_change_nothing(desk: Desk, who: str) -> None:
    install_shipped_decisions()
    client = client_of(getattr(desk, who))
    for name in ("history", "download", "try"):
        assert client.get(url(name)).status_code == 403, name
    assert client.get(PAGE).status_code == 403
    assert client.get(reverse("client:decisions")).status_code == 403
    for name in ("edit", "publish", "drop", "rebase", "upload", "case", "drop_case"):
        assert client.post(url(name), {"name": "x"}).status_code in {403, 422}, name
    assert client.post(url("restore", 1)).status_code == 403
    assert draft_row(KEY, getattr(desk, who).actor) is None
    assert len(cases_of(KEY)) == 4


def test_cells_are_read_by_the_labels_of_their_values(desk: Desk, admin: Client) -> None:
    html = text_of(admin.get(PAGE))
    assert f'id="w-{FOURTH}" dir="auto">پایین</span>' in html
    assert '<option value="&quot;high&quot;">بالا</option>' in html
    assert (
        f'name="{FOURTH}" dir="ltr" autocomplete="off" spellcheck="false" value="&quot;low' in html
    )


def test_a_label_that_is_typed_is_kept_as_its_value(desk: Desk, admin: Client) -> None:
    html = edit(desk, admin, **{"cell-2-inputEntry-2": "معمولی، مهم", FOURTH: "متوسط"})
    assert 'id="w-cell-2-inputEntry-2" dir="auto" hx-swap-oob="true">معمولی یا مهم<' in html
    assert "از \u2068پایین\u2069 به \u2068متوسط" in html
    draft = draft_row(KEY, desk.admin.actor)
    assert draft is not None
    assert '<text>"low", "high"</text>' in draft.source
    assert "معمولی، مهم" not in draft.source
