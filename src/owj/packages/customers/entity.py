"""Who we work for: customers and the people who speak for them."""

from __future__ import annotations

from owj.server.records import (
    Choice,
    Email,
    Entity,
    Label,
    Link,
    LongText,
    Number,
    Options,
    Phone,
    Text,
    UserLink,
    YesNo,
    register_entities,
)


class CustomerKind(Options):
    """A legal or a natural person (R57)."""

    LEGAL = "legal", Label("حقوقی", "Legal person")
    NATURAL = "natural", Label("حقیقی", "Natural person")


class Customer(Entity):
    """An organisation or a person with whom the vendor has a promise to keep."""

    key, label = "customer", Label("مشتری", "Customer")

    name = Text(Label("نام", "Name"), required=True, search=True, max_length=200)
    kind = Choice(Label("نوع", "Kind"), options=CustomerKind, default=CustomerKind.LEGAL)
    city = Text(Label("شهر", "City"), max_length=80)
    phone = Phone(Label("تلفن", "Telephone"))
    national_id = Text(Label("شناسه یا کد ملی", "National number"), max_length=20)
    customer_since = Number(Label("مشتری از سال", "Customer since (Jalali year)"))
    external_key = Text(Label("کلید بیرونی", "External key"), max_length=120)
    note = LongText(Label("یادداشت", "Note"))

    class Meta:
        plural = Label("مشتریان", "Customers")
        icon = "building-2"
        description = Label(
            "سازمان‌ها و کسانی که با آن‌ها کار می‌کنیم", "Organisations and people we work with"
        )
        title, audit = "name", True
        indexes = (("persian_key(name)",), ("external_key",))


class Contact(Entity):
    """A person of a customer; with a user, this person may sign in to the hub.

    customer: where the person belongs; for whom the person acts, the memberships say.
    active: a person who has left stays in the history and reaches nothing.
    """

    key, label = "contact", Label("مخاطب", "Contact")

    customer = Link(Customer, Label("مشتری", "Customer"), required=True, reverse="contacts")
    customer_id: int
    name = Text(Label("نام", "Name"), required=True, search=True, max_length=200)
    title = Text(Label("سمت", "Position"), max_length=120)
    email = Email(Label("رایانامه", "E-mail"))
    phone = Phone(Label("همراه", "Mobile"))
    user = UserLink(Label("کاربر هاب", "Hub user"))
    user_id: int | None
    active = YesNo(Label("فعال", "Active"), default=True)

    class Meta:
        plural = Label("مخاطبان", "Contacts")
        icon = "users"
        description = Label(
            "کسانی که از سوی مشتریان با ما سخن می‌گویند", "People who speak to us for customers"
        )
        title, audit = "name", True
        indexes = (("customer", "name"), ("user",))


class Membership(Entity):
    """For which customer a person acts, and with which rights; an ended one keeps its row."""

    key, label = "membership", Label("عضویت", "Membership")

    contact = Link(
        Contact,
        Label("مخاطب", "Contact"),
        required=True,
        reverse="memberships",
        on_delete="cascade",
    )
    contact_id: int
    customer = Link(
        Customer, Label("مشتری", "Customer"), required=True, reverse="members", on_delete="cascade"
    )
    customer_id: int
    active = YesNo(Label("فعال", "Active"), default=True)
    sees_team = YesNo(Label("تیکت‌های همکاران", "Tickets of colleagues"))
    sees_numbers = YesNo(Label("توافق‌نامه و شمارش ماه", "Agreement and monthly counts"))
    manages_people = YesNo(Label("مدیریت همکاران", "Manages colleagues"))
    judges_work = YesNo(Label("تأیید و امتیاز", "Confirms and rates"))

    class Meta:
        plural = Label("عضویت‌ها", "Memberships")
        icon = "link"
        description = Label(
            "هر مخاطب برای کدام مشتریان است", "Which customers a contact belongs to"
        )
        audit = True
        indexes = (("contact", "customer"), ("customer",))


register_entities("customers", [Customer, Contact, Membership])
