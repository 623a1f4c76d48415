"""What was agreed with a customer, and under which agreement its tickets are judged."""

from __future__ import annotations

from owj.packages.customers.entity import Customer
from owj.server.agreements import SHIPPED_KEY
from owj.server.records import Date, Entity, Label, Link, Number, Text, YesNo, register_entities


class Contract(Entity):
    """One contract of a customer.

    implicit: a customer without a written contract has exactly one that nobody wrote (R38).
    agreement: key of the agreement whose versions judge this contract's tickets.
    signed_version, signed_on: the last version that was accepted, a copy for lists.
    """

    key, label = "contract", Label("قرارداد", "Contract")

    customer = Link(Customer, Label("مشتری", "Customer"), required=True, reverse="contracts")
    customer_id: int
    number = Text(Label("شماره", "Number"), max_length=60)
    title = Text(Label("عنوان", "Title"), required=True, max_length=200)
    agreement = Text(
        Label("توافق‌نامه", "Agreement"), required=True, default=SHIPPED_KEY, max_length=40
    )
    starts_on = Date(Label("آغاز", "Starts on"))
    implicit = YesNo(Label("بدون قرارداد نوشته", "Implicit"))
    signed_version = Number(Label("نسخهٔ پذیرفته", "Accepted version"))
    signed_on = Date(Label("پذیرفته در", "Accepted on"))

    class Meta:
        plural = Label("قراردادها", "Contracts")
        icon = "handshake"
        description = Label(
            "آنچه با هر مشتری بسته‌ایم و گارانتی آن",
            "What we agreed with each customer, and its warranty",
        )
        title, audit = "title", True
        indexes = (("customer", "implicit", "-starts_on"),)


register_entities("contracts", [Contract])
