"""Toy entities that use every kind of field and every rule of links."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q

from owj.server.records import (
    ALL,
    NONE,
    AutoNumber,
    Card,
    Choice,
    Date,
    DateTime,
    DecimalNumber,
    Duration,
    EconomicId,
    Email,
    Entity,
    FileLink,
    Formula,
    Iban,
    Image,
    JalaliMonth,
    Json,
    Kind,
    Label,
    Link,
    LongText,
    Money,
    MultiChoice,
    NationalId,
    Number,
    Options,
    Percent,
    Phone,
    Reach,
    Tags,
    Text,
    Url,
    UserLink,
    WorkingTime,
    YesNo,
    access_rule,
)
from owj.server.records.context import Context


class Status(Options):
    OPEN = "open", Label("باز", "Open")
    CLOSED = "closed", Label("بسته", "Closed")


class Level(StrEnum):
    HIGH = "high"
    LOW = "low"


class Firm(Entity):
    key, label = "toy_firm", Label("شرکت", "Firm")
    name = Text(Label("نام", "Name"), required=True, search=True)
    code = Text(Label("کد", "Code"), unique=True)

    class Meta:
        plural = Label("شرکت‌ها", "Firms")
        title = "name"
        audit = True
        indexes = (("persian_key(name)",),)


class Person(Entity):
    key, label = "toy_person", Label("شخص", "Person")
    firm = Link(Firm, Label("شرکت", "Firm"), required=True, reverse="people")
    firm_id: int
    name = Text(Label("نام", "Name"), required=True, max_length=50)
    email = Email(Label("رایانامه", "E-mail"))
    phone = Phone(Label("تلفن", "Telephone"))
    boss: Link[Person | None] = Link("toy_person", Label("رییس", "Boss"), on_delete="set_null")
    boss_id: int | None
    user = UserLink(Label("کاربر", "User"))
    user_id: int | None

    class Meta:
        title = "name"


class Case(Entity):
    key, label = "toy_case", Label("پرونده", "Case")
    number = AutoNumber(Label("شماره", "Number"), pattern="C-{jy}-{seq:4}")
    subject = Text(Label("موضوع", "Subject"), required=True, search=True)
    body = LongText(Label("متن", "Text"))
    status = Choice(Label("وضعیت", "Status"), options=Status, default=Status.OPEN)
    level = Choice(
        Label("سطح", "Level"),
        options=Level,
        labels={Level.HIGH: Label("بالا", "High"), Level.LOW: Label("پایین", "Low")},
    )
    firm = Link(Firm, Label("شرکت", "Firm"), required=True, reverse="cases")
    firm_id: int
    person = Link(Person, Label("شخص", "Person"), on_delete="set_null")
    person_id: int | None
    assignee = UserLink(Label("مسئول", "Assignee"))
    assignee_id: int | None
    opened_at = DateTime(Label("زمان", "Opened at"), required=True)
    day = Date(Label("روز", "Day"))
    size = Number(Label("اندازه", "Size"), minimum=0, maximum=100)
    urgent = YesNo(Label("فوری", "Urgent"))
    file = FileLink(Label("فایل", "File"))
    extra = Json(Label("دیگر", "Extra"))

    class Meta:
        title = "subject"
        audit = True
        indexes = (("status", "-opened_at"),)

    @property
    def is_closed(self) -> bool:
        return self.status is Status.CLOSED

    def shout(self) -> str:
        return f"{self.number}: {self.subject.upper()}"


class Note(Entity):
    key, label = "toy_note", Label("یادداشت", "Note")
    case = Link(Case, Label("پرونده", "Case"), required=True, on_delete="cascade", reverse="notes")
    case_id: int
    text = Text(Label("متن", "Text"), required=True)
    internal = YesNo(Label("داخلی", "Internal"))


class Color(Options):
    RED = "red", Label("قرمز", "Red")
    BLUE = "blue", Label("آبی", "Blue")


class Asset(Entity):
    """Every kind that came later."""

    key, label = "toy_asset", Label("دارایی", "Asset")
    name = Text(Label("نام", "Name"), required=True)
    weight = DecimalNumber(Label("وزن", "Weight"), decimals=3, minimum=0)
    rate = Percent(Label("نرخ", "Rate"), default=Decimal("9.5"))
    price = Money(Label("بها", "Price"))
    bought_in = JalaliMonth(Label("ماه خرید", "Bought in"))
    idle = Duration(Label("بیکاری", "Idle"), default=timedelta(hours=2))
    service = WorkingTime(Label("سرویس", "Service"))
    colors = MultiChoice(Label("رنگ‌ها", "Colours"), options=Color, default=(Color.RED,))
    tags = Tags(Label("برچسب‌ها", "Tags"))
    site = Url(Label("نشانی", "Site"))
    owner_id_number = NationalId(Label("کد ملی", "National number"))
    tax_number = EconomicId(Label("شمارهٔ اقتصادی", "Economic number"))
    card = Card(Label("کارت", "Card"))
    account = Iban(Label("شبا", "Account"))
    picture = Image(Label("تصویر", "Picture"))
    doubled = Formula(Label("دو برابر", "Doubled"), formula="price * 2", result=Kind.MONEY)

    class Meta:
        title = "name"
        audit = True


TOYS = (Firm, Person, Case, Note, Asset)


def own_firms(ctx: Context) -> list[int]:
    """Return the firms for which this hub user speaks."""
    people = ctx.as_system().rows(Person).filter(user_id=ctx.actor.user_id)
    return list(people.values_list("firm_id", flat=True))


@access_rule(Firm)
def reach_firms(ctx: Context) -> Reach:
    return Q(pk__in=own_firms(ctx)) if ctx.actor.is_hub else ALL


@access_rule(Case)
def reach_cases(ctx: Context) -> Reach:
    return Q(firm_id__in=own_firms(ctx)) if ctx.actor.is_hub else ALL


@access_rule(Note)
def reach_notes(ctx: Context) -> Reach:
    if not ctx.actor.is_hub:
        return ALL
    return Q(case__firm_id__in=own_firms(ctx)) & ~Q(internal=True)


@access_rule(Person)
def reach_people(ctx: Context) -> Reach:
    return NONE if ctx.actor.is_hub else ALL
