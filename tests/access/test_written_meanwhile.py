"""What was typed while a schema, a form or rights changed is kept, or told; never dropped silently.

Each page is opened as a browser would, something changes, and what the page holds is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from owj.packages.desk.entity import Ticket
from owj.server.layouts.definitions import FormDefinition, FormField, FormSection
from owj.server.layouts.forms import form_of, save_form
from owj.server.records.defs import Label
from owj.server.records.rights import Verb
from owj.server.roles.grants import Grant, Scope
from owj.server.roles.services import set_entity_rights, set_field_rights
from owj.server.roles.sharing import open_fields_to_hub
from owj.server.schema.changes import ArchiveEntity, Change, ChangeField, RemoveField
from owj.server.schema.services import add_change, open_draft, publish, review
from tests.access.conftest import CAR, VISIT, Fleet
from tests.doors import HTMX, client_of, text_of

NEW = f"/records/{CAR}/new"
QUICK = f"/records/{CAR}/quick?columns=x_secret,x_owner"
HUB_NEW = f"/hub/records/{CAR}/new"
TYPED = "دستی-نوشته"
NAME = "پژوی تازه"


class Inputs(HTMLParser):
    """The inputs of a page, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name"), said.get("value") or ""
        is_button = said.get("type") == "submit"
        is_off = said.get("type") in ("checkbox", "radio") and "checked" not in said
        if tag in ("input", "textarea") and name and not is_button and not is_off:
            self.given.setdefault(name, []).append(value)


def opened(html: str) -> dict[str, Any]:
    """Return what a page would send if nobody typed anything."""
    read = Inputs()
    read.feed(html)
    return dict(read.given)


def publish_now(fleet: Fleet, *changes: Change) -> None:
    draft = open_draft(fleet.admin)
    for change in changes:
        draft = add_change(fleet.admin, draft, change)
    assert review(fleet.admin, draft).problems == ()
    publish(fleet.admin, draft, note="meanwhile")


def title_of(fleet: Fleet) -> str:
    return str(fleet.admin.snapshot.entity(CAR).title)


def secrets(fleet: Fleet) -> list[str | None]:
    """Return what the newest car holds where it was typed, with its name."""
    car = fleet.admin.records(CAR).order_by("-id").first()
    assert car is not None
    has_secret = "x_secret" in fleet.admin.snapshot.entity(CAR).by_key
    return [car[title_of(fleet)], (has_secret and car["x_secret"]) or None]


def trash(fleet: Fleet) -> None:
    publish_now(fleet, RemoveField(CAR, "x_secret"))


def take_off_the_forms(fleet: Fleet) -> None:
    for purpose in ("create", "edit", "hub"):
        form = form_of(fleet.admin, CAR, purpose)
        keys = frozenset(one.key for one in form.fields) - {"x_secret"}
        save_form(fleet.admin, CAR, purpose, form.narrowed(keys))


def rename(fleet: Fleet) -> None:
    settings = {"label": Label("راز بزرگ", "Great secret"), "help": Label("بنویس", "Write")}
    publish_now(fleet, ChangeField(CAR, "x_secret", settings))


def lay_out_anew(fleet: Fleet) -> None:
    fields = tuple(FormField(one) for one in ("x_secret", "x_owner", title_of(fleet)))
    title = Label("همه", "All")
    for purpose in ("create", "edit", "hub"):
        save_form(fleet.admin, CAR, purpose, FormDefinition((FormSection(fields, title, 1),)))


def hide(fleet: Fleet) -> None:
    for role in ("agent", "hub"):
        set_field_rights(fleet.admin, role, CAR, {"x_secret": "hidden"})


def ask_no_more(fleet: Fleet) -> None:
    asked = FormField("x_secret", visible_if="x_owner = null and false")
    fields = (FormField(title_of(fleet)), FormField("x_owner"), asked)
    for purpose in ("create", "hub"):
        save_form(fleet.admin, CAR, purpose, FormDefinition((FormSection(fields),)))


KEPT = [take_off_the_forms, rename, lay_out_anew]
GONE = [trash, hide, ask_no_more]
Change_ = Callable[[Fleet], None]


def staff(fleet: Fleet) -> Client:
    return client_of(fleet.desk.agent)


@pytest.mark.parametrize("change", KEPT)
def test_what_can_be_kept_is_kept_in_a_new_record(fleet: Fleet, change: Change_) -> None:
    client = staff(fleet)
    page = opened(text_of(client.get(NEW)))
    change(fleet)
    answer = client.post(NEW, page | {title_of(fleet): NAME, "x_secret": TYPED})
    assert answer.status_code == 302
    assert secrets(fleet) == [NAME, TYPED]


@pytest.mark.parametrize("change", GONE)
def test_what_cannot_be_kept_in_a_new_record_is_told_and_stays(
    fleet: Fleet, change: Change_
) -> None:
    client = staff(fleet)
    page = opened(text_of(client.get(NEW)))
    change(fleet)
    answer = client.post(NEW, page | {title_of(fleet): NAME, "x_secret": TYPED})
    said = text_of(answer)
    assert answer.status_code == 422
    assert f"<dd><bdi>{TYPED}</bdi></dd>" in said
    assert "<bdi>راز</bdi>" in said
    assert f'value="{NAME}"' in said
    assert NAME not in secrets(fleet)
    # It was told: sent once more, the rest is kept, and another fault still shows it.
    again = opened(said)
    missing = client.post(NEW, again | {"x_owner": "no such"})
    assert f"<dd><bdi>{TYPED}</bdi></dd>" in text_of(missing)
    assert client.post(NEW, again).status_code == 302
    assert secrets(fleet) == [NAME, None]


def test_what_was_not_touched_is_nobodys_loss(fleet: Fleet) -> None:
    publish_now(fleet, ChangeField(CAR, "x_secret", {"default": "چیزی"}))
    client = staff(fleet)
    page = opened(text_of(client.get(NEW)))
    assert page["x_secret"] == ["چیزی"]
    trash(fleet)
    assert client.post(NEW, page | {title_of(fleet): NAME}).status_code == 302


@pytest.mark.parametrize("change", KEPT)
def test_a_quick_row_keeps_what_can_be_kept(fleet: Fleet, change: Change_) -> None:
    client = staff(fleet)
    page = opened(text_of(client.get(QUICK, headers=HTMX)))
    change(fleet)
    typed = {title_of(fleet): NAME, "x_secret": TYPED}
    assert client.post(QUICK, page | typed, headers=HTMX).status_code == 200
    assert secrets(fleet) == [NAME, TYPED]


@pytest.mark.parametrize("change", GONE)
def test_a_quick_row_tells_what_cannot_be_kept(fleet: Fleet, change: Change_) -> None:
    client = staff(fleet)
    page = opened(text_of(client.get(QUICK, headers=HTMX)))
    change(fleet)
    typed = {title_of(fleet): NAME, "x_secret": TYPED}
    answer = client.post(QUICK, page | typed, headers=HTMX)
    assert answer.status_code == 422
    assert TYPED in text_of(answer)
    assert f'value="{NAME}"' in text_of(answer)
    assert NAME not in secrets(fleet)
    again = client.post(QUICK, opened(text_of(answer)), headers=HTMX)
    assert again.status_code == 200
    assert secrets(fleet) == [NAME, None]


@pytest.mark.parametrize("place", ["", "?in=cell"])
@pytest.mark.parametrize("change", [take_off_the_forms, rename, lay_out_anew])
def test_a_field_edited_in_its_place_is_kept(fleet: Fleet, change: Change_, place: str) -> None:
    client, url = staff(fleet), f"/records/{CAR}/{fleet.cars['mine']}/x_secret{place}"
    page = opened(text_of(client.get(url, headers=HTMX)))
    change(fleet)
    assert client.post(url, page | {"x_secret": TYPED}, headers=HTMX).status_code == 200
    assert fleet.admin.records(CAR).get(pk=fleet.cars["mine"])["x_secret"] == TYPED


@pytest.mark.parametrize("place", ["", "?in=cell"])
@pytest.mark.parametrize("change", [trash, hide])
def test_a_field_that_went_while_it_was_edited_leaves_its_words_in_sight(
    fleet: Fleet, change: Change_, place: str
) -> None:
    client, url = staff(fleet), f"/records/{CAR}/{fleet.cars['mine']}/x_secret{place}"
    page = opened(text_of(client.get(url, headers=HTMX)))
    change(fleet)
    answer = client.post(url, page | {"x_secret": TYPED}, headers=HTMX)
    assert answer.status_code == 422
    assert f">{TYPED}</textarea>" in text_of(answer)
    assert 'role="alert"' in text_of(answer)


@pytest.mark.parametrize("change", [trash, hide])
def test_many_records_at_once_tell_what_was_not_written(fleet: Fleet, change: Change_) -> None:
    client, url = staff(fleet), f"/records/{CAR}/bulk"
    page = opened(text_of(client.get(f"{url}/field?field=x_secret", headers=HTMX)))
    change(fleet)
    given = {"do": "set", "field": "x_secret", "x_secret": TYPED, "ids": [fleet.cars["mine"]]}
    answer = client.post(url, page | given)
    assert answer.status_code == 302
    assert TYPED in text_of(client.get(f"/records/{CAR}"))


def test_an_entity_put_away_meanwhile_shows_what_was_written(fleet: Fleet) -> None:
    client, new = staff(fleet), f"/records/{VISIT}/new"
    page = opened(text_of(client.get(new)))
    publish_now(fleet, ArchiveEntity(VISIT))
    title = str(fleet.admin.snapshot.entity(VISIT).title)
    answer = client.post(new, page | {title: TYPED})
    assert answer.status_code == 409
    assert TYPED in text_of(answer)


def test_a_role_that_lost_its_right_meanwhile_sees_what_it_wrote(fleet: Fleet) -> None:
    client = staff(fleet)
    page = opened(text_of(client.get(NEW)))
    set_entity_rights(fleet.admin, "agent", CAR, {Verb.READ: Grant(Scope.ALL)})
    answer = client.post(NEW, page | {"x_secret": TYPED})
    assert answer.status_code == 403
    assert TYPED in text_of(answer)


@pytest.mark.parametrize("change", KEPT)
def test_the_hub_keeps_what_can_be_kept(fleet: Fleet, change: Change_) -> None:
    fleet.share(CAR, "x_owner", fields={title_of(fleet): "write", "x_secret": "write"})
    client = client_of(fleet.desk.hub_user)
    page = opened(text_of(client.get(HUB_NEW)))
    change(fleet)
    answer = client.post(HUB_NEW, page | {title_of(fleet): NAME, "x_secret": TYPED})
    assert answer.status_code == 302
    assert secrets(fleet) == [NAME, TYPED]


@pytest.mark.parametrize("change", GONE)
@pytest.mark.parametrize("is_new", [True, False])
def test_the_hub_tells_what_cannot_be_kept(fleet: Fleet, change: Change_, is_new: bool) -> None:
    fleet.share(CAR, "x_owner", fields={title_of(fleet): "write", "x_secret": "write"})
    client = client_of(fleet.desk.hub_user)
    url = HUB_NEW if is_new else f"/hub/records/{CAR}/{fleet.cars['mine']}/edit"
    page = opened(text_of(client.get(url)))
    change(fleet)
    answer = client.post(url, page | {title_of(fleet): NAME, "x_secret": TYPED})
    assert answer.status_code == 422
    assert f"<dd><bdi>{TYPED}</bdi></dd>" in text_of(answer)
    assert f'value="{NAME}"' in text_of(answer)
    assert client.post(url, opened(text_of(answer))).status_code == 302


def test_a_ticket_filed_with_a_field_that_went_is_told(fleet: Fleet) -> None:
    client = client_of(fleet.desk.hub_user)
    form = FormDefinition((FormSection((FormField("x_device"),)),))
    open_fields_to_hub(fleet.admin, "ticket", ["x_device"])
    save_form(fleet.admin, "ticket", "hub", form)
    page = opened(text_of(client.get("/hub/tickets/new")))
    assert "x_device" in page
    publish_now(fleet, RemoveField("ticket", "x_device"))
    facts = {"subject": "چاپگر", "kind": "request", "importance": "low", "text": "کاغذ می‌گیرد"}
    before = fleet.desk.system.rows(Ticket).count()
    answer = client.post("/hub/tickets/new", page | facts | {"x_device": TYPED})
    assert answer.status_code == 422
    assert f"<dd><bdi>{TYPED}</bdi></dd>" in text_of(answer)
    assert fleet.desk.system.rows(Ticket).count() == before
    answer = client.post("/hub/tickets/new", opened(text_of(answer)) | facts)
    assert answer.status_code == 302


@pytest.mark.parametrize("is_conditional", [True, False])
def test_a_record_with_a_hidden_field_opens_without_it(fleet: Fleet, is_conditional: bool) -> None:
    if is_conditional:
        asked = FormField("x_owner", visible_if='x_secret != "-"')
        fields = (FormField(title_of(fleet)), asked)
        save_form(fleet.admin, CAR, "edit", FormDefinition((FormSection(fields),)))
    hide(fleet)
    page = staff(fleet).get(f"/records/{CAR}/{fleet.cars['mine']}")
    assert page.status_code == 200
    assert "خودروی-خودم" in text_of(page)
    assert "راز" not in text_of(page)
