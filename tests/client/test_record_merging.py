"""Duplicates, merges and the trash on the pages."""

from __future__ import annotations

from typing import Any

from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.customers.entity import Customer
from owj.server.activity.models import RecordMerge
from owj.server.layouts.deeds import delete_records
from owj.server.layouts.models import RecordDeed
from owj.server.layouts.trash import KEPT_FOR, empty_old_trash

LIST = "/records/customer"


def lone(desk: Desk, name: str, **facts: Any) -> Customer:
    return desk.system.create(Customer, name=name, **facts)


def test_who_writes_a_record_is_told_of_one_like_it(desk: Desk) -> None:
    client = client_of(desk.agent)
    hint = client.post(f"{LIST}/duplicates", {"name": f" {desk.customer.name} "}, headers=HTMX)
    assert f'href="{LIST}/{desk.customer.id}"' in text_of(hint)
    none = client.post(f"{LIST}/duplicates", {"name": "هیچ‌کس"}, headers=HTMX)
    assert text_of(none).strip() == ""
    kept = client.post(f"{LIST}/new", {"name": desk.customer.name, "kind": "legal"})
    assert kept.status_code == 302


def test_where_it_is_so_decided_a_second_one_is_refused(desk: Desk) -> None:
    rule = f"{LIST}/duplicates/rule"
    assert client_of(desk.agent).post(rule, {"field": "name"}).status_code == 403
    admin = client_of(desk.admin)
    assert admin.post(rule, {"field": ["name"], "blocks": "1"}).status_code == 302
    assert 'name="blocks" value="1" checked' in text_of(admin.get(rule))
    refused = client_of(desk.agent).post(
        f"{LIST}/new", {"name": desk.customer.name, "kind": "legal"}
    )
    assert refused.status_code == 422
    assert desk.customer.name in text_of(refused)
    assert desk.system.rows(Customer).filter(name=desk.customer.name).count() == 1


def test_two_are_merged_and_parted_again_from_the_timeline(desk: Desk) -> None:
    first, second = lone(desk, "آلفا"), lone(desk, "الفا", city="قم")
    client = client_of(desk.agent)
    facts = {"do": "merge", "ids": [first.id, second.id]}
    page = client.post(f"{LIST}/bulk", facts, follow=True)
    assert page.status_code == 200
    assert "قم" in text_of(page)
    done = client.post(
        f"{LIST}/merge", {"ids": [first.id, second.id], "kept": second.id, "do": "1"}
    )
    assert done.headers["Location"] == f"{LIST}/{second.id}"
    assert not desk.system.rows(Customer).filter(id=first.id).exists()
    moved = client.get(f"{LIST}/{first.id}")
    assert moved.headers["Location"] == f"{LIST}/{second.id}"
    undo = f"/record-merges/{RecordMerge.objects.get().pk}/undo"
    assert undo in text_of(client.get(f"{LIST}/{second.id}"))
    assert undo not in text_of(client_of(desk.colleague).get(f"{LIST}/{second.id}"))
    assert client_of(desk.colleague).post(undo).status_code == 404
    client.post(undo)
    assert desk.system.get(Customer, first.id).name == "آلفا"


def test_a_customer_with_tickets_is_not_merged_past_its_package(desk: Desk) -> None:
    desk.file()
    client = client_of(desk.agent)
    ids = [desk.other_customer.id, desk.customer.id]
    page = text_of(client.get(f"{LIST}/merge?ids={ids[0]}&ids={ids[1]}"))
    assert 'name="do"' not in page
    client.post(f"{LIST}/merge", {"ids": ids, "do": "1"})
    assert desk.system.rows(Customer).filter(id__in=ids).count() == 2
    assert not RecordMerge.objects.exists()


def test_a_page_tells_of_records_like_it(desk: Desk) -> None:
    first, second = lone(desk, "آلفا"), lone(desk, "آلفا")
    panel = text_of(client_of(desk.agent).get(f"{LIST}/{first.id}/looks-like", headers=HTMX))
    assert f"{LIST}/{second.id}" in panel
    assert f"merge?ids={first.id}&amp;ids={second.id}" in panel
    assert "o-sec" not in text_of(
        client_of(desk.agent).get(f"{LIST}/{desk.customer.id}/looks-like", headers=HTMX)
    )


def test_what_was_deleted_is_brought_back_by_its_doer_or_an_administrator(desk: Desk) -> None:
    gone = lone(desk, "رفته", city="قم")
    client = client_of(desk.agent)
    client.post(f"{LIST}/{gone.id}/delete")
    assert "رفته" in text_of(client.get(f"{LIST}/trash"))
    assert "رفته" not in text_of(client_of(desk.colleague).get(f"{LIST}/trash"))
    assert "رفته" in text_of(client_of(desk.admin).get(f"{LIST}/trash"))
    way_back = f"{LIST}/trash/{RecordDeed.objects.get().pk}/restore"
    assert client_of(desk.colleague).post(way_back).status_code == 404
    assert client_of(desk.admin).post(way_back).status_code == 302
    assert desk.system.get(Customer, gone.id).city == "قم"
    assert client.post(way_back).status_code == 404


def test_the_trash_is_emptied_after_a_month(desk: Desk) -> None:
    gone = lone(desk, "رفته")
    delete_records(desk.ctx(desk.agent), "customer", [gone.id])
    assert empty_old_trash() == 0
    RecordDeed.objects.update(done_at=desk.now - KEPT_FOR * 2)
    assert "رفته" not in text_of(client_of(desk.agent).get(f"{LIST}/trash"))
    assert empty_old_trash() == 1
