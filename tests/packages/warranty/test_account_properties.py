"""Whatever is written into a contract's account, and in whatever order: nothing below nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
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


VOUCHERS = ("free_training_session", "crm_manager_hours", "webinar_session")
BENEFITS = tuple(one.value for one in Benefit)
KINDS = (
    EntryKind.DELIVERED,
    EntryKind.DELAY_DAYS,
    EntryKind.RENEWAL_PAID,
    EntryKind.DISCOUNT_GIVEN,
    EntryKind.VOUCHER_GIVEN,
    EntryKind.BENEFIT_USED,
    EntryKind.BENEFIT_USED,
    REVOKED,
)
# Days after the one before, what happens, and how much of it.
STEPS = st.tuples(st.integers(0, 90), st.sampled_from(KINDS), st.integers(1, 130))


def data_of(kind: str, n: int) -> dict[str, Any]:
    """Return what an entry of a kind says, drawn out of one number."""
    return {
        EntryKind.DELAY_DAYS: {"days": n % 40 + 1},
        EntryKind.DISCOUNT_GIVEN: {"percent": n % 60 + 1, "source": "1405-07"},
        EntryKind.VOUCHER_GIVEN: {
            "what": VOUCHERS[n % 3],
            "amount": n % 3 + 1,
            "source": "1405-07",
        },
        EntryKind.BENEFIT_USED: {"benefit": BENEFITS[n % len(BENEFITS)], "amount": n % 7 + 1},
        REVOKED: {"seq": n % 12 + 1},
    }.get(kind, {})


def paid(entries: list[Entry], on: date) -> dict[str, Any]:
    """Return the data of a renewal that is paid on a day: it takes every discount that is left."""
    account = read_account(entries, SHIPPED_AGREEMENT)
    quote = quote_renewal(account, MODULES, 1405, on, SHIPPED_AGREEMENT)
    took = [one.seq for one in quote.discounts] if quote else []
    return {"invoice": f"{len(entries)}", "took": took, "fee": 1, "tax": 0}


@given(steps=st.lists(STEPS, max_size=15))
def test_no_sequence_of_entries_spends_twice_or_goes_below_nothing(
    steps: list[tuple[int, str, int]],
) -> None:
    entries: list[Entry] = []
    day = FIRST
    for after, kind, n in steps:
        day += timedelta(days=after)
        data = paid(entries, day) if kind == EntryKind.RENEWAL_PAID else data_of(kind, n)
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
        assert all(first.last_day < then.first_day for first, then in pairwise(account.periods))
        for one in owed_on(entries, day, RENEWAL, SHIPPED_AGREEMENT):
            assert one.amount > 0
            assert one.value >= 0
