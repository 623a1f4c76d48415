from __future__ import annotations
from owj.server.records.context import Context
from tests.server.records.conftest import NOW
from tests.server.records.toys import *


def test_smoke(ctx: Context, user_id: int) -> None:
    firm = ctx.create(Firm, name="الف")
    case = ctx.create(
        Case,
        subject="hello",
        firm=firm,
        opened_at=NOW,
        assignee=user_id,
        level=Level.HIGH,
        extra={"a": 1},
    )
    assert isinstance(case, Case)
    assert case.number == "C-1405-0001"
    got = ctx.rows(Case).select_related("firm", "assignee").get(pk=case.id)
    assert got == case and got.firm == firm and got.assignee.full_name == "سارا"
    assert got.status is Status.OPEN and got.level is Level.HIGH and got.extra == {"a": 1}
    assert not got.is_closed and got.shout() == "C-1405-0001: HELLO"
    ctx.update(got, status="closed", subject="x")
    assert got.is_closed and got.version == 2
    assert ctx.get(Case, case.id).subject == "x"
    assert list(firm["cases"].all()) == [case]
