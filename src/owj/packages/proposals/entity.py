"""A proposal as lists show it; what was sent stands in sealed papers."""

from __future__ import annotations

from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.leads.entity import Lead
from owj.packages.proposals.words import ProposalState
from owj.server.agreements import SHIPPED_KEY
from owj.server.records import (
    Choice,
    Date,
    Entity,
    Json,
    Label,
    Link,
    LongText,
    Money,
    Text,
    UserLink,
    register_entities,
)


class Proposal(Entity):
    """An offer to a customer, or to a lead who becomes one by accepting it.

    offer: what the next paper offers, as `offer.Offer` reads it. number: of the last paper.
    contract: which one it would extend, or has become once it is accepted.
    """

    key, label = "proposal", Label("پروپزال", "Proposal")

    title = Text(Label("عنوان", "Title"), required=True, search=True, max_length=160)
    number = Text(Label("شماره", "Number"), max_length=30, search=True)
    customer = Link(Customer, Label("مشتری", "Customer"), reverse="proposals")
    customer_id: int | None
    lead = Link(Lead, Label("سرنخ", "Lead"), reverse="proposals", on_delete="set_null")
    lead_id: int | None
    state = Choice(Label("وضعیت", "State"), options=ProposalState, default=ProposalState.DRAFT)
    valid_until = Date(Label("معتبر تا", "Valid until"), required=True)
    agreement = Text(
        Label("توافق‌نامه", "Agreement"), required=True, default=SHIPPED_KEY, max_length=40
    )
    note = LongText(Label("شرح", "Description"))
    total: Money[int] = Money(Label("جمع", "Total"), required=True)
    offer = Json(Label("مفاد", "Content"))
    contract = Link(Contract, Label("قرارداد", "Contract"), reverse="proposals")
    contract_id: int | None
    owner = UserLink(Label("مسئول", "Owner"))
    owner_id: int | None

    class Meta:
        plural = Label("پروپزال‌ها", "Proposals")
        icon = "file-text"
        description = Label("پیشنهادهایی که به مشتریان داده‌ایم", "What we offered to customers")
        title, audit = "title", True
        indexes = (("customer", "state"), ("state", "valid_until"))


register_entities("proposals", [Proposal])
