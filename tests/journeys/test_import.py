"""The rows of a spreadsheet become customers, the refused ones a file, and all of it goes again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitors
from tests.journeys.test_pages import looks_right

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey

# As a Persian spreadsheet of Windows saves it: that alphabet has neither our ya nor our digits.
FILE = "\r\n".join(
    [
        "نام;شهر;شروع",
        "نساجی دیبای سپاهان;اصفهان;1404",
        "=HYPERLINK(1);تهران;پارسال",
        "کاشی فیروزه;یزد;1403",
        ";شیراز;",
    ]
)
BYTES = FILE.replace("ی", "ي").encode("cp1256")


def upload(page: Page, name: str, content: bytes) -> None:
    page.goto("/records/customer/import")
    page.set_input_files(
        "input[type=file]", files=[{"name": name, "mimeType": "text/csv", "buffer": content}]
    )
    page.get_by_role("button", name="خواندن فایل").click()


def test_a_file_is_tried_brought_in_and_taken_back(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.sign_in("admin", bypass_csp=True)
    upload(page, "bomb.csv", b"\x00\x01\x02")
    expect(page.get_by_role("alert")).to_be_visible()
    upload(page, "customers.csv", BYTES)
    expect(page.locator("#m-enc")).to_have_value("cp1256")
    expect(page.locator("#m-del")).to_have_value(";")
    columns = page.locator("select[name=column]")
    expect(columns.nth(0)).to_have_value("name")
    columns.nth(2).select_option("customer_since")
    assert looks_right(page) == []
    page.get_by_role("button", name="امتحان کنید").click()

    bad = page.locator("mark.o-badcell")
    expect(bad.filter(has_text="پارسال")).to_be_visible(timeout=20_000)
    row = page.locator("tr", has=bad.filter(has_text="پارسال"))
    expect(row.locator("td").nth(0)).to_have_text("۳")
    expect(row.locator("td").nth(1)).to_have_text("شروع")
    assert looks_right(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="دریافت آن‌ها با علت").click()
    rejects = tmp_path / "rejects.csv"
    download.value.save_as(rejects)
    text = rejects.read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "سپاهان" not in text

    page.get_by_role("button", name="وارد شوند").click()
    page.get_by_text("ورود انجام شد").wait_for(timeout=20_000)
    here = page.url
    page.goto("/records/customer?q=دیبای سپاهان")
    expect(page.locator("main")).to_contain_text("اصفهان")
    page.goto(here)
    page.get_by_role("button", name="پس‌گرفتن این ورود").click()
    page.get_by_text("این ورود پس گرفته شد").wait_for(timeout=20_000)
    page.goto("/records/customer?q=دیبای سپاهان")
    expect(page.locator("main")).not_to_contain_text("اصفهان")
