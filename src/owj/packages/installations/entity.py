"""The record of an Owj that runs at a customer's; how it stands is told by its account."""

from __future__ import annotations

from owj.packages.customers.entity import Customer
from owj.server.records import Entity, Label, Link, LongText, Text, register_entities


class Installation(Entity):
    """One Owj Server of a customer, with the Owj Service on it."""

    key, label = "installation", Label("نصب اوج", "Installation")

    customer = Link(Customer, Label("مشتری", "Customer"), required=True, reverse="installations")
    customer_id: int
    name = Text(Label("نام", "Name"), required=True, search=True, max_length=120)
    note = LongText(Label("یادداشت", "Note"))

    class Meta:
        plural = Label("نصب‌های اوج", "Installations")
        icon = "server"
        description = Label(
            "سرورهای مشتریان و نبضی که می‌فرستند", "Servers of customers and the heartbeat they send"
        )
        title, audit = "name", True
        unique = (("customer", "name"),)


register_entities("installations", [Installation])
