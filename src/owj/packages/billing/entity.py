"""Invoices and worked time as lists show them; what was issued stands in sealed papers."""

from __future__ import annotations

from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.desk.entity import Ticket
from owj.packages.pricing.entity import WorkService, WorkSite
from owj.packages.projects.entity import Project
from owj.server.records import (
    Choice,
    Date,
    Entity,
    Json,
    Label,
    Link,
    Money,
    Number,
    Options,
    Text,
    UserLink,
    register_entities,
)


class InvoiceState(Options):
    """How an invoice stands. offered: a pre-invoice that the customer sees."""

    DRAFT = "draft", Label("پیش‌نویس", "Draft")
    OFFERED = "offered", Label("پیش‌فاکتور", "Pre-invoice")
    OPEN = "open", Label("پرداخت‌نشده", "Unpaid")
    PAID = "paid", Label("پرداخت‌شده", "Paid")
    CREDITED = "credited", Label("برگشت‌خورده", "Credited")
    DROPPED = "dropped", Label("کنارگذاشته", "Dropped")


class InvoiceKind(Options):
    """What an invoice is for."""

    RENEWAL = "renewal", Label("تمدید گارانتی", "Renewal of a warranty")
    WORK = "work", Label("کارکرد", "Worked time")
    OTHER = "other", Label("دیگر", "Other")


class Invoice(Entity):
    """One invoice, from its draft on.

    lines: of a draft; once issued the sealed paper holds them, and nothing here but the state and
    what is left to pay moves any more. net, tax, total, left: whole rial.
    """

    key, label = "invoice", Label("فاکتور", "Invoice")

    subject = Text(Label("بابت", "For"), required=True, search=True, max_length=200)
    number = Text(Label("شماره", "Number"), max_length=30, search=True)
    customer = Link(Customer, Label("مشتری", "Customer"), required=True, reverse="invoices")
    customer_id: int
    contract = Link(Contract, Label("قرارداد", "Contract"), reverse="invoices")
    contract_id: int | None
    kind = Choice(Label("نوع", "Kind"), options=InvoiceKind, default=InvoiceKind.OTHER)
    state = Choice(Label("وضعیت", "State"), options=InvoiceState, default=InvoiceState.DRAFT)
    issued_on = Date(Label("تاریخ صدور", "Issued on"))
    due_on = Date(Label("مهلت پرداخت", "Due on"))
    net: Money[int] = Money(Label("مبلغ", "Amount"), required=True)
    tax: Money[int] = Money(Label("مالیات", "Tax"), required=True)
    total: Money[int] = Money(Label("جمع", "Total"), required=True)
    left: Money[int] = Money(Label("مانده", "Left to pay"), required=True)
    lines = Json(Label("سطرها", "Lines"))

    class Meta:
        plural = Label("فاکتورها", "Invoices")
        icon = "receipt"
        description = Label("پیش‌فاکتورها و فاکتورهای صادرشده", "Pre-invoices and issued invoices")
        title, audit = "subject", True
        indexes = (("customer", "-issued_on"), ("state", "-issued_on"), ("number",))


class BuyerCard(Entity):
    """What the tax organisation wants to know of a customer, beside the customer's own fields."""

    key, label = "buyer_card", Label("مشخصات خریدار", "Details of a buyer")

    customer = Link(Customer, Label("مشتری", "Customer"), required=True, on_delete="cascade")
    customer_id: int
    economic_code = Text(Label("شمارهٔ اقتصادی", "Economic number"), max_length=20)
    postal_code = Text(Label("کد پستی", "Postal code"), max_length=10)
    address = Text(Label("نشانی", "Address"), max_length=300)

    class Meta:
        plural = Label("مشخصات خریداران", "Details of buyers")
        icon = "id-card"
        description = Label(
            "آنچه قانون بر فاکتور خریدار می‌خواهد", "What the law wants of a buyer on an invoice"
        )
        audit = True
        unique = (("customer",),)


class SellerCard(Entity):
    """Who issues invoices; there is one. memory_id: of the tax organisation's fiscal memory."""

    key, label = "seller_card", Label("مشخصات فروشنده", "Details of the seller")

    name = Text(Label("نام", "Name"), required=True, max_length=200)
    national_id = Text(Label("شناسهٔ ملی", "National number"), max_length=20)
    economic_code = Text(Label("شمارهٔ اقتصادی", "Economic number"), max_length=20)
    registration = Text(Label("شمارهٔ ثبت", "Registration number"), max_length=20)
    postal_code = Text(Label("کد پستی", "Postal code"), max_length=10)
    address = Text(Label("نشانی", "Address"), max_length=300)
    phone = Text(Label("تلفن", "Telephone"), max_length=40)
    memory_id = Text(Label("شناسهٔ حافظهٔ مالیاتی", "Fiscal memory"), max_length=6)
    service_code = Text(Label("شناسهٔ خدمت", "Service code"), max_length=13)
    due_days = Number(Label("مهلت پرداخت (روز)", "Days to pay"), default=14, minimum=0, maximum=365)
    account = Text(Label("حساب برای واریز", "Account to pay into"), max_length=200)

    class Meta:
        plural = Label("مشخصات فروشنده", "Details of the seller")
        icon = "landmark"
        description = Label(
            "آنچه قانون بر فاکتور ما می‌خواهد", "What the law wants of us on an invoice"
        )
        title, audit = "name", True


class WorkSource(Options):
    """What the time was worked for."""

    TICKET = "ticket", Label("تیکت", "Ticket")
    VISIT = "visit", Label("بازدید", "Visit")
    PROJECT = "project", Label("پروژه", "Project")


class WorkCharge(Options):
    """Who pays for worked time."""

    BILLABLE = "billable", Label("با هزینه", "Billable")
    COVERED = "covered", Label("زیر پوشش", "Covered")


class WorkEntry(Entity):
    """Minutes that a colleague worked, and who pays for them, with the reason.

    used_seq: the entry of the contract's account that took covered minutes from a grant.
    """

    key, label = "work_entry", Label("کارکرد", "Worked time")

    customer = Link(Customer, Label("مشتری", "Customer"), required=True, reverse="work")
    customer_id: int
    contract = Link(Contract, Label("قرارداد", "Contract"))
    contract_id: int | None
    source = Choice(Label("برای", "For"), options=WorkSource, default=WorkSource.TICKET)
    ticket = Link(Ticket, Label("تیکت", "Ticket"), reverse="work", on_delete="set_null")
    ticket_id: int | None
    project = Link(Project, Label("پروژه", "Project"), reverse="work", on_delete="set_null")
    project_id: int | None
    reference = Text(Label("عنوان کار", "What for"), max_length=200)
    service = Choice(Label("خدمت", "Service"), options=WorkService, required=True)
    site = Choice(Label("محل", "Site"), options=WorkSite, default=WorkSite.VENDOR)
    minutes = Number(Label("دقیقه", "Minutes"), required=True, minimum=1, maximum=1440)
    day = Date(Label("روز", "Day"), required=True)
    by = UserLink(Label("همکار", "Colleague"))
    by_id: int | None
    note = Text(Label("یادداشت", "Note"), max_length=300)
    charge = Choice(Label("هزینه", "Charge"), options=WorkCharge, default=WorkCharge.BILLABLE)
    reason = Text(Label("دلیل", "Reason"), max_length=40)
    used_seq = Number(Label("سطر حساب گارانتی", "Entry of the warranty's account"))
    invoice = Link(Invoice, Label("فاکتور", "Invoice"), reverse="work", on_delete="set_null")
    invoice_id: int | None

    class Meta:
        plural = Label("کارکردها", "Worked time")
        icon = "timer"
        description = Label("زمانی که برای مشتریان گذاشته‌ایم", "Time we spent for customers")
        audit = True
        indexes = (("customer", "invoice", "charge"), ("ticket",), ("project",), ("-day",))


register_entities("billing", [Invoice, BuyerCard, SellerCard, WorkEntry])
