"""The account of money: no order of movements brings it below nothing or loses a rial."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.packages.billing.money import MoneySpent, read_money
from owj.packages.billing.words import MoneyKind
from owj.server.ledger.entries import REVOKED, Entry

DAY, AT = date(2026, 11, 22), datetime(2026, 11, 22, tzinfo=UTC)
AMOUNTS = st.integers(1, 9)
INVOICES = st.integers(1, 3)


def entry(number: int, kind: str, /, **data: Any) -> Entry:
    return Entry(number, kind, DAY, AT, "", data)


STEPS = st.one_of(
    st.tuples(st.just(MoneyKind.PAID), st.one_of(st.none(), INVOICES), AMOUNTS),
    st.tuples(st.just(MoneyKind.CREDITED), INVOICES, AMOUNTS),
    st.tuples(st.just(MoneyKind.CREDIT_USED), INVOICES, AMOUNTS),
    st.tuples(st.just(MoneyKind.REFUNDED), st.none(), AMOUNTS),
    st.tuples(st.just(REVOKED), st.none(), st.integers(4, 12)),
)


@given(totals=st.lists(st.integers(0, 12), min_size=3, max_size=3), steps=st.lists(STEPS))
def test_no_order_of_movements_brings_anything_below_nothing(
    totals: list[int], steps: list[tuple[str, int | None, int]]
) -> None:
    entries = [
        entry(seq, MoneyKind.INVOICED, invoice=seq, number=str(seq), amount=total)
        for seq, total in enumerate(totals, start=1)
    ]
    for kind, invoice, amount in steps:
        data = {"seq": amount} if kind == REVOKED else {"invoice": invoice, "amount": amount}
        wished = [*entries, entry(len(entries) + 1, kind, **data)]
        try:
            account = read_money(wished)
        except MoneySpent:
            continue  # what a service would refuse is not written
        entries = wished
        gone = {one.data["seq"] for one in entries if one.kind == REVOKED}
        kept = [one for one in entries if one.seq not in gone]
        paid = sum(one.data["amount"] for one in kept if one.kind == MoneyKind.PAID)
        back = sum(one.data["amount"] for one in kept if one.kind == MoneyKind.REFUNDED)
        assert account.credit >= 0
        for one in account.invoices.values():
            assert min(one.open, one.settled, one.credited) >= 0
            assert one.open + one.settled + one.credited == one.total
        # Every rial that came in is on an invoice, in credit, or went back.
        settled = sum(one.settled for one in account.invoices.values())
        assert settled + account.credit == paid - back


def test_more_than_an_invoice_needs_is_the_customers_credit() -> None:
    account = read_money(
        [
            entry(1, MoneyKind.INVOICED, invoice=7, number="INV-1405-00001", amount=100),
            entry(2, MoneyKind.PAID, invoice=7, amount=130),
        ]
    )
    assert (account.invoices[7].open, account.credit, account.balance) == (0, 30, -30)


def test_credit_note_on_a_paid_invoice_gives_the_money_back_as_credit() -> None:
    account = read_money(
        [
            entry(1, MoneyKind.INVOICED, invoice=7, number="INV-1405-00001", amount=100),
            entry(2, MoneyKind.PAID, invoice=7, amount=80),
            entry(3, MoneyKind.CREDITED, invoice=7, amount=50),
        ]
    )
    one = account.invoices[7]
    assert (one.open, one.settled, one.credited, account.credit) == (0, 50, 50, 30)


@pytest.mark.parametrize("kind", [MoneyKind.CREDIT_USED, MoneyKind.CREDITED, MoneyKind.REFUNDED])
def test_more_than_there_is_cannot_be_used(kind: str) -> None:
    first = entry(1, MoneyKind.INVOICED, invoice=7, number="INV-1405-00001", amount=100)
    with pytest.raises(MoneySpent):
        read_money([first, entry(2, kind, invoice=7, amount=101)])
