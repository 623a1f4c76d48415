"""Settings of compensation, exclusions and claims, with the source's words: R29-R49."""

from __future__ import annotations

from enum import StrEnum

from owj.kernel.sla.setting import Setting
from owj.kernel.sla.shapes import EachKey, Keyed, OneOf, SomeOf, WholeNumber, YesNo

_DAYS = WholeNumber(1, 3660, "days")
_HOURS = WholeNumber(0, 1000, "hours")
_PERCENT = WholeNumber(0, 100, "percent")


class Process(StrEnum):
    """Name what may be delivered late. The text promises no award for integration."""

    INSTALL = "install"
    TRAINING = "training"
    CUSTOMISATION = "customisation"
    INTEGRATION = "integration"


class DelayUnit(StrEnum):
    """Name the days that a delay is counted in. Source: R46."""

    CALENDAR = "calendar"
    WORKING = "working"


class TierMode(StrEnum):
    """Name which of the tiers that a delay reached are owed. Source: R32, R36."""

    HIGHEST = "highest"
    CUMULATIVE = "cumulative"


class RemedyOption(StrEnum):
    """Name what a month of missed tickets lets a customer choose from. Source: R39."""

    WEBINAR_SESSION = "webinar_session"
    RENEWAL_DISCOUNT = "renewal_discount"
    CONSULTING_DISCOUNT = "consulting_discount"
    ASSESSMENT_DISCOUNT = "assessment_discount"


class DiscountMode(StrEnum):
    """Name how several discounts on one invoice meet. Source: R41."""

    ADDITIVE = "additive"
    COMPOUND = "compound"


class Exclusion(StrEnum):
    """Name a reason of the customer's for which no compensation is owed. Source: R42.

    E8 and E10 deduct days instead: see `delays`.
    """

    E1 = "E1"
    E2 = "E2"
    E3 = "E3"
    E4 = "E4"
    E5 = "E5"
    E6 = "E6"
    E7 = "E7"
    E9 = "E9"


class ClaimAnchor(StrEnum):
    """Name the day from which the days of a claim count. Source: R47."""

    END = "end"
    START = "start"


COMMITTEE_QUORUM = Setting(
    "committee_quorum",
    "R29",
    "پس از بررسی کمیته فنی و نظارتی",
    "Members of the committee who must agree on a compensation.",
    WholeNumber(1, 99, "people"),
    1,
)
INSTALL_DAYS_PER_DAY = Setting(
    "install_days_per_day",
    "R30",
    "به ازای هر روز تاخیر",
    "Days of warranty for each day by which the installation was late.",
    WholeNumber(0, 100, "days"),
    1,
)
TRAINING_TIER_DAYS = Setting(
    "training_tier_days",
    "R31",
    "با تاخیر 7 روزه",
    "Days up to and with which a late training is a short delay.",
    _DAYS,
    7,
)
TRAINING_SESSIONS_OWED = Setting(
    "training_sessions_owed",
    "R31",
    "با تاخیر 7 روزه",
    "Free sessions for a short delay of a training.",
    WholeNumber(0, 1000, "times"),
    1,
)
TRAINING_VOUCHER_YEARS = Setting(
    "training_voucher_years",
    "R31",
    "به مدت یکسال",
    "Jalali years in which such a session may be used.",
    WholeNumber(1, 20, "years"),
    1,
)
ASSESSMENT_HOURS_OWED = Setting(
    "assessment_hours_owed",
    "R32",
    "سرویس ارزیابی",
    "Hours of assessment and consulting for a long delay of a training.",
    _HOURS,
    1,
)
CUSTOMISATION_FIRST_DAYS = Setting(
    "customisation_first_days",
    "R33",
    "این تاخیر بازه 20 روز کاری باشد",
    "Working days up to and with which a late customisation is a short delay.",
    _DAYS,
    20,
)
CUSTOMISATION_FIRST_HOURS = Setting(
    "customisation_first_hours",
    "R33",
    "این تاخیر بازه 20 روز کاری باشد",
    "Hours of the CRM manager for a short delay of a customisation.",
    _HOURS,
    1,
)
CUSTOMISATION_SECOND_DAYS = Setting(
    "customisation_second_days",
    "R34",
    "سفارشی سازی",
    "Working days up to and with which a late customisation is a longer delay.",
    _DAYS,
    30,
)
CUSTOMISATION_SECOND_HOURS = Setting(
    "customisation_second_hours",
    "R34",
    "مدیر CRM",
    "Hours of the CRM manager for a longer delay of a customisation.",
    _HOURS,
    2,
)
CUSTOMISATION_DISCOUNT = Setting(
    "customisation_discount",
    "R35",
    "تمدید",
    "Discount on the renewal for the longest delay of a customisation.",
    _PERCENT,
    20,
)
TIER_MODE = Setting(
    "tier_mode",
    "R32, R36",
    "",
    "Which of the tiers that a delay has reached are owed.",
    OneOf(tuple(TierMode)),
    TierMode.HIGHEST,
)
DISCOUNT_LAPSES = Setting(
    "discount_lapses",
    "R36",
    "",
    "Whether a discount lapses when the next renewal is not made.",
    YesNo(),
    default=True,
)
REMEDY_OPTIONS = Setting(
    "remedy_options",
    "R39",
    "جبران خسارت",
    "What a customer may choose from for a month of missed tickets.",
    SomeOf(tuple(RemedyOption)),
    frozenset(RemedyOption),
)
REMEDY_WEBINARS = Setting(
    "remedy_webinars",
    "R39",
    "وبینار",
    "Webinar sessions, if that is chosen.",
    WholeNumber(1, 1000, "times"),
    1,
)
REMEDY_RENEWAL_PERCENT = Setting(
    "remedy_renewal_percent",
    "R39",
    "تمدید",
    "Discount on the yearly renewal, if that is chosen.",
    _PERCENT,
    5,
)
REMEDY_CONSULTING_PERCENT = Setting(
    "remedy_consulting_percent",
    "R39",
    "مشاوره",
    "Discount on one consulting session, if that is chosen.",
    _PERCENT,
    15,
)
REMEDY_ASSESSMENT_PERCENT = Setting(
    "remedy_assessment_percent",
    "R39",
    "سرویس ارزیابی",
    "Discount on the monthly assessment service, if that is chosen.",
    _PERCENT,
    13,
)
DISCOUNT_CAP = Setting(
    "discount_cap",
    "R41",
    "",
    "Most that discounts on one renewal may come to.",
    _PERCENT,
    100,
)
DISCOUNT_MODE = Setting(
    "discount_mode",
    "R41",
    "",
    "How several discounts on one renewal meet.",
    OneOf(tuple(DiscountMode)),
    DiscountMode.ADDITIVE,
)
_ALL = frozenset(Process)
EXCLUSION_SCOPE = Setting(
    "exclusion_scope",
    "R43",
    "",
    "Which processes each exclusion bars from compensation.",
    EachKey(tuple(Exclusion), SomeOf(tuple(Process))),
    Keyed(
        (
            (Exclusion.E1, _ALL),
            (Exclusion.E2, frozenset({Process.INSTALL})),
            (Exclusion.E3, frozenset({Process.INSTALL})),
            (Exclusion.E4, frozenset({Process.INSTALL})),
            (Exclusion.E5, frozenset({Process.TRAINING})),
            (Exclusion.E6, _ALL),
            (Exclusion.E7, frozenset({Process.INTEGRATION})),
            (Exclusion.E9, _ALL),
        )
    ),
)
DELAY_UNITS = Setting(
    "delay_units",
    "R46",
    "روز کاری",
    "The days that the delay of each process is counted in.",
    EachKey(tuple(Process), OneOf(tuple(DelayUnit))),
    Keyed(
        (
            (Process.INSTALL, DelayUnit.CALENDAR),
            (Process.TRAINING, DelayUnit.CALENDAR),
            (Process.CUSTOMISATION, DelayUnit.WORKING),
            (Process.INTEGRATION, DelayUnit.WORKING),
        )
    ),
)
CLAIM_ANCHOR = Setting(
    "claim_anchor",
    "R47",
    "حداکثر ظرف مدت 7 روز",
    "From which day of a delay the days of its claim count.",
    OneOf(tuple(ClaimAnchor)),
    ClaimAnchor.END,
)
CLAIM_RESULT_DAYS = Setting(
    "claim_result_days",
    "R49",
    "حداکثر تا 7 روز بعد از دریافت تیکت",
    "Calendar days to the result of a claim.",
    WholeNumber(1, 366, "days"),
    7,
)
