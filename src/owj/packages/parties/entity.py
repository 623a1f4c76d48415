"""A document of a party, filed with a contract; one that is withdrawn keeps its row."""

from __future__ import annotations

from owj.packages.contracts.entity import Contract
from owj.packages.parties.words import DocumentKind
from owj.server.records import (
    Choice,
    Date,
    Entity,
    FileLink,
    Label,
    Link,
    Text,
    register_entities,
)


class PartyDocument(Entity):
    """One document. withdrawn_on, reason: it does not count any more, and why."""

    key, label = "party_document", Label("مدرک طرف قرارداد", "Document of a party")

    contract = Link(Contract, Label("قرارداد", "Contract"), required=True, reverse="documents")
    contract_id: int
    kind = Choice(Label("نوع", "Kind"), options=DocumentKind, default=DocumentKind.OTHER)
    title = Text(Label("عنوان", "Title"), required=True, max_length=160)
    file = FileLink(Label("پرونده", "File"), required=True)
    issued_on = Date(Label("تاریخ صدور", "Issued on"))
    expires_on = Date(Label("تاریخ انقضا", "Expires on"))
    withdrawn_on = Date(Label("پس‌گرفته در", "Withdrawn on"))
    reason = Text(Label("دلیل", "Reason"), max_length=300)

    class Meta:
        plural = Label("مدارک طرف‌های قرارداد", "Documents of parties")
        icon = "folder"
        description = Label(
            "مدارکی که دو طرف قرارداد به هم می‌دهند", "Papers that both parties give each other"
        )
        title, audit = "title", True
        indexes = (("contract", "kind"), ("file",))


register_entities("parties", [PartyDocument])
