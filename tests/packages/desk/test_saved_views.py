"""Lists kept under a name: one's own, those of a role, and the one the inbox opens with."""

from __future__ import annotations

import pytest
from tests.packages.conftest import Desk

from owj.packages.desk.errors import EmptyText, OnlyLeaders, OnlyStaff, TextTooLong, ViewNotFound
from owj.packages.desk.queries import (
    InboxFilter,
    default_view,
    inbox_rows,
    list_counts,
    saved_views,
)
from owj.packages.desk.services import (
    change_view,
    move_view,
    remove_view,
    restore_view,
    save_view,
    set_default_view,
)
from owj.packages.desk.words import Queue
from owj.server.identity.models import User

pytestmark = pytest.mark.django_db


def names(desk: Desk, user: User) -> list[str]:
    return [view.name for view in saved_views(desk.ctx(user))]


def test_a_view_is_its_owners_until_it_is_shared(desk: Desk) -> None:
    view = save_view(desk.ctx(desk.manager), name=" بحرانی‌های  هفته ", address="priority=critical")
    assert names(desk, desk.manager) == ["بحرانی‌های هفته"]
    assert names(desk, desk.agent) == []
    change_view(desk.ctx(desk.manager), view.id, roles=["agent", "no-such-role"])
    assert names(desk, desk.agent) == ["بحرانی‌های هفته"]
    assert names(desk, desk.admin) == []
    for stranger in (desk.hub_user, desk.roleless):
        assert names(desk, stranger) == []


def test_only_leaders_share_and_only_staff_save(desk: Desk) -> None:
    agent = desk.ctx(desk.agent)
    with pytest.raises(OnlyLeaders):
        save_view(agent, name="نما", address="", roles=["agent"])
    view = save_view(agent, name="نما", address="")
    with pytest.raises(OnlyLeaders):
        change_view(agent, view.id, roles=["admin"])
    for stranger in (desk.hub_user, desk.roleless):
        with pytest.raises(OnlyStaff):
            save_view(desk.ctx(stranger), name="نما", address="")
        with pytest.raises(OnlyStaff):
            set_default_view(desk.ctx(stranger), view.id)


def test_a_shared_view_is_its_owners_to_change(desk: Desk) -> None:
    view = save_view(desk.ctx(desk.manager), name="نما", address="", roles=["agent"])
    for other in (desk.agent, desk.admin):
        ctx = desk.ctx(other)
        for change in (
            lambda c=ctx: change_view(c, view.id, name="دیگر"),
            lambda c=ctx: move_view(c, view.id, up=True),
            lambda c=ctx: remove_view(c, view.id),
        ):
            with pytest.raises(ViewNotFound):
                change()


def test_names_are_one_short_line(desk: Desk) -> None:
    agent = desk.ctx(desk.agent)
    with pytest.raises(EmptyText):
        save_view(agent, name=" \n ", address="")
    with pytest.raises(TextTooLong):
        save_view(agent, name="ن" * 61, address="")


def test_views_keep_their_order(desk: Desk) -> None:
    agent = desk.ctx(desk.agent)
    one, _two, three = (save_view(agent, name=name, address="") for name in "۱۲۳")
    move_view(agent, three.id, up=True)
    assert names(desk, desk.agent) == ["۱", "۳", "۲"]
    move_view(agent, one.id, up=True)
    move_view(agent, one.id, up=False)
    assert names(desk, desk.agent) == ["۳", "۱", "۲"]


def test_a_removed_view_comes_back_where_it_was(desk: Desk) -> None:
    agent = desk.ctx(desk.agent)
    one, _two = (save_view(agent, name=name, address="") for name in "۱۲")
    set_default_view(agent, one.id)
    remove_view(agent, one.id)
    assert (names(desk, desk.agent), default_view(agent)) == (["۲"], None)
    with pytest.raises(ViewNotFound):
        remove_view(agent, one.id)
    restore_view(agent, one.id)
    assert names(desk, desk.agent) == ["۱", "۲"]
    assert default_view(agent) == one


def test_the_first_view_is_each_persons_own_choice(desk: Desk) -> None:
    shared = save_view(desk.ctx(desk.manager), name="نما", address="", roles=["agent"])
    agent = desk.ctx(desk.agent)
    set_default_view(agent, shared.id)
    assert default_view(agent) == shared
    assert default_view(desk.ctx(desk.manager)) is None
    change_view(desk.ctx(desk.manager), shared.id, roles=[])
    assert default_view(desk.ctx(desk.agent)) is None
    with pytest.raises(ViewNotFound):
        set_default_view(desk.ctx(desk.agent), shared.id)
    set_default_view(agent, None)
    assert default_view(desk.ctx(desk.agent)) is None


def test_counts_of_views_are_those_of_their_lists(desk: Desk) -> None:
    desk.file()
    desk.file(is_bug=True)
    asked = {
        1: InboxFilter(customer=desk.customer.id),
        2: InboxFilter(assignee=0, customer=desk.other_customer.id),
        3: InboxFilter(queue=Queue.ALL),
        4: InboxFilter(q="ستون"),
    }
    ctx = desk.ctx(desk.agent)
    _queues, counted = list_counts(ctx, asked)
    assert counted == {1: 2, 2: 0}
    assert all(inbox_rows(ctx, asked[key]).total == many for key, many in counted.items())
