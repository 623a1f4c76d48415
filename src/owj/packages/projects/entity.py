"""Projects, their phases, sessions and minutes.

What was promised, what came and what held it up stands in the project's account; the days on a
phase are a copy for lists, written together with the entry.
"""

from __future__ import annotations

from owj.packages.contracts.entity import Contract
from owj.packages.projects.words import MinutesState, ProjectKind, Site
from owj.server.records import (
    Choice,
    Date,
    DateTime,
    Entity,
    Label,
    Link,
    LongText,
    Number,
    Text,
    UserLink,
    YesNo,
    register_entities,
)


class Project(Entity):
    """What is installed, taught or made for a contract. Days off count after `starts_on` (R46).

    agreed_price: its price was agreed as a whole, so the time worked for it is not charged again.
    """

    key, label = "project", Label("پروژه", "Project")

    contract = Link(Contract, Label("قرارداد", "Contract"), required=True, reverse="projects")
    contract_id: int
    title = Text(Label("عنوان", "Title"), required=True, search=True, max_length=160)
    kind = Choice(Label("نوع", "Kind"), options=ProjectKind, default=ProjectKind.INSTALLATION)
    starts_on = Date(Label("آغاز", "Starts on"))
    lead = UserLink(Label("راهبر", "Lead"))
    agreed_price = YesNo(Label("با بهای توافق‌شده", "At an agreed price"))

    class Meta:
        plural = Label("پروژه‌ها", "Projects")
        icon = "briefcase"
        description = Label(
            "استقرار، آموزش و سفارشی‌سازی برای مشتریان",
            "Installation, training and customisation for customers",
        )
        title, audit = "title", True


class ProjectPhase(Entity):
    """One promised delivery of a project."""

    key, label = "project_phase", Label("فاز پروژه", "Phase of a project")

    project = Link(Project, Label("پروژه", "Project"), required=True, reverse="phases")
    project_id: int
    title = Text(Label("عنوان", "Title"), required=True, search=True, max_length=160)
    kind = Choice(Label("نوع", "Kind"), options=ProjectKind, default=ProjectKind.INSTALLATION)
    begins_on = Date(Label("آغاز", "Begins on"))
    planned_on = Date(Label("تاریخ قول‌داده", "Promised for"))
    delivered_on = Date(Label("تاریخ تحویل", "Delivered on"))

    class Meta:
        plural = Label("فازهای پروژه‌ها", "Phases of projects")
        icon = "flag"
        description = Label(
            "تحویل‌هایی که در پروژه‌ها قول داده‌ایم", "Deliveries we promised in projects"
        )
        title, audit = "title", True


class ProjectSession(Entity):
    """A meeting, course or visit of a project."""

    key, label = "project_session", Label("جلسهٔ پروژه", "Session of a project")

    project = Link(Project, Label("پروژه", "Project"), required=True, reverse="sessions")
    project_id: int
    phase = Link(ProjectPhase, Label("فاز", "Phase"), reverse="sessions")
    phase_id: int | None
    topic = Text(Label("موضوع", "Topic"), required=True, search=True, max_length=160)
    held_at = DateTime(Label("زمان", "Held at"), required=True)
    minutes = Number(Label("مدت (دقیقه)", "Length (minutes)"), minimum=1, maximum=1440)
    site = Choice(Label("جا", "Place"), options=Site, default=Site.CUSTOMER)
    held_by = UserLink(Label("برگزارکننده", "Held by"))

    class Meta:
        plural = Label("جلسه‌های پروژه‌ها", "Sessions of projects")
        icon = "calendar-check"
        description = Label("جلسه‌ها، کلاس‌ها و بازدیدها", "Meetings, courses and visits")
        title, audit = "topic", True


class ProjectMinutes(Entity):
    """Minutes that a customer signs. delivers: with the signature the phase counts as delivered."""

    key, label = "project_minutes", Label("صورت‌جلسه", "Minutes")

    project = Link(Project, Label("پروژه", "Project"), required=True, reverse="minutes")
    project_id: int
    phase = Link(ProjectPhase, Label("فاز", "Phase"), reverse="minutes")
    phase_id: int | None
    title = Text(Label("عنوان", "Title"), required=True, search=True, max_length=160)
    text = LongText(Label("متن", "Text"), required=True)
    held_on = Date(Label("تاریخ جلسه", "Held on"), required=True)
    delivers = YesNo(Label("فاز را تحویل می‌دهد", "Delivers the phase"))
    state = Choice(Label("وضعیت", "State"), options=MinutesState, default=MinutesState.DRAFT)

    class Meta:
        plural = Label("صورت‌جلسه‌ها", "Minutes")
        icon = "clipboard-check"
        description = Label("صورت‌جلسه‌ها با امضای دو طرف", "Minutes signed by both parties")
        title, audit = "title", True


register_entities("projects", [Project, ProjectPhase, ProjectSession, ProjectMinutes])
