"""Every reading of the agreement's text as a setting, with its rule and the source's words.

A setting's default is what rules.md recommends, so the shipped agreement is all defaults.
"""

from __future__ import annotations

from enum import StrEnum

from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import EventKind
from owj.kernel.sla.setting import Setting
from owj.kernel.sla.shapes import (
    ByPriority,
    EachPriority,
    Key,
    NumberOrNone,
    OneOf,
    SomeOf,
    WholeNumber,
    YesNo,
)

_MINUTES = WholeNumber(1, 100_000, "minutes")


class Role(StrEnum):
    """Name who decides or is told."""

    PROJECT_MANAGER = "project_manager"
    ASSIGNEE = "assignee"
    AGENT = "agent"
    ADMIN = "admin"


class FollowupKind(StrEnum):
    """Name what complete follow-up means for a priority. Source: R10, R11."""

    SAME_DAY = "same_day"
    ANNOUNCE = "announce"
    ANNOUNCE_OR_REJECT = "announce_or_reject"


class SameDayAnchor(StrEnum):
    """Name whose working day is "the same day". Source: R10."""

    RESPONSE_DUE = "response_due"
    EFFECTIVE_START = "effective_start"
    ARRIVAL = "arrival"


class Reannouncement(StrEnum):
    """Name which announced date is the deadline. Source: R11."""

    LATEST = "latest"
    FIRST = "first"


class ReaimFrom(StrEnum):
    """Name from when a changed priority counts. Source: R6, R12."""

    ORIGINAL_START = "original_start"
    CHANGE = "change"


class Retroactivity(StrEnum):
    """Name which clocks a closure declared later may move. Source: R50."""

    RUNNING = "running"
    NONE = "none"


class CallbackClock(StrEnum):
    """Name the time that the call-back promise counts in. Source: R20."""

    PHONE_CALENDAR = "phone_calendar"
    WALL = "wall"


class NoKey(StrEnum):
    """Name what a caller gets who presses nothing at the offer. Source: R19."""

    ABANDONED = "abandoned"
    CALLBACK = "callback"


class WithheldNumber(StrEnum):
    """Name what happens when * is pressed and the number is hidden. Source: R19."""

    ASK_DIGITS = "ask_digits"
    REFUSE = "refuse"


class CountingMonth(StrEnum):
    """Name the calendar whose months are counted. Source: R40."""

    JALALI = "jalali"
    GREGORIAN = "gregorian"


TICKET_CALENDAR = Setting(
    "ticket_calendar",
    "R1",
    "شنبه تا چهارشنبه ساعت 8:30 الی 17 … پنج شنبه 8:30 الی 14",
    "The calendar that ticket clocks count on.",
    Key(),
    "ticket",
)
PRIORITY_DECIDED_BY = Setting(
    "priority_decided_by",
    "R6",
    "با توجه به تشخیص مدیر پروژه",
    "Who sets the priority; customers only propose one.",
    OneOf((Role.PROJECT_MANAGER, Role.AGENT, Role.ADMIN)),
    Role.PROJECT_MANAGER,
)
FIRST_RESPONSE_MINUTES = Setting(
    "first_response_minutes",
    "R7",
    "پاسخ اولیه",
    "Working minutes to the first response.",
    EachPriority(_MINUTES),
    ByPriority(15, 20, 30, 30),
)
FIRST_RESPONSE_EVENTS = Setting(
    "first_response_events",
    "R9",
    "",
    "What a first response is.",
    SomeOf(
        (
            EventKind.PUBLIC_REPLY,
            EventKind.CALL_LOGGED,
            EventKind.AUTO_REPLY,
            EventKind.DATE_ANNOUNCED,
            EventKind.RESOLVED,
            EventKind.REJECTED,
        )
    ),
    frozenset({EventKind.PUBLIC_REPLY, EventKind.CALL_LOGGED}),
)
FOLLOWUP_KINDS = Setting(
    "followup_kinds",
    "R10, R11",
    "روز جاری؛ بررسی و اعلام زمان؛ یا رد درخواست",
    "What complete follow-up means.",
    EachPriority(OneOf(tuple(FollowupKind))),
    ByPriority(
        FollowupKind.SAME_DAY,
        FollowupKind.SAME_DAY,
        FollowupKind.ANNOUNCE,
        FollowupKind.ANNOUNCE_OR_REJECT,
    ),
)
SAME_DAY_ANCHOR = Setting(
    "same_day_anchor",
    "R10",
    "روز جاری",
    "Whose working day is the same day.",
    OneOf(tuple(SameDayAnchor)),
    SameDayAnchor.RESPONSE_DUE,
)
FOLLOWUP_DONE_EVENTS = Setting(
    "followup_done_events",
    "R10",
    "پیگیری کامل",
    "What completes follow-up.",
    SomeOf((EventKind.RESOLVED, EventKind.FIX_ACCEPTED, EventKind.CLOSED, EventKind.CONFIRMED)),
    frozenset({EventKind.RESOLVED, EventKind.FIX_ACCEPTED, EventKind.CLOSED, EventKind.CONFIRMED}),
)
ANNOUNCE_WITHIN_MINUTES = Setting(
    "announce_within_minutes",
    "R11",
    "بررسی و اعلام زمان",
    "Working minutes to the announcement of a date; none: no limit.",
    NumberOrNone(_MINUTES),
    None,
)
REANNOUNCEMENT = Setting(
    "reannouncement",
    "R11",
    "بررسی و اعلام زمان",
    "Which announced date is the deadline when several were announced.",
    OneOf(tuple(Reannouncement)),
    Reannouncement.LATEST,
)
PAUSE_FOLLOWUP = Setting(
    "pause_followup",
    "R12",
    "",
    "Whether the promised follow-up clock stands while the customer is asked.",
    YesNo(),
    default=False,
)
PAUSE_INTERNAL = Setting(
    "pause_internal",
    "R12",
    "",
    "Whether the internal follow-up clock stands while the customer is asked.",
    YesNo(),
    default=True,
)
REAIM_FROM = Setting(
    "reaim_from",
    "R12",
    "",
    "From when the targets of a changed priority count.",
    OneOf(tuple(ReaimFrom)),
    ReaimFrom.ORIGINAL_START,
)
P0_NOTIFIED_ROLES = Setting(
    "p0_notified_roles",
    "R14",
    "بلافاصله تیکت خارج از اولویت با اولویت P0 پیگیری میشود",
    "Who is told when a ticket becomes P0.",
    SomeOf(tuple(Role)),
    frozenset({Role.PROJECT_MANAGER, Role.ASSIGNEE}),
)
P0_DELAY_BOUND_S = Setting(
    "p0_delay_bound_s",
    "R14",
    "بلافاصله",
    "Seconds within which a broken ticket must be P0.",
    WholeNumber(1, 3600, "seconds"),
    60,
)
P0_MINUTES = Setting(
    "p0_minutes",
    "R15",
    "",
    "Working minutes to the alarm of a P0 ticket.",
    _MINUTES,
    15,
)
P0_REPEAT_ALARM = Setting(
    "p0_repeat_alarm",
    "R15",
    "",
    "Whether the alarm of a P0 ticket repeats until a person answers.",
    YesNo(),
    default=True,
)
NEAR_RESPONSE_MINUTES = Setting(
    "near_response_minutes",
    "R7",
    "",
    "Working minutes before a first response is due from which it is shown as near.",
    _MINUTES,
    5,
)
NEAR_FOLLOWUP_MINUTES = Setting(
    "near_followup_minutes",
    "R10, R11",
    "",
    "Working minutes before a follow-up is due from which it is shown as near.",
    _MINUTES,
    60,
)
PHONE_CALENDAR = Setting(
    "phone_calendar",
    "R16",
    "8:30 الی 14 و 14:45 الی 17",
    "The calendar that the phone line keeps.",
    Key(),
    "phone",
)
QUEUE_WAIT_S = Setting(
    "queue_wait_s",
    "R18",
    "1:20 ثانیه",
    "Seconds in the queue before the call-back offer plays.",
    WholeNumber(1, 3600, "seconds"),
    80,
)
NO_KEY = Setting(
    "no_key",
    "R19",
    "کلید # ثبت اتمام تماس",
    "What a caller gets who presses no key at the offer.",
    OneOf(tuple(NoKey)),
    NoKey.ABANDONED,
)
WITHHELD_NUMBER = Setting(
    "withheld_number",
    "R19",
    "کلید * (ستاره)",
    "What happens when a caller with a hidden number asks for a call-back.",
    OneOf(tuple(WithheldNumber)),
    WithheldNumber.ASK_DIGITS,
)
CALLBACK_MINUTES = Setting(
    "callback_minutes",
    "R20",
    "نهایتا تا 60 دقیقه ی بعد",
    "Minutes to the call-back.",
    _MINUTES,
    60,
)
CALLBACK_CLOCK = Setting(
    "callback_clock",
    "R20",
    "نهایتا تا 60 دقیقه ی بعد",
    "Whether the call-back counts on the phone calendar or on the wall clock.",
    OneOf(tuple(CallbackClock)),
    CallbackClock.PHONE_CALENDAR,
)
COUNTED_BREACHES = Setting(
    "counted_breaches",
    "R37",
    "تیکت های پیگیری نشده در زمان مقرر",
    "Which broken promises count in the month.",
    SomeOf(tuple(Promise)),
    frozenset({Promise.FIRST_RESPONSE, Promise.FOLLOWUP}),
)
MISSES_FOR_REMEDY = Setting(
    "misses_for_remedy",
    "R38",
    "به عدد 5 برسد",
    "Missed tickets in a month that give one remedy.",
    WholeNumber(1, 1000, "tickets"),
    5,
)
REMEDY_PER_MULTIPLE = Setting(
    "remedy_per_multiple",
    "R38",
    "به عدد 5 برسد",
    "Whether every further multiple gives another remedy.",
    YesNo(),
    default=False,
)
COUNTING_MONTH = Setting(
    "counting_month",
    "R40",
    "در ماه",
    "Whose months are counted.",
    OneOf(tuple(CountingMonth)),
    CountingMonth.JALALI,
)
CLAIM_DAYS = Setting(
    "claim_days",
    "R47",
    "حداکثر ظرف مدت 7 روز",
    "Calendar days in which a remedy may be claimed.",
    WholeNumber(1, 366, "days"),
    7,
)
RETROACTIVE_RELIEF = Setting(
    "retroactive_relief",
    "R50",
    "تغییرات آتی در توافقنامه",
    "Whether a closure declared after the breach takes an open ticket out of the count.",
    YesNo(),
    default=True,
)
RETROACTIVITY = Setting(
    "retroactivity",
    "R50",
    "تغییرات آتی در توافقنامه",
    "Which deadlines a closure declared later may move, later only.",
    OneOf(tuple(Retroactivity)),
    Retroactivity.RUNNING,
)
