"""A customer's request and everything said and attached to it (R55: one request, one ticket)."""

from __future__ import annotations

from owj.kernel.sla.events import Priority
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Contact, Customer
from owj.packages.desk.bulk import BulkRun
from owj.packages.desk.imports import LogImport
from owj.packages.desk.saved_views import DefaultView, SavedView
from owj.packages.desk.words import Channel, Importance, LinkKind, MessageKind, Status
from owj.server.records import (
    AutoNumber,
    Choice,
    DateTime,
    Entity,
    FileLink,
    Label,
    Link,
    LongText,
    Number,
    Text,
    UserLink,
    YesNo,
    register_entities,
)

PRIORITIES = {
    Priority.CRITICAL: Label("بحرانی", "Critical"),
    Priority.HIGH: Label("بالا", "High"),
    Priority.MEDIUM: Label("متوسط", "Medium"),
    Priority.LOW: Label("پایین", "Low"),
}
SUBJECT_LIMIT = 200


class Ticket(Entity):
    """One request of one customer, with what its promises came to when last computed.

    The columns from `clock_promise` to `queue_at` repeat what the log says, so that lists need no
    replay; `evaluation.refresh_ticket` alone writes them.
    """

    key, label = "ticket", Label("تیکت", "Ticket")

    tracking_id = AutoNumber(Label("شناسه پیگیری", "Tracking id"), pattern="T-{jy}-{seq:6}")
    subject = Text(Label("موضوع", "Subject"), required=True, search=True, max_length=SUBJECT_LIMIT)
    customer = Link(Customer, Label("مشتری", "Customer"), required=True)
    customer_id: int
    contract = Link(Contract, Label("قرارداد", "Contract"), required=True)
    contract_id: int
    contact = Link(Contact, Label("مخاطب", "Contact"), on_delete="set_null")
    contact_id: int | None
    channel = Choice(Label("راه", "Channel"), options=Channel, default=Channel.HUB)
    status = Choice(Label("وضعیت", "Status"), options=Status, default=Status.OPEN)
    assignee = UserLink(Label("مسئول", "Assignee"))
    assignee_id: int | None

    is_bug = YesNo(Label("خطاست", "Is an error"))
    blocks_use = YesNo(Label("کار خوابیده", "Blocks use"))
    importance = Choice(
        Label("اهمیت برای مشتری", "Importance to the customer"),
        options=Importance,
        default=Importance.LOW,
    )
    proposed_priority = Choice(
        Label("اولویت پیشنهادی", "Proposed priority"),
        options=Priority,
        labels=PRIORITIES,
        required=True,
    )
    priority = Choice(
        Label("اولویت", "Priority"), options=Priority, labels=PRIORITIES, required=True
    )
    priority_confirmed_by = UserLink(Label("تأییدکننده اولویت", "Priority confirmed by"))
    priority_confirmed_by_id: int | None
    priority_confirmed_at = DateTime(Label("زمان تأیید اولویت", "Priority confirmed at"))

    opened_at = DateTime(Label("زمان ثبت", "Opened at"), required=True)
    opened_month = Text(Label("ماه ثبت", "Month of arrival"), max_length=7)
    first_response_at = DateTime(Label("پاسخ اولیه", "First response"))
    announced_for = DateTime(Label("زمان اعلام‌شده", "Announced date"))
    resolved_at = DateTime(Label("زمان حل", "Resolved at"))
    closed_at = DateTime(Label("زمان بستن", "Closed at"))
    last_customer_at = DateTime(Label("آخرین پیام مشتری", "Last word of the customer"))
    last_staff_at = DateTime(Label("آخرین پیام ما", "Our last word"))
    rating = Number(Label("امتیاز", "Rating"), minimum=1, maximum=5)
    rating_comment = LongText(Label("نظر", "Comment"))
    rated_at = DateTime(Label("زمان امتیاز", "Rated at"))
    merged_into = Number(Label("ادغام در", "Merged into"))
    has_files = YesNo(Label("پیوست دارد", "Has files"))

    agreement_version = Number(Label("نسخه توافق‌نامه", "Agreement version"), required=True)
    calendar_revision = Number(Label("بازنگری تقویم", "Calendar revision"))
    clock_promise = Text(Label("قول جاری", "Current promise"), max_length=20)
    clock_state = Text(Label("حال ساعت", "Clock state"), max_length=20)
    clock_kind = Text(Label("گونه موعد", "Kind of deadline"), max_length=20)
    clock_starts_at = DateTime(Label("آغاز ساعت", "Clock starts at"))
    clock_due_at = DateTime(Label("موعد", "Due at"))
    clock_stopped_at = DateTime(Label("پایان ساعت", "Clock stopped at"))
    clock_taken_s = Number(Label("زمان کاری صرف‌شده", "Working seconds taken"))
    clock_late_working_s = Number(Label("دیرکرد کاری", "Late working seconds"))
    clock_late_wall_s = Number(Label("دیرکرد", "Late seconds"))
    first_due_at = DateTime(Label("موعد پاسخ اولیه", "First response due at"))
    p0_since = DateTime(Label("P0 از", "P0 since"))
    p0_active = YesNo(Label("P0", "P0"))
    breached_month = Text(Label("ماه قول شکسته", "Month of the broken promise"), max_length=7)
    breached_at = DateTime(Label("زمان شکستن قول", "Promise broken at"))
    warned_for = Text(Label("هشدار داده برای", "Warned of"), max_length=80)
    queue_rank = Number(Label("گروه صف", "Queue group"), default=1)
    queue_at = DateTime(Label("جای صف", "Place in the queue"), required=True)

    request_key = Text(Label("کلید درخواست", "Request key"), max_length=120)
    external_key = Text(Label("کلید بیرونی", "External key"), max_length=120)

    class Meta:
        plural = Label("تیکت‌ها", "Tickets")
        icon = "inbox"
        description = Label(
            "درخواست‌های پشتیبانی با قول و زمان‌سنج خود",
            "Requests for support, each with its promise and clock",
        )
        title = "subject"
        indexes = (
            ("queue_rank", "queue_at", "id"),
            ("assignee", "queue_rank", "queue_at", "id"),
            ("customer", "queue_rank", "queue_at", "id"),
            ("-opened_at", "-id"),
            ("contract", "breached_month", "breached_at"),
            ("contract", "opened_month"),
            ("request_key",),
            ("external_key",),
            ("merged_into",),
            ("rated_at",),
        )


class Message(Entity):
    """Something said in a ticket; at: when it was said, which an import may set in the past."""

    key, label = "message", Label("پیام", "Message")

    ticket = Link(Ticket, Label("تیکت", "Ticket"), required=True)
    ticket_id: int
    kind = Choice(Label("گونه", "Kind"), options=MessageKind, default=MessageKind.PUBLIC)
    from_customer = YesNo(Label("از مشتری", "From the customer"))
    author = UserLink(Label("نویسنده", "Author"))
    author_id: int | None
    body = LongText(Label("متن", "Text"), required=True, search=True)
    at = DateTime(Label("زمان", "At"), required=True)
    via = Choice(Label("راه", "Channel"), options=Channel, default=Channel.HUB)
    request_key = Text(Label("کلید درخواست", "Request key"), max_length=120)

    class Meta:
        plural = Label("پیام‌ها", "Messages")
        icon = "mail"
        title = "body"
        indexes = (("ticket", "at", "id"), ("-at", "-id"))


class Attachment(Entity):
    """A file at a message; `internal` follows the message's kind, so a note's file stays inside."""

    key, label = "attachment", Label("پیوست", "Attachment")

    ticket = Link(Ticket, Label("تیکت", "Ticket"), required=True)
    ticket_id: int
    message = Link(Message, Label("پیام", "Message"), required=True)
    message_id: int
    file = FileLink(Label("فایل", "File"), required=True)
    name = Text(Label("نام", "Name"), required=True)
    internal = YesNo(Label("داخلی", "Internal"))

    class Meta:
        plural = Label("پیوست‌ها", "Attachments")
        icon = "paperclip"
        title = "name"
        indexes = (("ticket", "id"), ("file",))


class Follower(Entity):
    """A colleague who wants to hear of a ticket without holding it."""

    key, label = "follower", Label("دنبال‌کننده", "Follower")

    ticket = Link(Ticket, Label("تیکت", "Ticket"), required=True, on_delete="cascade")
    ticket_id: int
    user = UserLink(Label("کاربر", "User"), required=True)
    user_id: int

    class Meta:
        plural = Label("دنبال‌کنندگان", "Followers")
        unique = (("ticket", "user"),)
        indexes = (("user",),)


class TicketLink(Entity):
    """One ticket belongs to another: `ticket` is the duplicate, the effect, the later one."""

    key, label = "ticket_link", Label("پیوند تیکت", "Link of tickets")

    ticket = Link(Ticket, Label("تیکت", "Ticket"), required=True, reverse="links_out")
    ticket_id: int
    other = Link(Ticket, Label("تیکت دیگر", "Other ticket"), required=True, reverse="links_in")
    other_id: int
    kind = Choice(Label("گونه", "Kind"), options=LinkKind, default=LinkKind.RELATED)

    class Meta:
        plural = Label("پیوندهای تیکت", "Links of tickets")
        unique = (("ticket", "other"),)
        indexes = (("other",),)


class CannedReply(Entity):
    """A text that is sent again and again; without an owner it belongs to the whole desk.

    shortcut: what is typed after "::" to find it at once. position: its place in the list. A
    removed one stays, so that removing can be undone.
    """

    key, label = "canned_reply", Label("پاسخ آماده", "Canned reply")

    title = Text(Label("عنوان", "Title"), required=True, max_length=120)
    shortcut = Text(Label("کلید کوتاه", "Shortcut"), max_length=30)
    body = LongText(Label("متن", "Text"), required=True)
    owner = UserLink(Label("صاحب", "Owner"))
    owner_id: int | None
    position = Number(Label("جایگاه", "Position"), default=0)
    removed_at = DateTime(Label("زمان حذف", "Removed at"))

    class Meta:
        plural = Label("پاسخ‌های آماده", "Canned replies")
        icon = "zap"
        description = Label(
            "متن‌هایی که بارها فرستاده می‌شوند", "Texts that are sent again and again"
        )
        title = "title"
        indexes = (("owner", "position", "id"),)


register_entities(
    "desk",
    [
        *(Ticket, Message, Attachment, Follower, TicketLink, CannedReply),
        *(BulkRun, SavedView, DefaultView, LogImport),
    ],
)
