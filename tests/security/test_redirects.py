"""No address that somebody else wrote leads a visitor out of Owj."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from owj.server.identity.hashing import password_fits
from owj.server.identity.people import NewUser, create_user
from owj.server.notices.services import notify_users
from tests.database import taken_back
from tests.security.asking import answer_of
from tests.security.world import World

# The corpus is about where one is led, not about passwords.
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PASSWORD = "correct-horse-battery"
ELSEWHERE = (
    "https://evil.example/",
    "HTTPS://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/\r\n/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "//evil.example\\@testserver/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://evil.example#@testserver/",
    "//[::ffff:1.2.3.4]/",
    "//0x7f.1/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "mailto:x@evil.example",
    "http://[",
    "http://[::1",
    "//evil.example:99999999/",
    "/inbox\r\nSet-Cookie: owj_session=x",
    "/" + "a" * 5000,
    "//" + "a" * 5000,
    "evil.example",
    "/..//evil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "\u2215\u2215evil.example",
    "\uff0f\uff0fevil.example",
)


def leads_out(address: str) -> bool:
    """Return whether a browser that follows the address from here ends up elsewhere."""
    # A browser drops tabs and line breaks, and takes a backslash for a slash.
    text = "".join(letter for letter in address if letter not in "\t\r\n").strip("\x00 ")
    text = text.replace("\\", "/")
    parts = urlsplit(text)
    return bool(parts.scheme or text.startswith("//")) and parts.netloc != "testserver"


def test_the_corpus_leads_out_where_it_is_followed_blindly() -> None:
    assert sum(map(followed_out, ELSEWHERE)) >= 25


def followed_out(address: str) -> bool:
    """Return the same of an address that may be no address."""
    try:
        return leads_out(address)
    except ValueError:
        return True


def check_stays(response: object, address: str) -> None:
    """Fail when the answer leads out, carries the address into a header, or breaks."""
    answer = answer_of(response)
    assert answer.status_code in {302, 400, 401}, (address, answer.status_code)
    for header in ("Location", "HX-Redirect"):
        target = answer.headers.get(header, "")
        assert not leads_out(target), (address, target)
        assert not {"\r", "\n", "\x00"} & set(target), (address, target)
    assert "owj_session" not in answer.cookies or answer.cookies["owj_session"].value != "x"


@pytest.mark.parametrize("door", ["ui:sign_in", "ui:hub_sign_in"])
def test_signing_in_leads_to_no_other_place(world: World, door: str) -> None:
    kind = "hub" if "hub" in door else "staff"
    # A process keeps the hash of nobody: it must not be one of the quick ones.
    password_fits("", None)
    with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        create_user(NewUser("fresh", "fresh", kind, password=PASSWORD))
        for address in ELSEWHERE:
            form = {"username": "fresh", "password": PASSWORD, "next": address}
            with taken_back():
                check_stays(Client().post(reverse(door), form), address)


@pytest.mark.parametrize(("door", "person"), [("ui:sign_in", "agent"), ("ui:hub_sign_in", "mine")])
def test_the_door_leads_who_is_inside_to_no_other_place(
    world: World, door: str, person: str
) -> None:
    client = world.person(person).client
    for address in ELSEWHERE:
        check_stays(client.get(reverse(door), {"next": address}), address)


def test_another_language_leads_to_no_other_place(world: World) -> None:
    client = Client()
    for name in ("ui:switch_language", "ui:hub_switch_language"):
        for address in ELSEWHERE:
            check_stays(client.get(reverse(name, args=["en"]), {"next": address}), address)


def test_the_way_to_the_door_and_back_leads_to_no_other_place(world: World) -> None:
    """Where a visitor came from is told by headers that anybody can write."""
    client = Client()
    inbox, assign = reverse("client:inbox"), reverse("client:bulk")
    for address in ELSEWHERE:
        printable = "".join(letter for letter in address if letter.isprintable())
        for headers in (
            {"HX-Request": "true", "HX-Current-URL": printable},
            {"HX-Request": "true", "HX-Current-URL": f"http://testserver{printable}"},
        ):
            answer = answer_of(client.get(inbox, headers=headers))
            check_stays(answer, address)
            _follow(world, answer.headers["HX-Redirect"], address)
        answer = answer_of(client.post(assign, headers={"Referer": printable}))
        check_stays(answer, address)
        _follow(world, answer.headers["Location"], address)


def _follow(world: World, door: str, address: str) -> None:
    """Go through the door as somebody who is inside, with the `next` that stands in it."""
    wanted = parse_qs(urlsplit(door).query).get("next", [""])[0]
    check_stays(world.person("agent").client.get(reverse("ui:sign_in"), {"next": wanted}), address)


def test_a_list_to_go_back_to_is_a_list_of_ours(world: World) -> None:
    client = world.person("agent").client
    for address in ELSEWHERE:
        form = {"ids": "", "do": "wait:", "back": address}
        for name, ids in (("client:bulk", []), ("client:bulk_undo", [world.bulk_run.id])):
            answer = answer_of(client.post(reverse(name, args=ids), form))
            check_stays(answer, address)
            assert urlsplit(answer.headers["Location"]).path == reverse("client:inbox")


def test_a_notice_leads_to_no_other_place(world: World) -> None:
    client = world.person("agent").client
    for address in ELSEWHERE:
        if len(address) > 400 or "\x00" in address:
            continue
        with taken_back():
            notify_users([world.desk.agent.pk], "p0_alarm", url=address)
            notice = world.desk.agent.notices.latest("id")
            check_stays(client.get(reverse("ui:open_notice", args=[notice.pk])), address)


@pytest.mark.parametrize("path", ["//evil.example/hub", "/\\evil.example/hub", "//hub", "/hub"])
def test_a_missing_slash_leads_to_no_other_place(world: World, path: str) -> None:
    # A test client would take the first slashes for those of a host.
    answer = answer_of(Client().get("/", PATH_INFO=path))
    assert answer.status_code in {301, 404}
    assert not leads_out(answer.headers.get("Location", ""))


def test_a_good_address_is_gone_back_to(world: World) -> None:
    """Else everything above would hold of a door that forgets where to."""
    wanted = f"{reverse('client:inbox')}?q=%DA%86%D8%A7%D9%BE&queue=all"
    answer = world.person("agent").client.get(reverse("ui:sign_in"), {"next": wanted})
    assert answer.headers["Location"] == wanted
