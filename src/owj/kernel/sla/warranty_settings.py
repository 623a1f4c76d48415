"""Settings of warranty, renewal, entitlements and prices, with the source's words: R21-R28, R52."""

from __future__ import annotations

from enum import StrEnum

from owj.kernel.sla.setting import Setting
from owj.kernel.sla.settings import CountingMonth
from owj.kernel.sla.shapes import OneOf, SomeNumbers, SomeOf, WholeNumber, YesNo

_DAYS = WholeNumber(0, 366, "days")


class Service(StrEnum):
    """Name what a customer may use. Source: R25."""

    DOCS = "docs"
    REMOTE = "remote"
    TICKET = "ticket"
    PHONE = "phone"
    QUARTERLY_RELEASE = "quarterly_release"
    REMOTE_INSTALL = "remote_install"
    FREE_TRAINING = "free_training"
    ACADEMY = "academy"
    CONSULTING_DISCOUNT = "consulting_discount"
    CLAIM = "claim"


class ValueSource(StrEnum):
    """Name the price list whose value a renewal is a share of. Source: R23."""

    LIST_OF_ISSUE = "list_of_issue"
    LIST_OF_PURCHASE = "list_of_purchase"


class AfterLapse(StrEnum):
    """Name from when a renewal counts that was paid after the end. Source: R24."""

    FROM_PAYMENT = "from_payment"
    BACK_DATED = "back_dated"


class PartHour(StrEnum):
    """Name how a part of an hour is priced. Source: R52."""

    BY_MINUTE = "by_minute"
    QUARTER_UP = "quarter_up"
    HALF_UP = "half_up"
    HOUR_UP = "hour_up"


WARRANTY_YEARS = Setting(
    "warranty_years",
    "R21",
    "از تاریخ تحویل کامل نرم افزار به مدت یک سال رایگان",
    "Jalali years of warranty from full delivery.",
    WholeNumber(1, 20, "years"),
    1,
)
GRACE_DAYS = Setting(
    "grace_days",
    "R22",
    "باید گارانتی سالیانه نرم افزار تمدید شود",
    "Days after the end in which the warranty still counts and a renewal continues it.",
    _DAYS,
    0,
)
RENEWAL_REMINDERS = Setting(
    "renewal_reminders",
    "R22",
    "باید گارانتی سالیانه نرم افزار تمدید شود",
    "Days before the end on which the customer is reminded of the renewal.",
    SomeNumbers(_DAYS),
    (30, 7, 1),
)
RENEWAL_PERCENT = Setting(
    "renewal_percent",
    "R23",
    "15 درصد ارزش محصول در سال جاری",
    "Share of the product's value that a year's renewal costs.",
    WholeNumber(0, 100, "percent"),
    15,
)
RENEWAL_VALUE = Setting(
    "renewal_value",
    "R23",
    "ارزش محصول در سال جاری",
    "Whose price list gives the product's value at a renewal.",
    OneOf(tuple(ValueSource)),
    ValueSource.LIST_OF_ISSUE,
)
RENEWAL_AFTER_LAPSE = Setting(
    "renewal_after_lapse",
    "R24",
    "",
    "From when a renewal counts that is paid after the end.",
    OneOf(tuple(AfterLapse)),
    AfterLapse.FROM_PAYMENT,
)
WITHOUT_WARRANTY = Setting(
    "without_warranty",
    "R25",
    "تنها در صورتی که سرویس اوج غیر فعال باشد مجوز ریموت … دارد",
    "What remains when the warranty has ended.",
    SomeOf(tuple(Service)),
    frozenset({Service.DOCS, Service.CLAIM}),
)
REMOTE_IF_INACTIVE = Setting(
    "remote_if_inactive",
    "R25",
    "تنها در صورتی که سرویس اوج غیر فعال باشد مجوز ریموت … دارد",
    "Whether remote access remains while the customer's Owj Service is inactive.",
    YesNo(),
    default=True,
)
OPEN_BEFORE_DELIVERY = Setting(
    "open_before_delivery",
    "R25",
    "تنها در صورتی که سرویس اوج غیر فعال باشد مجوز ریموت … دارد",
    "Whether a contract before its full delivery serves a customer whose other warranty has ended.",
    YesNo(),
    default=False,
)
HEARTBEAT_MINUTES = Setting(
    "heartbeat_minutes",
    "R25",
    "در صورتی که سرویس اوج غیر فعال باشد",
    "Minutes without a sign of life after which the state of an Owj Service is unknown.",
    WholeNumber(1, 100_000, "minutes"),
    30,
)
RELEASE_CALENDAR = Setting(
    "release_calendar",
    "R26",
    "نگارش های جدید فصلی",
    "Whose seasons the releases follow.",
    OneOf(tuple(CountingMonth)),
    CountingMonth.JALALI,
)
RELEASE_NOTICE_DAYS = Setting(
    "release_notice_days",
    "R26",
    "نگارش های جدید فصلی",
    "Days before a release on which the customers who will have it are told.",
    _DAYS,
    7,
)
REMOTE_INSTALLS = Setting(
    "remote_installs",
    "R27",
    "در مدت پشتیبانی 3 مرحله",
    "Remote installations in one period of warranty; unused ones lapse with it.",
    WholeNumber(0, 1000, "times"),
    3,
)
TRAINING_SESSIONS = Setting(
    "training_sessions",
    "R28",
    "یک جلسه آموزشی رایگان به مدت 2 ساعت",
    "Free training sessions in one period of warranty.",
    WholeNumber(0, 1000, "times"),
    1,
)
TRAINING_SESSION_MINUTES = Setting(
    "training_session_minutes",
    "R28",
    "به مدت 2 ساعت",
    "Length of a free training session.",
    WholeNumber(1, 1440, "minutes"),
    120,
)
EXTRAS_IN_FREE_YEAR = Setting(
    "extras_in_free_year",
    "R28",
    "آکادمی اوج",
    "Whether installations, training and academy belong to the first, free period too.",
    YesNo(),
    default=True,
)
PART_HOUR = Setting(
    "part_hour",
    "R52",
    "نفرساعت",
    "How a part of a person-hour is priced.",
    OneOf(tuple(PartHour)),
    PartHour.BY_MINUTE,
)
