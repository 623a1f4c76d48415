"""The designer of views, and what a view makes of a list: groups, figures, widths, readers."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils import translation
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.client.records.asked import read_asked
from owj.client.records.condition_tree import branch_of, read_branch, tree_of
from owj.client.records.conditions import chips_of
from owj.packages.customers.entity import Customer
from owj.server.layouts.conditions import Group, Operator, to_address
from owj.server.layouts.conditions import Test as Question
from owj.server.layouts.models import RecordView

DESIGN = "/records/customer/views/design"
FORM: dict[str, Any] = {
    "name": "شهرها",
    "kind": "list",
    "column": ["name", "city"],
    "figure.city": "filled",
    "width.name": "۲۴۰",
    "join": "any",
    "r0.field": "city",
    "r0.was": "city",
    "r0.op": "is",
    "r0.value": "مشهد",
    "g1.in": "0",
    "g1.join": "all",
    "g1.not": "1",
    "r1.group": "1",
    "r1.field": "name",
    "r1.was": "name",
    "r1.op": "contains",
    "r1.value": "الف",
    "sort0": "name",
    "sort0.down": "yes",
    "group": "city",
    "readers": "me",
}


def view_of(response: Any) -> RecordView:
    return RecordView.objects.get(id=int(response.headers["Location"].rpartition("=")[2]))


def test_a_view_is_drawn_and_kept_whole(desk: Desk) -> None:
    client = client_of(desk.agent)
    assert client.get(f"{DESIGN}?as=list").status_code == 200
    kept = client.post(f"{DESIGN}?as=list", FORM)
    assert kept.status_code == 302
    view = view_of(kept)
    assert (view.name, view.shared, view.kind) == ("شهرها", False, "list")
    assert view.definition["where"]["any"]
    assert view.definition["where"]["parts"][1]["not"]
    assert list(view.definition["widths"].values()) == [240]
    page = text_of(client.get(kept.headers["Location"]))
    assert 'class="o-grouprow"' in page
    assert 'width="240"' in page
    assert desk.customer.name in page
    again = text_of(client.get(f"{DESIGN}?view={view.pk}"))
    assert 'value="الف"' in again
    assert client_of(desk.colleague).get(f"{DESIGN}?view={view.pk}").status_code == 404


def test_acts_move_columns_and_lose_nothing_that_was_written(desk: Desk) -> None:
    client = client_of(desk.agent)

    def columns(act: str) -> list[str]:
        page = text_of(client.post(f"{DESIGN}?as=list", FORM | {"act": act}))
        assert 'value="شهرها"' in page
        assert 'value="الف"' in page
        parts = page.split('name="column" value="')[1:]
        return [part.split('"')[0] for part in parts]

    assert columns("draw") == ["name", "city"]
    assert columns("down:name") == ["city", "name"]
    assert columns("up:city") == ["city", "name"]
    assert columns("drop:name") == ["city"]
    assert columns("add:phone") == ["name", "city", "phone"]
    assert not RecordView.objects.filter(name="شهرها").exists()


def test_only_who_designs_shares_and_gives_roles_their_beginning(desk: Desk) -> None:
    shared = FORM | {"readers": "roles", "roles": ["agent"]}
    refused = client_of(desk.agent).post(f"{DESIGN}?as=list", shared)
    assert refused.status_code == 422
    assert 'name="readers" value="roles"' not in text_of(refused)
    kept = view_of(client_of(desk.admin).post(f"{DESIGN}?as=list", shared))
    assert (kept.shared, kept.roles) == (True, ["agent"])
    assert 'class="o-grouprow"' in text_of(client_of(desk.agent).get("/records/customer"))
    nameless = client_of(desk.agent).post(f"{DESIGN}?as=list", FORM | {"name": " "})
    assert nameless.status_code == 422
    assert 'aria-invalid="true"' in text_of(nameless)


def test_designing_the_plain_list_does_not_write_over_what_a_role_begins_with(desk: Desk) -> None:
    admin = client_of(desk.admin)
    shared = FORM | {"readers": "roles", "roles": ["admin"]}
    first = view_of(admin.post(f"{DESIGN}?as=list", shared))
    page = text_of(admin.get(f"{DESIGN}?as=list"))
    action = page.split('id="design"')[1].split('action="')[1].split('"')[0]
    other = view_of(admin.post(action, FORM | {"name": "دیگر"}))
    assert other.pk != first.pk
    first.refresh_from_db()
    assert first.name == "شهرها"


def test_a_view_is_written_over_or_kept_as_a_new_one(desk: Desk) -> None:
    client = client_of(desk.agent)
    first = view_of(client.post(f"{DESIGN}?as=list", FORM))
    client.post(f"{DESIGN}?view={first.pk}", FORM | {"name": "دیگر"})
    first.refresh_from_db()
    assert (first.name, first.version) == ("دیگر", 2)
    other = view_of(client.post(f"{DESIGN}?view={first.pk}", FORM | {"new": "1"}))
    assert other.pk != first.pk


def test_a_board_keeps_its_limits_and_its_card(desk: Desk) -> None:
    client = client_of(desk.agent)
    board = FORM | {"kind": "board", "by": "kind", "limit.legal": "۱", "card": ["city"]}
    kept = client.post(f"{DESIGN}?as=board", board)
    view = view_of(kept)
    assert view.definition["board"]["limits"] == {"legal": 1}
    assert len(view.definition["board"]["card"]) == 1
    drawn = text_of(client.post(f"{DESIGN}?as=board", board | {"act": "draw"}))
    assert 'name="limit.legal" value="۱"' in drawn
    body = text_of(client.get(kept.headers["Location"]))
    assert "o-lane__h" in body


def test_all_views_stand_on_a_page_and_change_places(desk: Desk) -> None:
    client = client_of(desk.agent)
    ids = [
        view_of(client.post(f"{DESIGN}?as=list", FORM | {"name": one})).pk for one in ["یک", "دو"]
    ]
    page = text_of(client.get("/records/customer/views/all"))
    assert page.index("یک") < page.index("دو")
    client.post(f"/record-views/{ids[1]}/move", {"up": "1"})
    page = text_of(client.get("/records/customer/views/all"))
    assert page.index("?view=" + str(ids[1])) < page.index("?view=" + str(ids[0]))
    assert client_of(desk.colleague).post(f"/record-views/{ids[0]}/move").status_code == 404


def test_group_heads_count_and_add_up_and_go_on_over_pages(desk: Desk) -> None:
    for place in range(60):
        desk.system.create(Customer, name=f"ش {place:02}", city="الف" if place < 55 else "ب")
    client = client_of(desk.agent)
    query = '?group=city&columns=name,city&where=["and",["name","starts","ش "]]'
    page = text_of(client.get(f"/records/customer{query}"))
    assert page.count('class="o-grouprow"') == 1
    assert "۵۵" in page.split('class="o-grouprow"')[1].split("</tr>")[0]
    more = page.split('class="o-morerow"')[1].split('hx-get="')[1].split('"')[0]
    rest = text_of(client.get(more.replace("&amp;", "&"), headers=HTMX))
    assert rest.count('class="o-grouprow"') == 1
    assert rest.index("ش 00") < rest.index('class="o-grouprow"') < rest.index("ش 59")


TREE = Group(
    (
        Question(("city",), Operator.IS, ("مشهد",)),
        Group(
            (
                Question(("name",), Operator.FILLED),
                Group((Question(("phone",), Operator.EMPTY),), negated=True),
            ),
            any_of=True,
        ),
        Group((Question(("kind",), Operator.ANY_OF, ("legal",)),), negated=True),
    )
)


def test_a_nested_tree_survives_the_editor() -> None:
    given = QueryDict(mutable=True)
    rows = 0
    for branch, depth in branch_of(TREE).every():
        if branch.number:
            parent = {1: 0, 2: 1, 3: 0}[branch.number]
            given[f"g{branch.number}.in"] = str(parent)
            assert depth == (2 if branch.number == 2 else 1)
        given["join" if not branch.number else f"g{branch.number}.join"] = (
            "any" if branch.any_of else "all"
        )
        if branch.negated:
            given[f"g{branch.number}.not"] = "1"
        for test in branch.tests:
            path = ".".join(test.path)
            given[f"r{rows}.field"] = given[f"r{rows}.was"] = path
            given[f"r{rows}.op"], given[f"r{rows}.group"] = test.operator.value, str(branch.number)
            given.setlist(f"r{rows}.value", list(test.values))
            rows += 1
    assert tree_of(read_branch(given), lambda _: True) == TREE


def test_groups_are_added_dropped_and_not_nested_without_end() -> None:
    given = QueryDict("join=all&g1.in=0&g2.in=1&g3.in=2&g4.in=3", mutable=True)
    assert max(depth for _, depth in read_branch(given).every()) == 3
    given["add"] = "group0"
    assert len(read_branch(given).inner) == 2
    given["add"], given["dropgroup"] = "", "1"
    assert read_branch(given).inner == []
    assert len(read_branch(QueryDict("join=all")).tests) == 1


def test_conditions_are_told_as_they_hold(desk: Desk) -> None:
    """One chip each says that all must hold; so what is negated, or an "or", is one together."""
    ctx = desk.ctx(desk.agent)
    entity = ctx.snapshot.entity("contact")
    city = Question(("customer", "city"), Operator.IS, ("مشهد",))
    name = Question(("name",), Operator.IS, ("نگین",))

    def told(where: Group) -> list[str]:
        given = QueryDict(mutable=True)
        given["where"] = to_address(where)
        found = chips_of(ctx, read_asked(ctx, entity, given))
        return [f"{one.label} {one.words}".strip() for one in found]

    with translation.override("en"):
        assert told(Group((city, name))) == ["Customer · City: مشهد", "Name: نگین"]
        assert told(Group((city,), negated=True)) == ["not Customer · City: مشهد"]
        either = Group((city, name), any_of=True)
        assert told(either) == ["Customer · City: مشهد or Name: نگین"]
        inner = Group((name, Group((city,), negated=True)))
        assert told(inner) == ["Name: نگین", "not Customer · City: مشهد"]
        assert told(Group((name, inner), any_of=True)) == [
            "Name: نگین or (Name: نگین and not (Customer · City: مشهد))"
        ]
