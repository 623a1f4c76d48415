"""What the modules of the one script do to a page, in a real browser under the strict policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.ui.islands import open_page, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page, Route

pytestmark = pytest.mark.journey

LIST = """<main id="main"><div class="o-body"><ul data-list>{rows}</ul></div>
<div data-bulk hidden><span data-bulk-count></span><button data-bulk-clear>x</button></div>
</main>"""
ROW = """<li class="o-item" data-row data-id="{n}"><input type="checkbox" name="ids" value="{n}"
aria-label="{n}"><a href="/t/{n}">{n}</a></li>"""
ROWS = LIST.format(rows="".join(ROW.format(n=n) for n in range(1, 6)))


def persian_key(page: Page, code: str, letter: str, **more: bool) -> None:
    """Press a key on a Persian layout: its letter is another one, its place is the same."""
    page.evaluate(
        """([code, key, more]) => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", { code, key, bubbles: true, cancelable: true, ...more }))""",
        [code, letter, more],
    )


def test_j_and_k_move_the_cursor_on_a_persian_layout_too(screen: Page) -> None:
    open_page(screen, ROWS)
    persian_key(screen, "KeyJ", "ت")
    persian_key(screen, "KeyJ", "ت")
    persian_key(screen, "KeyK", "ن")
    expect(screen.locator("[data-cursor]")).to_have_attribute("data-id", "1")


def test_x_selects_and_the_deeds_appear(screen: Page) -> None:
    open_page(screen, ROWS)
    for key in ("j", "x", "j", "x"):
        screen.keyboard.press(key)
    expect(screen.locator("[data-bulk]")).to_be_visible()
    expect(screen.locator("[data-bulk-count]")).to_have_text("۲")
    screen.keyboard.press("Escape")
    expect(screen.locator("[data-bulk]")).to_be_hidden()
    expect(screen.locator(":checked")).to_have_count(0)


def test_ranges_and_everything_shown_are_selected_by_keys_and_by_hand(screen: Page) -> None:
    whole = '<button data-bulk-whole="234" hidden>all</button><input type="hidden" data-bulk-all>'
    open_page(screen, ROWS.replace("<button data-bulk-clear>", whole + "<button data-bulk-clear>"))
    for key in ("j", "x", "j", "j", "Shift+x"):
        screen.keyboard.press(key)
    expect(screen.locator("[data-selected]")).to_have_count(3)
    screen.locator("[data-id='5'] input").click(modifiers=["Shift"])
    expect(screen.locator("[data-selected]")).to_have_count(5)
    screen.locator("[data-bulk-whole]").click()
    expect(screen.locator("[data-bulk-count]")).to_have_text("۲۳۴")
    expect(screen.locator("[data-bulk-all]")).to_have_value("1")
    # Whoever leaves one out of it does not mean the whole list any more.
    screen.locator("[data-id='2'] input").click()
    expect(screen.locator("[data-bulk-count]")).to_have_text("۴")
    expect(screen.locator("[data-bulk-all]")).to_have_value("")
    screen.keyboard.press("Shift+a")
    expect(screen.locator("[data-selected]")).to_have_count(5)


def test_enter_opens_the_row_under_the_cursor(screen: Page) -> None:
    asked = open_page(screen, ROWS, answers={"/t/2": "<title>2</title>"})
    screen.keyboard.press("j")
    screen.keyboard.press("j")
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/t/2")
    assert asked[-1] == "GET /t/2"


def test_keys_are_letters_while_somebody_writes(screen: Page) -> None:
    open_page(screen, ROWS + '<input id="q"><button data-keys="KeyC" id="new">new</button>')
    clicked = (
        "document.querySelector('#new').addEventListener('click', () => document.title = 'hit')"
    )
    screen.evaluate(clicked)
    screen.focus("#q")
    screen.keyboard.type("jcx")
    assert screen.title() == "x"
    expect(screen.locator("#q")).to_have_value("jcx")
    screen.keyboard.press("Escape")
    screen.keyboard.press("c")
    assert screen.title() == "hit"


def test_g_and_a_letter_go_somewhere(screen: Page) -> None:
    asked = open_page(
        screen, '<a href="/inbox" data-go="KeyD">x</a>', answers={"/inbox": "<title>inbox</title>"}
    )
    screen.keyboard.press("g")
    screen.keyboard.press("d")
    screen.wait_for_url("**/inbox")
    assert asked[-1] == "GET /inbox"


def test_cursor_and_selection_outlive_a_list_that_loads_itself_anew(screen: Page) -> None:
    body = (
        f'<div id="box" hx-get="/rows" hx-trigger="refresh" data-live-refresh="ticket">{ROWS}</div>'
    )
    fewer = LIST.format(rows="".join(ROW.format(n=n) for n in range(2, 9)))
    open_page(screen, body, answers={"/rows": fewer})
    for key in ("j", "x", "j", "x"):
        screen.keyboard.press(key)
    screen.evaluate(
        "document.body.dispatchEvent(new CustomEvent('x')), "
        "document.querySelector('#box').dispatchEvent(new Event('refresh'))"
    )
    expect(screen.locator("[data-row]")).to_have_count(7)
    expect(screen.locator("[data-cursor]")).to_have_attribute("data-id", "2")
    expect(screen.locator("[data-bulk-count]")).to_have_text("۱")


DRAFT = """<form data-draft="reply:1" action="/send" method="post"><textarea name="text"></textarea>
<input type="password" name="secret"><span data-draft-note hidden>kept</span>
<button>send</button></form>"""


def test_what_somebody_writes_outlives_the_page(screen: Page) -> None:
    open_page(screen, DRAFT)
    screen.fill("textarea", "سلام")
    screen.fill("[name=secret]", "hunter2")
    expect(screen.locator("[data-draft-note]")).to_be_visible()
    screen.reload()
    expect(screen.locator("textarea")).to_have_value("سلام")
    stored = screen.evaluate("JSON.stringify({...localStorage})")
    assert "hunter2" not in stored


def test_a_sent_draft_is_thrown_away_and_so_are_all_at_the_door(screen: Page) -> None:
    open_page(
        screen, DRAFT + '<form data-sign-out action="/out"><button id="out">x</button></form>'
    )
    screen.fill("textarea", "سلام")
    wait_until(screen, "localStorage.length === 1")
    screen.evaluate(
        """() => { const mark = document.createElement('i'); mark.dataset.draftDone = 'reply:1';
        document.body.append(mark); document.body.dispatchEvent(new Event('htmx:load'));
        mark.dispatchEvent(new CustomEvent('htmx:load', { bubbles: true })); }"""
    )
    wait_until(screen, "localStorage.length === 0")
    screen.fill("textarea", "دوباره")
    wait_until(screen, "localStorage.length === 1")
    screen.evaluate(
        "document.querySelector('#out').form.addEventListener('submit', e => e.preventDefault())"
    )
    screen.click("#out")
    wait_until(screen, "localStorage.length === 0")


def test_a_form_is_sent_once(screen: Page) -> None:
    open_page(screen, '<form data-once action="/send" method="post"><button>go</button></form>')
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(status=204)

    screen.route("**/send", answer)
    screen.evaluate("for (let n = 0; n < 3; n += 1) document.querySelector('button').click()")
    expect(screen.locator("button")).to_be_disabled()
    assert len(sent) == 1


def test_ctrl_enter_sends_what_was_written(screen: Page) -> None:
    body = """<form action="/send"><textarea name="t" data-submit-keys></textarea>
    <button type="button">no</button><button name="how" value="yes">yes</button></form>"""
    asked = open_page(screen, body, answers={"/send": "<title>sent</title>"})
    screen.fill("textarea", "a")
    screen.press("textarea", "Control+Enter")
    screen.wait_for_url("**/send**")
    assert asked[-1] == "GET /send?t=a&how=yes"


TOASTS = """<div id="toasts" class="o-toasts"></div>
<template id="toast-failed"><div class="o-toast" data-failed>lost</div></template>"""


def test_a_failed_request_is_told_and_leaves_the_page_as_it_was(screen: Page) -> None:
    body = f'<div id="box"><button hx-get="/gone" hx-target="#box">go</button>mine</div>{TOASTS}'
    open_page(screen, body)
    screen.route("**/gone", lambda route: route.fulfill(status=502, body="<b>proxy</b>"))
    screen.click("button")
    expect(screen.locator("#toasts [data-failed]")).to_be_visible()
    expect(screen.locator("#box")).to_contain_text("mine")


def test_menus_close_by_escape_and_give_the_focus_back(screen: Page) -> None:
    body = """<details class="o-drop"><summary class="o-btn">more</summary>
    <div class="o-pop o-menu"><button type="button">one</button>
    <button type="button">two</button></div></details><p id="else">else</p>"""
    open_page(screen, body)
    screen.click("summary")
    screen.keyboard.press("ArrowDown")
    expect(screen.locator("button", has_text="one")).to_be_focused()
    screen.keyboard.press("Escape")
    expect(screen.locator("details")).not_to_have_attribute("open", "")
    expect(screen.locator("summary")).to_be_focused()
    screen.click("summary")
    screen.click("#else")
    expect(screen.locator("details")).not_to_have_attribute("open", "")


FILES = """<form action="/send" method="post" enctype="multipart/form-data">
<owj-files data-limit="10" data-units="%(n)s بایت|%(n)s کیلوبایت|%(n)s مگابایت"
data-too-large="بزرگ است"><span data-files-list></span>
<input type="file" name="files" multiple><template><span class="o-file"><bdi data-file-name></bdi>
<span data-file-size></span><button type="button">x</button></span></template></owj-files></form>"""


def test_chosen_files_add_up_and_can_be_taken_out(screen: Page) -> None:
    open_page(screen, FILES)

    def file(name: str, size: int) -> FilePayload:
        return {"name": name, "mimeType": "text/plain", "buffer": b"x" * size}

    screen.set_input_files("input", [file("a.txt", 3)])
    screen.set_input_files("input", [file("b.txt", 11)])
    expect(screen.locator(".o-file")).to_have_count(2)
    expect(screen.locator("[data-file-size]").first).to_have_text("۳ بایت")
    expect(screen.locator(".o-file[data-too-large] [data-file-size]")).to_have_text("بزرگ است")
    screen.locator(".o-file button").last.click()
    names = screen.evaluate("[...document.querySelector('input').files].map((f) => f.name)")
    assert names == ["a.txt"]


DATE = '<form><owj-date data-time="17:00"><input class="o-input" name="until"></owj-date></form>'


def test_a_day_can_be_chosen_by_the_keyboard_alone(screen: Page) -> None:
    open_page(screen, DATE)
    screen.focus("input")
    screen.keyboard.press("Alt+ArrowDown")
    expect(screen.locator("[data-today]")).to_be_focused()
    screen.keyboard.press("ArrowLeft")
    screen.keyboard.press("ArrowDown")
    screen.keyboard.press("Enter")
    expect(screen.locator("input")).to_have_value("۱۴۰۵/۰۹/۰۹ ۱۷:۰۰")
    expect(screen.locator("input")).to_be_focused()


def test_the_time_somebody_wrote_stays_when_the_day_changes(screen: Page) -> None:
    open_page(screen, DATE)
    screen.fill("input", "۱۴۰۵/۱۲/۲۹ ۹:۱۵")
    screen.click("[data-calendar-button]")
    screen.keyboard.press("ArrowLeft")
    screen.keyboard.press("Enter")
    expect(screen.locator("input")).to_have_value("۱۴۰۶/۰۱/۰۱ ۹:۱۵")


CHIP = """<script type="application/json" id="desk-hours">[["2026-11-22T05:00:00+00:00",
"2026-11-22T13:30:00+00:00"]]</script>
<script type="application/json" id="clock-words">{words}</script>
<owj-chip class="o-sla" data-state="near" data-at="2026-11-22T07:50:00+00:00" data-near="300"
data-due="2026-11-22T07:50:02+00:00" data-remaining="2" data-late="0">
<svg><use href="/i.svg#timer"/></svg>
<span data-words>۲ ثانیه مانده</span></owj-chip><owj-now>x</owj-now>"""
WORDS = {"left": "%(time)s مانده", "overdue": "%(time)s گذشته", "passed": "موعد گذشته"}


def test_a_chip_breaks_at_its_deadline_by_itself(screen: Page) -> None:
    open_page(screen, CHIP.format(words=json.dumps(WORDS)))
    expect(screen.locator("owj-chip")).to_have_attribute("data-state", "near")
    expect(screen.locator("owj-now")).to_have_text("۱۱:۲۰")
    expect(screen.locator("owj-chip")).to_have_attribute("data-state", "breach", timeout=5000)
    expect(screen.locator("owj-chip [data-words]")).to_have_text("موعد گذشته")
    expect(screen.locator("owj-chip use")).to_have_attribute("href", "/i.svg#triangle-alert")


def test_every_clock_follows_the_server_s_clock_at_once(screen: Page) -> None:
    open_page(screen, CHIP.format(words=json.dumps(WORDS)))
    screen.evaluate(
        """document.body.dispatchEvent(new CustomEvent('live:clock',
        { bubbles: true, detail: { what: 'clock', now: '2026-11-22T08:50:02+00:00' } }))"""
    )
    expect(screen.locator("owj-chip [data-words]")).to_have_text("۱ ساعت گذشته", timeout=1000)
    expect(screen.locator("owj-now")).to_have_text("۱۲:۲۰", timeout=1000)


def test_a_password_in_persian_letters_is_told_before_it_is_sent(screen: Page) -> None:
    open_page(
        screen,
        '<form><input data-latin id="p"><span data-latin-hint hidden>hint</span></form>',
    )
    screen.fill("#p", "زخق")
    expect(screen.locator("[data-latin-hint]")).to_be_visible()
    screen.fill("#p", "abc")
    expect(screen.locator("[data-latin-hint]")).to_be_hidden()
