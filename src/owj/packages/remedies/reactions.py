"""The customer's people hear that the committee has decided (R49)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from owj.packages.contracts.entity import Contract
from owj.packages.customers.queries import Rights
from owj.packages.customers.services.telling import CustomerNews, hub_link, tell_customer_people
from owj.packages.remedies.words import ClaimEntry
from owj.packages.warranty.events import WarrantyChanged
from owj.packages.warranty.queries import account_of
from owj.server.context import SYSTEM
from owj.server.events import reacts_to
from owj.server.ledger.entries import entries_of
from owj.server.notices.services import NoticeWords
from owj.server.records.context import open_context

CONTRACTS_PATH = "/hub/contracts"


@reacts_to(WarrantyChanged)
def tell_verdict(event: WarrantyChanged) -> None:
    """Tell whoever sees numbers; what was decided stands on the page and in the claim's ticket."""
    if event.kind not in {ClaimEntry.ACCEPTED, ClaimEntry.REFUSED}:
        return
    ctx = open_context(SYSTEM)
    contract = ctx.get(Contract, event.contract_id)
    seq = entries_of(account_of(contract))[-1].seq
    news = CustomerNews(
        kind="claim_decided",
        key=f"verdict:{contract.id}:{seq}",
        url=CONTRACTS_PATH,
        data={"subject": contract.title},
        but_not=event.by,
    )
    tell_customer_people(ctx, event.customer_id, news, verdict_words, _sees_numbers)


def verdict_words() -> NoticeWords:
    """Return that there is a verdict, in the language that is active."""
    data = {"address": hub_link(CONTRACTS_PATH)}
    return NoticeWords(
        _("The committee has decided on your claim"),
        _("the committee has decided on your claim. What it decided and why is here:")
        + f"\n\n{data['address']}",
        _("The committee has decided on your claim: %(address)s") % data,
    )


def _sees_numbers(rights: Rights) -> bool:
    return rights.numbers
