"""The import wizard: a foreign CSV becomes tickets, step by step, and nothing hostile gets in."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk
from tests.packages.desk_import.logs import HEADER, SMALL, row

from owj.client.imports.pages import OURS
from owj.packages.desk.entity import Ticket
from owj.packages.desk.importer import bring
from owj.packages.desk.importer.runs import work_on_import
from owj.packages.desk.imports import ImportState, LogImport
from owj.server.agreements.result_rows import PromiseResult
from owj.server.files.models import StoredFile

LIST = reverse("client:imports")

PERSIAN = """شماره تیکت;رویداد;کارشناس;تاریخ و ساعت;مشتری;اولویت
۱۰۱;ثبت شد;سارا;۱۴۰۴/۰۷/۰۱ ۰۹:۰۰;شرکت بهار;بحرانی
۱۰۱;پاسخ داده شد;سارا;۱۴۰۴/۰۷/۰۱ ۰۹:۱۰;شرکت بهار;بحرانی
۱۰۱;حل شد;سارا;۱۴۰۴/۰۷/۰۱ ۱۱:۰۰;شرکت بهار;بحرانی
۱۰۲;ثبت شد;رضا;۱۴۰۴/۰۷/۰۲ ۱۰:۰۰;شرکت پاییز;عادی
۱۰۲;پاسخ داده شد;رضا;۱۴۰۴/۰۷/۰۲ ۱۲:۰۰;شرکت پاییز;عادی
۱۰۳;ثبت شد;رضا;۱۴۰۴/۱۳/۰۲ ۱۰:۰۰;شرکت پاییز;عادی
"""


@pytest.fixture
def admin(desk: Desk) -> Client:
    """Return the administrator's client."""
    return client_of(desk.admin)


def upload(client: Client, content: bytes, name: str = "log.csv") -> HttpResponse:
    return client.post(LIST, {"file": SimpleUploadedFile(name, content)})


def small() -> bytes:
    return "\n".join([HEADER, *SMALL, ""]).encode()


def run_of(desk: Desk) -> LogImport:
    found = desk.system.rows(LogImport).order_by("-id").first()
    assert found is not None
    return found


def form_of(html: str) -> dict[str, object]:
    """Return what a browser would send of the mapping page as it stands."""
    data: dict[str, object] = {}
    for select in re.finditer(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', select[2])
        value = chosen[1].replace("&#x27;", "'") if chosen else ""
        earlier = data.get(select[1])
        data[select[1]] = [*earlier, value] if isinstance(earlier, list) else [value]
    for name in ("activity", "priority"):
        data[name] = re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', html)
    return data


def check(client: Client, desk: Desk, **changes: object) -> LogImport:
    """Send the mapping as it was guessed, with changes, and let the worker check."""
    run = run_of(desk)
    page = text_of(client.get(reverse("client:import", args=[run.id])))
    response = client.post(reverse("client:import_meaning", args=[run.id]), form_of(page) | changes)
    assert response.status_code == 302, text_of(response)
    work_on_import(run.id)
    return run_of(desk)


def move(client: Client, run: LogImport, name: str) -> HttpResponse:
    return client.post(reverse("client:import_move", args=[run.id, name]))


def bring_in(client: Client, desk: Desk) -> LogImport:
    run = check(client, desk)
    assert move(client, run, "run").status_code == 302
    work_on_import(run.id)
    return run_of(desk)


def test_the_shipped_log_is_guessed_checked_and_filed(desk: Desk, admin: Client) -> None:
    assert upload(admin, small()).status_code == 302
    run = check(admin, desk)
    assert run.state is ImportState.CHECKED
    assert (run.found["cases"], run.found["new_cases"]) == (11, 11)
    assert desk.system.rows(Ticket).count() == 0
    assert sum(run.found["by_priority"].values()) == 11
    page = text_of(admin.get(reverse("client:import", args=[run.id])))
    assert "۱۱ تیکت خواهد آمد" in page
    assert move(admin, run, "run").status_code == 302
    work_on_import(run.id)
    run = run_of(desk)
    assert (run.state, run.result["new_cases"]) == (ImportState.DONE, 11)
    assert desk.system.rows(Ticket).count() == 11
    # Reports count what came in.
    assert PromiseResult.objects.filter(promise="first_response").count() == 11
    assert "۱۱ تیکت آمد" in text_of(admin.get(reverse("client:import", args=[run.id])))


def test_second_import_of_the_same_file_adds_nothing(desk: Desk, admin: Client) -> None:
    upload(admin, small())
    bring_in(admin, desk)
    upload(admin, small())
    run = check(admin, desk)
    assert (run.found["cases"], run.found["new_cases"]) == (11, 0)
    page = text_of(admin.get(reverse("client:import", args=[run.id])))
    assert "همهٔ تیکت‌های این فایل از پیش اینجاست." in page
    assert desk.system.rows(Ticket).count() == 11


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16"])
def test_a_persian_log_is_read_in_every_usual_encoding(
    desk: Desk, admin: Client, encoding: str
) -> None:
    # Windows-1256 has no Persian digits: such files carry Latin ones.
    text = PERSIAN
    if encoding == "cp1256":
        text = text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")).replace("ی", "ي")
    upload(admin, text.encode(encoding))
    run = bring_in(admin, desk)
    assert run.state is ImportState.DONE
    assert (run.result["new_cases"], run.result["rejected"]) == (2, 1)
    tickets = list(desk.system.rows(Ticket).order_by("opened_at"))
    assert [str(ticket.priority) for ticket in tickets] == ["critical", "medium"]
    assert tickets[0].first_response_at is not None
    assert tickets[0].opened_at.isoformat() == "2025-09-23T05:30:00+00:00"


def test_set_aside_rows_go_home_with_their_reasons(desk: Desk, admin: Client) -> None:
    upload(admin, PERSIAN.encode())
    run = check(admin, desk)
    page = text_of(admin.get(reverse("client:import", args=[run.id])))
    assert "۱ سطر، همراه همهٔ سطرهای تیکتشان" in page
    response = admin.get(reverse("client:import_rejects", args=[run.id]))
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows[0][:2] == ["line", "reason"]
    assert rows[1][0] == "7"
    assert "وجود ندارد" in rows[1][1]
    assert rows[1][2] == "۱۰۳"


def test_cells_that_are_formulas_stay_text_in_the_rejects(desk: Desk, admin: Client) -> None:
    bad = row("=1+1", "Assign seriousness", "2012/13/09 14:50:17")
    upload(admin, "\n".join([HEADER, bad, *SMALL, ""]).encode())
    run = check(admin, desk)
    response = admin.get(reverse("client:import_rejects", args=[run.id]))
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows[1][2] == "'=1+1"


def test_words_of_another_desk_get_our_meaning(desk: Desk, admin: Client) -> None:
    text = PERSIAN.replace("پاسخ داده شد", "زنگ زدیم").replace("عادی", "سبز")
    upload(admin, text.encode())
    run = run_of(desk)
    assert "زنگ زدیم" not in run.form["activities"]
    run = check(
        admin,
        desk,
        activity=["زنگ زدیم", "حل شد"],
        activity_to=["Take in charge ticket", "Resolve ticket"],
        priority=["بحرانی", "سبز"],
        priority_to=["critical", "low"],
    )
    assert run.found["by_priority"]["low"] == 1
    move(admin, run, "run")
    work_on_import(run.id)
    answered = desk.system.rows(Ticket).exclude(first_response_at=None)
    assert answered.count() == 2


def test_other_columns_are_read_again_before_the_check(desk: Desk, admin: Client) -> None:
    upload(admin, PERSIAN.encode())
    run = run_of(desk)
    page = text_of(admin.get(reverse("client:import", args=[run.id])))
    data = form_of(page)
    data[f"column-{OURS.index('product')}"] = "کارشناس"
    data[f"column-{OURS.index('Resource')}"] = ""
    response = admin.post(reverse("client:import_meaning", args=[run.id]), data)
    assert response.status_code == 422
    assert "برای این‌ها ستونی برگزینید: کارشناس." in text_of(response)
    data[f"column-{OURS.index('Resource')}"] = "کارشناس"
    twice = admin.post(reverse("client:import_meaning", args=[run.id]), data)
    assert "دو بار برگزیده" in text_of(twice)
    data[f"column-{OURS.index('product')}"] = "رویداد"
    data[f"column-{OURS.index('Activity')}"] = "مشتری"
    data[f"column-{OURS.index('customer')}"] = ""
    assert admin.post(reverse("client:import_meaning", args=[run.id]), data).status_code == 422
    assert run_of(desk).state is ImportState.MAPPING


def test_filing_can_be_stopped_and_gone_on_with(
    desk: Desk, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring, "CASES_A_COMMIT", 4)
    upload(admin, small())
    run = check(admin, desk)
    move(admin, run, "run")
    filed = bring._file_some

    def stop_after_first(*given: object) -> int:
        many = filed(*given)  # type: ignore[arg-type]  # passed on
        if run_of(desk).state is ImportState.FILING:
            assert move(admin, run, "stop").status_code == 302
        return many

    monkeypatch.setattr(bring, "_file_some", stop_after_first)
    work_on_import(run.id)
    assert run_of(desk).state is ImportState.STOPPED
    assert desk.system.rows(Ticket).count() == 4
    monkeypatch.setattr(bring, "_file_some", filed)
    assert move(admin, run, "run").status_code == 302
    work_on_import(run.id)
    assert run_of(desk).state is ImportState.DONE
    assert desk.system.rows(Ticket).count() == 11


def test_a_worker_that_died_begins_the_step_again(desk: Desk, admin: Client) -> None:
    upload(admin, small())
    run = check(admin, desk)
    move(admin, run, "run")
    work_on_import(run.id)
    work_on_import(run.id)
    assert desk.system.rows(Ticket).count() == 11


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + bytes(200), "Excel"),
        (b"<!DOCTYPE html><html><body>a,b,c,d,e,f</body></html>", "HTML"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (bytes(range(256)) * 20, "binary"),
        (b"a,b,c,d,e,f\n\x00\x00\x00", "binary"),
        (b"   \n \n", ""),
        (b"", ""),
        (b"just one column\nand another\n", ""),
        (b'a,b,c,d,e,f\n"breaks off', ""),
    ],
)
def test_what_is_no_log_is_refused_at_once_and_nothing_is_kept(
    desk: Desk, admin: Client, content: bytes, words: str
) -> None:
    response = upload(admin, content)
    assert response.status_code == 422
    shown = text_of(response)
    assert 'role="alert"' in shown
    assert words in shown
    assert desk.system.rows(LogImport).count() == 0
    assert not StoredFile.objects.exists()


def test_a_file_above_the_limit_is_refused(
    desk: Desk, admin: Client, settings: pytest.FixtureRequest
) -> None:
    settings.FILE_LIMIT_BYTES = 2000  # type: ignore[attr-defined]  # Django's settings
    assert upload(admin, b"a,b,c,d,e,f\n" * 400).status_code == 422
    assert desk.system.rows(LogImport).count() == 0


def test_a_log_of_which_most_cannot_be_imported_fails_with_a_reason(
    desk: Desk, admin: Client
) -> None:
    text = PERSIAN.replace("۱۴۰۴/۰۷", "نامعلوم")
    upload(admin, text.encode())
    run = check(admin, desk)
    assert run.state is ImportState.FAILED
    page = text_of(admin.get(reverse("client:import", args=[run.id])))
    assert "تاریخ و ساعت نیست" in page
    assert "چیزی از دست نرفته است" in page
    assert desk.system.rows(Ticket).count() == 0
    assert move(admin, run, "change").status_code == 302
    assert run_of(desk).state is ImportState.MAPPING


def test_steps_out_of_turn_are_refused(desk: Desk, admin: Client) -> None:
    upload(admin, small())
    run = run_of(desk)
    assert move(admin, run, "run").status_code == 409
    assert move(admin, run, "stop").status_code == 409
    assert move(admin, run, "no-such").status_code == 404


def test_only_administrators_import(desk: Desk, admin: Client) -> None:
    upload(admin, small())
    run = run_of(desk)
    for person in (desk.agent, desk.manager, desk.roleless):
        client = client_of(person)
        assert upload(client, small()).status_code == 403
        for name in ("import", "import_progress", "import_rejects"):
            assert client.get(reverse(f"client:{name}", args=[run.id])).status_code == 403
        assert move(client, run, "run").status_code == 403
        assert "درون‌ریزی" not in text_of(client.get(reverse("client:customers")))
    assert desk.system.rows(LogImport).count() == 1
