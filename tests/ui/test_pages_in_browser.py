"""The pages both doors have: readable by everybody, in both languages, themes and sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pytest
from playwright.sync_api import expect
from tests.ui.axe import serious_findings
from tests.ui.conftest import PASSWORD, Person, is_defect

from owj.server.identity.doors import COOKIES
from owj.server.identity.preferences import set_preferences

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


class Look(NamedTuple):
    """How a page is looked at."""

    lang: str
    theme: Literal["light", "dark"]
    size: str


# Every language with every theme; every size with every language and every theme.
LOOKS = [
    Look("fa", "light", "desktop"),
    Look("fa", "dark", "phone"),
    Look("en", "light", "phone"),
    Look("en", "dark", "desktop"),
]
STRANGERS_PAGES = ("/sign-in", "/hub/sign-in", "/nowhere")


@pytest.fixture
def open_look(browser: Browser) -> Iterator[Any]:
    """Give a function that opens a page of one look; complaints of the browser fail the test."""
    contexts, complaints = [], []

    def open_page(look: Look) -> Page:
        width, height = SIZES[look.size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=look.theme,
            bypass_csp=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if is_defect(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route(re.compile(r"/live(\?|$)"), lambda route: route.fulfill(status=204))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def sit_down(page: Page, server: LiveServer, person: Person) -> None:
    """Give the browser the person's session."""
    door = COOKIES["hub" if person.user.kind == "hub" else "staff"]
    token = person.client.cookies[door.session].value
    page.context.add_cookies(
        [{"name": door.session, "value": token, "url": f"{server.url}{door.path}"}]
    )


def assert_fits(page: Page) -> None:
    """Nothing sticks out sideways."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_what_a_stranger_sees_serves_everybody(
    live_server: LiveServer, open_look: Any, look: Look
) -> None:
    page = open_look(look)
    page.goto(f"{live_server.url}/sign-in/{look.lang}")
    for path in STRANGERS_PAGES:
        page.goto(f"{live_server.url}{path}")
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if look.lang == "fa" else "ltr")
        assert serious_findings(page) == []
        assert_fits(page)


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_one_s_own_settings_serve_everybody(
    live_server: LiveServer, open_look: Any, agent: Person, look: Look
) -> None:
    set_preferences(agent.user, language=look.lang, theme=look.theme)
    page = open_look(look)
    sit_down(page, live_server, agent)
    page.goto(f"{live_server.url}/me")
    assert serious_findings(page) == []
    assert_fits(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_palette_and_help_serve_everybody(
    live_server: LiveServer, open_look: Any, agent: Person, theme: Literal["light", "dark"]
) -> None:
    page = open_look(Look("fa", theme, "desktop"))
    sit_down(page, live_server, agent)
    page.goto(f"{live_server.url}/me")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=combobox]")).to_be_focused()
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Shift+Slash")
    expect(page.locator("#shortcuts")).to_be_visible()
    assert serious_findings(page) == []


def test_a_person_signs_in_looks_around_and_leaves(
    live_server: LiveServer, open_look: Any, agent: Person
) -> None:
    page = open_look(Look("fa", "light", "desktop"))
    page.goto(f"{live_server.url}/me")
    page.fill("#id_username", agent.user.username)
    page.fill("#id_password", "زخققثزف")
    expect(page.locator("[data-latin-hint]")).to_be_visible()
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/me")
    page.get_by_text("فشرده").click()
    expect(page.locator("html")).to_have_attribute("data-density", "compact")
    expect(page.locator(".o-toast")).to_contain_text("تنظیمات شما نگه داشته شد")
    page.get_by_role("button", name="خروج", exact=True).click()
    page.wait_for_url("**/sign-in")
    page.goto(f"{live_server.url}/me")
    page.wait_for_url("**/sign-in?next=**")


def test_the_keyboard_alone_reaches_the_content_first(
    live_server: LiveServer, open_look: Any, agent: Person
) -> None:
    page = open_look(Look("fa", "light", "desktop"))
    sit_down(page, live_server, agent)
    page.goto(f"{live_server.url}/me")
    page.keyboard.press("Tab")
    expect(page.locator(".o-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_touch_targets_are_large_enough_on_a_phone(
    live_server: LiveServer, open_look: Any, agent: Person
) -> None:
    page = open_look(Look("fa", "light", "phone"))
    sit_down(page, live_server, agent)
    page.goto(f"{live_server.url}/me")
    small = page.evaluate(
        """[...document.querySelectorAll(
          'main button, main a[href], main .o-seg > label, .o-tabbar a')]
        .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 80)])
        .filter(([r]) => r.width > 0 && (r.height < 40 || r.width < 24)).map(([, html]) => html)"""
    )
    assert small == []


def test_paper_is_white_whatever_the_theme(
    live_server: LiveServer, open_look: Any, agent: Person
) -> None:
    set_preferences(agent.user, theme="dark")
    page = open_look(Look("fa", "dark", "desktop"))
    sit_down(page, live_server, agent)
    page.goto(f"{live_server.url}/me")
    page.emulate_media(media="print")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    expect(page.locator(".o-side")).to_be_hidden()
