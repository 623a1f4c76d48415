"""What becomes of people, rights and accounts when customers or contacts are merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from owj.packages.customers.entity import Contact, Membership
from owj.packages.customers.events import MembershipChanged
from owj.packages.customers.rights import Rights, rights_of
from owj.server.activity.package_moves import Write, joins_in_merges, moves_in_merges
from owj.server.events import publish
from owj.server.records.context import Context


def _to_customer(ctx: Context, row: Membership, customer_id: int) -> Iterable[Write]:
    return _united(ctx, row, row.contact_id, customer_id, "customer")


def _to_contact(ctx: Context, row: Membership, contact_id: int) -> Iterable[Write]:
    return _united(ctx, row, contact_id, row.customer_id, "contact")


def _united(
    ctx: Context, row: Membership, contact_id: int, customer_id: int, key: str
) -> Iterable[Write]:
    """Move a membership, or add its rights to the one that stands there already.

    The second then goes with the customer or contact that it belonged to.
    """
    rows = ctx.rows(Membership).filter(contact_id=contact_id, customer_id=customer_id)
    there = rows.exclude(pk=row.id).select_for_update(of=("self",)).order_by("pk").first()
    if there is None:
        return [(row, {key: contact_id if key == "contact" else customer_id})]
    if not row.active:
        return []
    own, known = rights_of(row), rights_of(there) if there.active else Rights()
    both = {name: own.columns[name] or held for name, held in known.columns.items()}
    changed = {name: value for name, value in both.items() if value != getattr(there, name)}
    if not there.active:
        changed["active"] = True
    return [(there, changed)] if changed else []


def _tell(ctx: Context, row: Membership) -> None:
    """Let open pages of the hub know that rights are others now."""
    contact = ctx.rows(Contact).filter(pk=row.contact_id).first()
    user_id = contact.user_id if contact is not None else None
    publish(MembershipChanged(row.contact_id, row.customer_id, user_id))


def _take_account(
    _ctx: Context, kept: Contact, gone: Sequence[Any], chosen: Mapping[str, int]
) -> Iterable[Write]:
    """Give the person who stays the account that was chosen, else the own, else another's.

    The account that does not stay reaches nothing in the hub any more.
    """
    wanted = next((one for one in gone if one.id == chosen.get("user") and one.user_id), None)
    if wanted is None and kept.user_id is None:
        wanted = next((one for one in gone if one.user_id is not None), None)
    return [(kept, {"user": wanted.user_id})] if wanted is not None else []


def _account_to_choose(_ctx: Context, records: Sequence[Any]) -> Iterable[str]:
    """Let the person choose where more than one of them signs in."""
    return ["user"] if len({one.user_id for one in records if one.user_id}) > 1 else []


moves_in_merges(Contact, "customer")
moves_in_merges(Membership, "customer", move=_to_customer, after=_tell)
moves_in_merges(Membership, "contact", move=_to_contact, after=_tell)
joins_in_merges(Contact, _take_account, choices=_account_to_choose)
