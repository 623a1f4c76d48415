"""Whatever is written into a contract's account, and in whatever order: nothing below nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.money import Rial
from owj.kernel.promises.entitlements import Benefit, EntitlementSpent, balance, left_of
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.packages.warranty.account import read_account
from owj.packages.warranty.owed import owed_on
from owj.packages.warranty.quote import ModuleValue, quote_renewal
from owj.packages.warranty.words import EntryKind
from owj.server.ledger.entries import REVOKED, Entry

FIRST, AT = date(2026, 1, 5), datetime(2026, 1, 5, tzinfo=UTC)
RENEWAL = Rial(600_000_000)
MODULES = (ModuleValue("پایه", Rial(4_000_000_000)),)


def of(kind: str, **data: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    return st.tuples(st.just(kind), st.fixed_dictionaries(data))


VOUCHERS = ("free_training_session", "crm_manager_hours", "webinar_session")
STEPS = st.one_of(
    of(EntryKind.DELIVERED),
    of(EntryKind.DELAY_DAYS, days=st.integers(1, 40)),
    of(EntryKind.RENEWAL_PAID),
    of(EntryKind.DISCOUNT_GIVEN, percent=st.integers(1, 60), source=st.just("1405-07")),
    of(
        EntryKind.VOUCHER_GIVEN,
        what=st.sampled_from(VOUCHERS),
        amount=st.integers(1, 3),
        source=st.just("1405-07"),
    ),
    of(
        EntryKind.BENEFIT_USED,
        benefit=st.sampled_from([one.value for one in Benefit]),
        amount=st.integers(1, 130),
    ),
    of(REVOKED, seq=st.integers(1, 12)),
)


def paid(entries: list[Entry], on: date) -> dict[str, Any]:
    """Return the data of a renewal that is paid on a day: it takes every discount that is left."""
    account = read_account(entries, SHIPPED_AGREEMENT)
    quote = quote_renewal(account, MODULES, 1405, on, SHIPPED_AGREEMENT)
    took = [one.seq for one in quote.discounts] if quote else []
    return {"invoice": f"{len(entries)}", "took": took, "fee": 1, "tax": 0}


@given(steps=st.lists(st.tuples(st.integers(0, 90), STEPS), max_size=15))
def test_no_sequence_of_entries_spends_twice_or_goes_below_nothing(
    steps: list[tuple[int, tuple[str, dict[str, Any]]]],
) -> None:
    entries: list[Entry] = []
    day = FIRST
    for after, (kind, given_data) in steps:
        day += timedelta(days=after)
        data = dict(given_data)
        if kind == EntryKind.RENEWAL_PAID:
            data = paid(entries, day)
        wished = [*entries, Entry(len(entries) + 1, kind, day, AT, "", data)]
        try:
            account = read_account(wished, SHIPPED_AGREEMENT)
        except EntitlementSpent:
            continue  # its transaction is undone
        entries = wished
        left = left_of(account.grants, account.uses)
        assert min(left, default=0) >= 0
        for benefit in Benefit:
            assert balance(account.grants, account.uses, benefit, day) >= 0
        # Every use that stands was taken from grants, whole and once.
        used = [one for one in account.entries if one.kind == EntryKind.BENEFIT_USED]
        assert sum(one.amount for one in account.uses) == sum(one.data["amount"] for one in used)
        # No discount is taken by two renewals that stand.
        takers = [one for one in account.entries if one.kind == EntryKind.RENEWAL_PAID]
        taken = [seq for one in takers for seq in one.data["took"]]
        assert len(taken) == len(set(taken)) == len(account.taken)
        assert all(first.last_day < then.first_day for first, then in _pairs(account.periods))
        for one in owed_on(entries, day, RENEWAL, SHIPPED_AGREEMENT):
            assert one.amount > 0
            assert one.value >= 0


def _pairs(periods: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    return list(zip(periods, periods[1:], strict=False))
