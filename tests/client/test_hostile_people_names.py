"""Roles, teams, views and tags under hostile names: stored, shown as text, and harmless."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from tests.access.conftest import CAR, Fleet, fleet
from tests.doors import client_of, text_of

from owj.kernel.errors import OwjError
from owj.server.layouts.definitions import ViewDefinition
from owj.server.layouts.services import save_view
from owj.server.roles.models import Role
from owj.server.roles.services import create_role
from owj.server.roles.teams import create_team

__all__ = ["fleet"]
HOSTILE = (
    "'; DROP TABLE server_user; --",
    '"x" CASCADE',
    "%s %(name)s {0} {{ x }}",
    "select",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title></option></select><b>",
    "\u202eوارونه",
    "\u2066\u2067تنها",
    "👨\u200d👩\u200d👧",
    "=HYPERLINK(1)",
    "n" * 10_000,
    "a\x00b",
    "\ud800",
    "\n",
)
ISOLATING = {"bdi", "title", "option", "textarea", "script", "input"}
TURNS = set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


class Reader(HTMLParser):
    """Notes texts that turn what stands behind them, and elements that no template drew."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.spilling: list[str] = []
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _value in attrs}
        if "onerror" in names:
            self.strange.append(self.get_starttag_text() or tag)
        if tag not in {"meta", "link", "br", "hr", "img", "input", "use", "path", "col", "source"}:
            self.open.append((tag, "dir" in names))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not TURNS & set(data):
            return
        inner = [(tag, isolated) for tag, isolated in self.open if tag not in {"html", "body"}]
        if not any(tag in ISOLATING or isolated for tag, isolated in inner):
            self.spilling.append(f"{[tag for tag, _ in inner][-3:]} {data.strip()[:60]!r}")


def named(fleet: Fleet, name: str) -> Iterator[bool]:
    """Make a role, a team and a view of a name; tell of each whether it was taken."""
    admin = fleet.admin
    view = ViewDefinition(columns=("x_name",))
    for make in (
        lambda: create_role(admin.actor, name, name),
        lambda: create_team(admin.actor, name),
        lambda: save_view(admin, CAR, name=name, definition=view, shared=True),
        lambda: save_view(admin, CAR, name=f"{name} ", definition=view),
    ):
        try:
            make()
        except OwjError:
            yield False
        else:
            yield True


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_refused_or_shown_as_text(fleet: Fleet, name: str) -> None:
    taken = list(named(fleet, name))
    client = client_of(fleet.desk.admin)
    role = Role.objects.order_by("-key").values_list("key", flat=True).first() or "agent"
    pages = [
        reverse("client:records", args=[CAR]),
        reverse("client:record_views", args=[CAR]),
        reverse("client:roles"),
        reverse("client:role", args=[role]),
        reverse("client:teams"),
        reverse("client:sight"),
    ]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        shown = text_of(answer)
        reader = Reader()
        reader.feed(shown)
        assert reader.strange == []
        assert "<script>alert" not in shown
        assert "</select><b>" not in shown
        assert reader.spilling == [], address
    assert len(taken) == 4
