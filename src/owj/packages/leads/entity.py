"""A lead: somebody who may become a customer, and how far we have come."""

from __future__ import annotations

from owj.server.records import (
    Choice,
    DateTime,
    Email,
    Entity,
    Label,
    LongText,
    Options,
    Phone,
    Text,
    UserLink,
    register_entities,
)


class LeadStage(Options):
    """How far we have come with a lead; the columns of its board."""

    NEW = "new", Label("تازه", "New")
    CONTACTED = "contacted", Label("تماس گرفته شد", "Contacted")
    QUALIFIED = "qualified", Label("فرصت فروش", "Opportunity")
    LOST = "lost", Label("از دست رفت", "Lost")


class LeadSource(Options):
    """Where we heard of a lead."""

    WEBSITE = "website", Label("وب‌گاه", "Website")
    CALL = "call", Label("تماس ورودی", "Incoming call")
    REFERRAL = "referral", Label("معرفی", "Referral")
    EVENT = "event", Label("نمایشگاه یا رویداد", "Fair or event")
    OTHER = "other", Label("دیگر", "Other")


class Lead(Entity):
    """Somebody who may become a customer. contacted_at: when we first spoke."""

    key, label = "lead", Label("سرنخ", "Lead")

    name = Text(Label("نام", "Name"), required=True, search=True, max_length=200)
    company = Text(Label("شرکت", "Company"), search=True, max_length=200)
    phone = Phone(Label("همراه", "Mobile"))
    email = Email(Label("رایانامه", "E-mail"))
    source = Choice(Label("از کجا", "Source"), options=LeadSource, default=LeadSource.OTHER)
    stage = Choice(Label("مرحله", "Stage"), options=LeadStage, default=LeadStage.NEW)
    owner = UserLink(Label("مسئول", "Owner"))
    owner_id: int | None
    contacted_at = DateTime(Label("نخستین تماس", "First contact"))
    lost_reason = Text(Label("چرا از دست رفت", "Why it was lost"), max_length=500)
    note = LongText(Label("یادداشت", "Note"))

    class Meta:
        plural = Label("سرنخ‌ها", "Leads")
        icon = "target"
        description = Label("کسانی که شاید مشتری شوند", "Those who may become customers")
        title, audit = "name", True
        indexes = (("stage",), ("owner",))


register_entities("leads", [Lead])
