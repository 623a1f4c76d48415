"""The agreement's text at both doors: read, compared, written, published (R50, R51)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.kernel.calendars.jalali import JalaliDate
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.models import AgreementDraft, AgreementVersion
from owj.server.agreements.queries import kept_text
from owj.server.agreements.text_drafts import begin_text_draft, put_clause, text_draft_of
from owj.server.documents.models import Document
from owj.server.notices.models import Notice

pytestmark = pytest.mark.django_db
TEXT, DRAFT = "client:agreement_text", "client:agreement_draft"


@pytest.fixture
def admin(desk: Desk) -> Client:
    return client_of(desk.admin)


@pytest.fixture
def staff(desk: Desk) -> Client:
    return client_of(desk.agent)


def post(admin: Client, verb: str, **form: object) -> int:
    """Send one of the draft's forms with the draft as it stands."""
    draft = text_draft_of()
    form = {"seen": draft.version if draft else 0} | form
    return admin.post(reverse("client:agreement_draft_write", args=[verb]), form).status_code


def keep_phone(admin: Client, **more: object) -> int:
    """Keep the clause of the telephone with all its settings, some of them changed."""
    draft = text_draft_of()
    assert draft is not None
    clause = draft.clause("phone")
    form: dict[str, object] = {
        "clause": "phone",
        "heading": clause.heading,
        "body": clause.body,
        "beside": list(clause.settings),
        "queue_wait_s": "۸۰",
        "callback_minutes": "۴۵",
        "callback_clock": "phone_calendar",
        "no_key": "abandoned",
        "withheld_number": "ask_digits",
    }
    return post(admin, "clause", **(form | more))


def publish(desk: Desk, admin: Client, **more: object) -> int:
    day = JalaliDate.from_gregorian((desk.now + timedelta(days=3)).date())
    return post(admin, "publish", since=f"{day.year}/{day.month}/{day.day}", **more)


def test_a_colleague_reads_the_text_with_the_settings_of_a_clause(staff: Client) -> None:
    html = text_of(staff.get(reverse(TEXT), {"clause": "phone"}))
    assert '<span class="o-param">۶۰ دقیقه</span>' in html
    assert "پارامترهای بند ۸" in html
    assert "R20" in html
    assert "نسخهٔ تازه" not in html


def test_a_version_is_written_looked_over_and_published(desk: Desk, admin: Client) -> None:
    assert post(admin, "begin") == 302
    assert keep_phone(admin) == 302
    html = text_of(admin.get(reverse(DRAFT)))
    assert "<del>۶۰</del> <ins>۴۵</ins>" in html
    review = text_of(admin.get(reverse("client:agreement_review")))
    assert "دقیقه‌ها تا تماس دوباره" in review
    assert publish(desk, admin, tell="1") == 302
    assert not AgreementDraft.objects.exists()
    second = AgreementVersion.objects.get(number=2)
    assert second.data["callback_minutes"] == 45
    assert Document.objects.filter(key=f"agreement:{second.pk}").exists()
    told = set(Notice.objects.filter(kind="agreement_published").values_list("user_id", flat=True))
    assert told == {desk.hub_user.pk, desk.other_hub_user.pk}


def test_nobody_is_told_of_a_version_without_the_wish(desk: Desk, admin: Client) -> None:
    post(admin, "begin")
    keep_phone(admin)
    publish(desk, admin)
    assert AgreementVersion.objects.count() == 2
    assert not Notice.objects.filter(kind="agreement_published").exists()


def test_a_refused_clause_keeps_what_was_written(desk: Desk, admin: Client) -> None:
    post(admin, "begin")
    draft = text_draft_of()
    assert draft is not None
    answer = admin.post(
        reverse("client:agreement_draft_write", args=["clause"]),
        {"seen": draft.version, "clause": "secrecy", "heading": "راز", "body": "تا {nothing}"},
    )
    assert answer.status_code == 422
    assert "تا {nothing}" in answer.content.decode()
    assert keep_phone(admin, callback_minutes="چند") == 422
    assert text_draft_of() == draft


def test_two_who_write_at_once_do_not_overwrite_each_other(desk: Desk, admin: Client) -> None:
    post(admin, "begin")
    keep_phone(admin)
    assert post(admin, "remove", seen=1, clause="phone") == 409
    draft = text_draft_of()
    assert draft is not None
    assert draft.clause("phone")


def test_clauses_are_added_moved_and_taken_out(desk: Desk, admin: Client) -> None:
    post(admin, "begin")
    assert post(admin, "clause", clause="new", after="scope", heading="نو", body="متن.") == 302
    assert post(admin, "move", clause="scope", to="down") == 302
    assert post(admin, "remove", clause="secrecy") == 302
    draft = text_draft_of()
    assert draft is not None
    assert [one.key for one in draft.clauses][:2] == ["c1", "scope"]
    assert "secrecy" not in [one.key for one in draft.clauses]
    html = text_of(admin.get(reverse(DRAFT)))
    assert "برداشته شد" in html


def test_only_an_administrator_writes(desk: Desk) -> None:
    manager = client_of(desk.manager)
    assert post(manager, "begin") == 403
    begin_text_draft(SHIPPED_KEY, by=desk.admin.actor, now=desk.now)
    assert keep_phone(manager) == 403
    assert manager.get(reverse(DRAFT)).status_code == 403
    assert publish(desk, manager) == 403


def test_the_plain_text_has_the_fingerprint_of_the_page(desk: Desk, staff: Client) -> None:
    kept = kept_text(SHIPPED_KEY, 1)
    assert kept is not None
    answer = staff.get(reverse("client:agreement_text_plain", args=[1]))
    assert sha256(b"".join(answer.streaming_content)).hexdigest() == kept.digest
    assert kept.digest in text_of(staff.get(reverse(TEXT)))
    assert staff.get(reverse("client:agreement_text_plain", args=[9])).status_code == 404


def test_a_customer_reads_every_version_and_that_of_a_day(desk: Desk, admin: Client) -> None:
    post(admin, "begin")
    keep_phone(admin)
    publish(desk, admin)
    customer = client_of(desk.hub_user)
    page = reverse("hub:agreement")
    assert "حداکثر تا <span" in text_of(customer.get(page))
    assert "نسخهٔ ۱، جاری از" in text_of(customer.get(page))
    assert "<ins>۴۵</ins>" in text_of(customer.get(page, {"version": 2, "against": 1}))
    assert "نسخهٔ ۲، جاری از" in text_of(customer.get(page, {"on": "1405/10/01"}))
    assert "نسخهٔ ۱، جاری از" in text_of(customer.get(page, {"on": "1404/10/01"}))
    assert customer.get(page, {"version": 7}).status_code == 404
    assert customer.get(page, {"on": "nonsense"}).status_code == 200
    assert customer.get(reverse("hub:agreement_plain", args=[2])).status_code == 200


def test_a_text_that_somebody_changed_in_the_database_is_told(desk: Desk, staff: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE server_agreementversion DISABLE TRIGGER USER")
        cursor.execute("UPDATE server_agreementversion SET text = replace(text, '۶۰', '۹۰')")
        cursor.execute("ALTER TABLE server_agreementversion ENABLE TRIGGER USER")
    assert "کسی پایگاه داده را تغییر داده است" in text_of(staff.get(reverse(TEXT)))


def test_a_draft_that_is_only_reworded_changes_no_setting(desk: Desk, admin: Client) -> None:
    draft = begin_text_draft(SHIPPED_KEY, by=desk.admin.actor, now=desk.now)
    longer = put_clause(draft, draft.clause("secrecy"))
    assert longer.clauses == draft.clauses
    html = text_of(admin.get(reverse("client:agreement_review")))
    assert "هیچ: متن همان است که بود." in html
    assert publish(desk, admin) == 422
