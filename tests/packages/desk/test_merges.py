"""Merged tickets: the earlier start, its law and its answers (R12, case 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.packages.conftest import Desk, tehran

from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.packages.desk.drafts import OpenTicket, Reply
from owj.packages.desk.errors import MergeLoop, TicketMerged
from owj.packages.desk.queries import ticket_page
from owj.packages.desk.services import (
    merge_ticket,
    open_ticket,
    reply_publicly,
)
from owj.packages.desk.words import Status
from owj.server.agreements.models import Breach
from owj.server.agreements.queries import agreement_version
from owj.server.agreements.services import publish_agreement
from owj.server.timers.models import Timer

pytestmark = pytest.mark.django_db


def test_merge_takes_the_earlier_start_and_the_merged_one_stops(desk: Desk) -> None:
    older = desk.file(at=tehran("2026-11-22 09:00"))
    younger = desk.file(at=tehran("2026-11-22 09:20"))
    desk.now = tehran("2026-11-22 09:25")
    merge_ticket(desk.ctx(desk.agent), older.id, into=younger.id)
    older, younger = desk.fresh(older), desk.fresh(younger)
    assert older.status is Status.MERGED
    assert older.merged_into == younger.id
    assert younger.first_due_at == tehran("2026-11-22 09:30")
    assert Timer.objects.get().key == str(younger.id)
    desk.now = tehran("2026-11-22 10:00")
    desk.ring()
    assert list(Breach.objects.values_list("record_id", flat=True)) == [younger.id]


def test_merged_ticket_brings_its_answer_along(desk: Desk) -> None:
    older = desk.file(at=tehran("2026-11-22 09:00"))
    reply_publicly(desk.ctx(desk.agent, tehran("2026-11-22 09:10")), older.id, Reply("پاسخ"))
    younger = desk.file(at=tehran("2026-11-22 10:00"))
    desk.now = tehran("2026-11-22 10:05")
    merge_ticket(desk.ctx(desk.agent), older.id, into=younger.id)
    younger = desk.fresh(younger)
    assert younger.first_response_at == tehran("2026-11-22 09:10")
    assert not younger.p0_active
    assert not Breach.objects.exists()
    kinds = [e.kind for e in ticket_page(desk.ctx(desk.agent), younger.tracking_id).timeline]
    assert kinds == ["opened", "auto_reply", "absorbed"]


def test_merge_is_judged_by_the_version_of_the_earlier_start(desk: Desk) -> None:
    older = desk.file()
    strict = replace(
        SHIPPED_AGREEMENT,
        id="1405-2",
        effective_from=desk.now + timedelta(minutes=1),
        first_response_minutes=replace(SHIPPED_AGREEMENT.first_response_minutes, medium=5),
    )
    publish_agreement(strict, by=desk.admin.actor, now=desk.now)
    desk.wait(minutes=2)
    younger = desk.file()
    assert agreement_version(younger.agreement_version).number == 2
    merge_ticket(desk.ctx(desk.agent), older.id, into=younger.id)
    younger = desk.fresh(younger)
    assert agreement_version(younger.agreement_version).number == 1
    assert younger.first_due_at == tehran("2026-11-22 11:50")


def test_merges_chain_and_never_loop(desk: Desk) -> None:
    first, second, third = desk.file(), desk.file(), desk.file()
    ctx = desk.ctx(desk.agent)
    merge_ticket(ctx, first.id, into=second.id)
    merge_ticket(ctx, second.id, into=third.id)
    with pytest.raises(TicketMerged):
        merge_ticket(ctx, third.id, into=first.id)
    with pytest.raises(MergeLoop):
        merge_ticket(ctx, third.id, into=third.id)
    strangers = desk.ctx(desk.other_hub_user)
    other = open_ticket(strangers, OpenTicket(subject="دیگر", text="متن", is_bug=False))
    with pytest.raises(MergeLoop):
        merge_ticket(ctx, third.id, into=other.id)
