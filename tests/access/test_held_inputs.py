"""What was typed into inputs that a condition hides comes back with them, and is not saved."""

from __future__ import annotations

from typing import Any

from owj.server.layouts.definitions import FormDefinition, FormField, FormSection
from owj.server.layouts.forms import save_form
from owj.server.roles.sharing import open_fields_to_hub
from tests.access.conftest import CAR, Fleet
from tests.access.test_written_meanwhile import (
    HUB_NEW,
    NAME,
    NEW,
    TYPED,
    opened,
    secrets,
    staff,
    title_of,
)
from tests.doors import HTMX, client_of, text_of

HIDING = "کوتاه"


def draw(fleet: Fleet) -> None:
    """Ask for the secret unless the name is a certain one, and for the owner once it is there."""
    title = title_of(fleet)
    secret = FormField("x_secret", visible_if=f'{title} != "{HIDING}"')
    fields = (FormField(title), secret, FormField("x_owner", visible_if='x_secret != ""'))
    for purpose in ("create", "hub"):
        save_form(fleet.admin, CAR, purpose, FormDefinition((FormSection(fields),)))


def redraw(client: Any, page: dict[str, Any], address: str = f"/records/{CAR}/form") -> Any:
    return opened(text_of(client.post(address, page, headers=HTMX)))


def test_what_was_typed_comes_back_when_the_condition_holds_again(fleet: Fleet) -> None:
    draw(fleet)
    client, title = staff(fleet), title_of(fleet)
    page = opened(text_of(client.get(NEW))) | {title: NAME, "x_secret": TYPED}
    hidden = redraw(client, page | {title: HIDING})
    assert "x_secret" not in hidden
    again = redraw(client, hidden)
    assert "x_secret" not in again
    back = redraw(client, again | {title: NAME})
    assert back["x_secret"] == [TYPED]
    assert "x_owner" in back  # What it lets be seen is there at once.
    assert client.post(NEW, back).status_code == 302
    assert secrets(fleet) == [NAME, TYPED]


def test_what_is_hidden_is_not_saved(fleet: Fleet) -> None:
    draw(fleet)
    client, title = staff(fleet), title_of(fleet)
    page = opened(text_of(client.get(NEW))) | {title: HIDING, "x_secret": TYPED}
    assert client.post(NEW, redraw(client, page)).status_code == 302
    assert secrets(fleet) == [HIDING, None]


def test_what_is_typed_anew_wins_over_what_was_held(fleet: Fleet) -> None:
    draw(fleet)
    client, title = staff(fleet), title_of(fleet)
    page = opened(text_of(client.get(NEW))) | {title: NAME, "x_secret": TYPED}
    back = redraw(client, redraw(client, page | {title: HIDING}) | {title: NAME})
    again = redraw(client, back | {"x_secret": ""})
    assert again["x_secret"] == [""]


def test_a_customer_keeps_it_too(fleet: Fleet) -> None:
    fleet.share(CAR, "x_owner")
    open_fields_to_hub(fleet.admin, CAR, {"x_secret": "write"})
    draw(fleet)
    client, title = client_of(fleet.desk.hub_user), title_of(fleet)
    page = opened(text_of(client.get(HUB_NEW))) | {title: NAME, "x_secret": TYPED}
    form = f"/hub/records/{CAR}/form"
    back = redraw(client, redraw(client, page | {title: HIDING}, form) | {title: NAME}, form)
    assert back["x_secret"] == [TYPED]
