"""Duplicates, merges and the trash on the pages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Contact, Customer, Membership
from owj.packages.customers.rights import Rights, rights_of
from owj.packages.customers.services import give_rights
from owj.packages.desk.entity import Ticket
from owj.server.activity.comments import add_comment
from owj.server.activity.files import add_files
from owj.server.activity.merges import merge_records, undo_merge
from owj.server.activity.models import RecordComment, RecordFile, RecordMerge
from owj.server.activity.purging import empty_old_trash
from owj.server.activity.refusals import MergeNotFound
from owj.server.agreements.result_rows import PromiseResult
from owj.server.files.models import StoredFile
from owj.server.files.services import store_file
from owj.server.files.storage import path_of
from owj.server.layouts.deeds import change_records, delete_records, undo_deed
from owj.server.layouts.models import RecordDeed
from owj.server.layouts.trash import KEPT_FOR
from owj.server.records.doors import make_through_door
from owj.server.records.models import RecordChange

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


def test_a_customer_takes_along_tickets_contracts_people_and_rights(desk: Desk) -> None:
    ticket = desk.file()
    system, kept, gone = desk.system, desk.other_customer.id, desk.customer.id
    # One person acts for both, with less at the one that stays.
    give_rights(desk.ctx(desk.agent), desk.contact.id, kept, Rights(judge=True))
    before = {one.id: rights_of(one) for one in system.rows(Membership)}
    owned = {
        entity: set(system.rows(entity).filter(customer_id=gone).values_list("id", flat=True))
        for entity in (Ticket, Contract, Contact)
    }
    client = client_of(desk.agent)
    page = text_of(client.get(f"{LIST}/merge?ids={kept}&ids={gone}"))
    assert 'name="do"' in page
    client.post(f"{LIST}/merge", {"ids": [kept, gone], "kept": kept, "do": "1"})
    assert not system.rows(Customer).filter(id=gone).exists()
    for entity, ids in owned.items():
        assert ids, entity
        assert ids <= set(system.rows(entity).filter(customer_id=kept).values_list("id", flat=True))
    one = system.rows(Membership).get(contact_id=desk.contact.id)
    assert one.customer_id == kept
    assert (rights_of(one).team, rights_of(one).judge) == (True, True)
    assert system.get(Ticket, ticket.id).customer_id == kept
    assert set(PromiseResult.objects.values_list("party_id", flat=True)) <= {kept}

    undo_merge(desk.ctx(desk.agent), RecordMerge.objects.get().pk)
    for entity, ids in owned.items():
        assert ids == set(
            system.rows(entity).filter(customer_id=gone).values_list("id", flat=True)
        ), entity
    assert {one.id: rights_of(one) for one in system.rows(Membership)} == before
    assert set(PromiseResult.objects.values_list("party_id", flat=True)) <= {gone}


def test_two_entries_of_one_person_become_one_with_the_account_and_the_tickets(desk: Desk) -> None:
    ticket = desk.file()
    twin = make_through_door(
        desk.ctx(desk.agent), "contact", {"customer": desk.customer.id, "name": "همان کس"}
    )
    ids = [twin.id, desk.contact.id]
    merge = merge_records(desk.ctx(desk.agent), "contact", ids)
    kept = desk.system.get(Contact, twin.id)
    assert kept.user_id == desk.hub_user.pk
    assert desk.system.get(Ticket, ticket.id).contact_id == twin.id
    assert desk.system.rows(Membership).get(contact_id=twin.id).customer_id == desk.customer.id
    assert client_of(desk.hub_user).get(f"/hub/tickets/{ticket.tracking_id}").status_code == 200
    with pytest.raises(MergeNotFound):
        undo_merge(desk.ctx(desk.roleless), merge.pk)
    undo_merge(desk.ctx(desk.agent), merge.pk)
    assert desk.system.get(Contact, twin.id).user_id is None
    assert desk.system.get(Contact, desk.contact.id).user_id == desk.hub_user.pk
    assert desk.system.get(Ticket, ticket.id).contact_id == desk.contact.id
    assert desk.system.rows(Membership).filter(contact_id=desk.contact.id).count() == 1


def test_of_two_accounts_the_person_chooses_which_one_stays(desk: Desk) -> None:
    twin = _twin_with_account(desk)
    client = client_of(desk.admin)
    page = f"/records/contact/merge?ids={desk.contact.id}&ids={twin.id}"
    assert "فقط یکی می‌تواند بماند" in text_of(client.get(page))
    given = {"ids": [desk.contact.id, twin.id], "kept": desk.contact.id, "do": "1"}
    assert client.post("/records/contact/merge", given | {"of.user": twin.id}).status_code == 302
    assert desk.system.get(Contact, desk.contact.id).user_id == desk.other_hub_user.pk
    undo_merge(desk.ctx(desk.admin), RecordMerge.objects.get().pk)
    assert desk.system.get(Contact, desk.contact.id).user_id == desk.hub_user.pk
    assert desk.system.get(Contact, twin.id).user_id == desk.other_hub_user.pk


def _twin_with_account(desk: Desk) -> Contact:
    twin = desk.system.create(Contact, name=desk.contact.name, customer=desk.customer)
    return desk.system.update(twin, user=desk.other_hub_user.pk)


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


def files_of(desk: Desk, gone: Customer) -> tuple[StoredFile, StoredFile]:
    """Lay a comment with two files to a customer; the second one is laid to another one too."""
    ctx = desk.ctx(desk.agent)
    both = [store_file(BytesIO(word), "a.txt", desk.agent.actor) for word in (b"one", b"two")]
    add_comment(ctx, "customer", gone.id, "راز", [one.id for one in both])
    add_files(ctx, "customer", desk.customer.id, [both[1].id])
    return both[0], both[1]


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_what_is_purged_goes_for_ever_with_all_that_lay_around_it(
    desk: Desk, data: None, django_capture_on_commit_callbacks: Any
) -> None:
    gone = lone(desk, "رفته", city="قم")
    alone, shared = files_of(desk, gone)
    ctx = desk.ctx(desk.agent)
    change_records(ctx, "customer", [gone.id], {"city": "ری"})
    delete_records(ctx, "customer", [gone.id])
    admin = client_of(desk.admin)
    deed = RecordDeed.objects.get(kind="delete").pk
    place = f"{LIST}/trash/{deed}/purge"
    assert place not in text_of(client_of(desk.agent).get(f"{LIST}/trash"))
    for method in (client_of(desk.agent).get, client_of(desk.agent).post):
        assert method(place).status_code == 403
    assert place in text_of(admin.get(f"{LIST}/trash"))
    page = text_of(admin.get(place))
    assert "رفته" in page
    assert "۲ فایل" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(place).status_code == 302
    assert not RecordComment.objects.filter(record_id=gone.id).exists()
    assert not StoredFile.objects.filter(id=alone.id).exists()
    assert not path_of(alone.storage_name).exists()
    assert path_of(shared.storage_name).exists()
    told = RecordChange.objects.filter(entity_id="customers.customer", record_id=gone.id)
    assert [one.changes for one in told] == [{}] * 4
    assert told.order_by("-id")[0].user_name == desk.admin.full_name
    assert not any(gone.id in one.items[0][:1] for one in RecordDeed.objects.all() if one.items)
    assert admin.post(f"{LIST}/trash/{deed}/restore").status_code == 404
    assert admin.post(place).status_code == 404


def test_the_whole_trash_is_emptied_and_nothing_that_came_back(desk: Desk) -> None:
    gone, back = lone(desk, "رفته"), lone(desk, "برگشته", city="قم")
    ctx = desk.ctx(desk.agent)
    done = delete_records(ctx, "customer", [back.id])
    undo_deed(ctx, done.deed_id or 0)
    delete_records(ctx, "customer", [gone.id])
    admin = client_of(desk.admin)
    assert admin.get(f"{LIST}/trash/purge").status_code == 200
    assert admin.post(f"{LIST}/trash/purge").status_code == 302
    assert "رفته" not in text_of(admin.get(f"{LIST}/trash"))
    changes = RecordChange.objects.filter(record_id=back.id, entity_id="customers.customer")
    assert all(one.changes for one in changes)
    assert desk.system.get(Customer, back.id).city == "قم"


def test_a_month_empties_what_lay_around_the_gone_too(
    desk: Desk, data: None, django_capture_on_commit_callbacks: Any
) -> None:
    gone = lone(desk, "رفته")
    alone, _shared = files_of(desk, gone)
    delete_records(desk.ctx(desk.agent), "customer", [gone.id])
    RecordDeed.objects.update(done_at=desk.now - KEPT_FOR * 2)
    with django_capture_on_commit_callbacks(execute=True):
        empty_old_trash()
    assert not RecordFile.objects.filter(record_id=gone.id).exists()
    assert not path_of(alone.storage_name).exists()


def test_a_contact_is_offered_a_merge_with_its_twin_at_another_customer(desk: Desk) -> None:
    rows = [
        make_through_door(
            desk.ctx(desk.agent),
            "contact",
            {"customer": customer.id, "name": "رضا کاظمی", "email": "reza@example.ir"},
        )
        for customer in (desk.customer, desk.other_customer)
    ]
    first, second = rows
    client = client_of(desk.agent)
    panel = text_of(client.get(f"/records/contact/{first.id}/looks-like", headers=HTMX))
    assert f"merge?ids={first.id}&amp;ids={second.id}" in panel
    assert 'value="merge"' in text_of(client.get("/records/contact"))
    facts = {"ids": [first.id, second.id], "kept": first.id}
    page = text_of(client.post("/records/contact/merge", facts))
    assert desk.customer.name in page
    assert desk.other_customer.name in page
    facts["do"] = "1"
    assert client.post("/records/contact/merge", facts).status_code == 302
    people = desk.system.rows(Membership).filter(contact_id=first.id)
    assert set(people.values_list("customer_id", flat=True)) == {
        desk.customer.id,
        desk.other_customer.id,
    }
    undo_merge(desk.ctx(desk.agent), RecordMerge.objects.get().pk)
    assert desk.system.get(Contact, second.id).name == "رضا کاظمی"
    apart = desk.system.rows(Membership).filter(contact_id=second.id)
    assert list(apart.values_list("customer_id", flat=True)) == [desk.other_customer.id]
