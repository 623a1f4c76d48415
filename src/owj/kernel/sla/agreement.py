"""A service level agreement as versioned data. Source: R50."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, Protocol, TypeVar

from owj.kernel.errors import InvalidInput
from owj.kernel.sla import remedy_settings as r
from owj.kernel.sla import settings as s
from owj.kernel.sla import warranty_settings as w
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import EventKind, Priority
from owj.kernel.sla.setting import AgreementField
from owj.kernel.sla.shapes import ByPriority, JsonValue, Keyed, refuse

__all__ = [
    "AGREEMENT_FIELDS",
    "SHIPPED_AGREEMENT",
    "Agreement",
    "Priority",
    "propose_priority",
    "version_in_force",
]

AGREEMENT_FIELDS: tuple[AgreementField, ...] = (
    s.TICKET_CALENDAR,
    s.PRIORITY_DECIDED_BY,
    s.FIRST_RESPONSE_MINUTES,
    s.FIRST_RESPONSE_EVENTS,
    s.FOLLOWUP_KINDS,
    s.SAME_DAY_ANCHOR,
    s.FOLLOWUP_DONE_EVENTS,
    s.ANNOUNCE_WITHIN_MINUTES,
    s.REANNOUNCEMENT,
    s.PAUSE_FOLLOWUP,
    s.PAUSE_INTERNAL,
    s.REAIM_FROM,
    s.P0_NOTIFIED_ROLES,
    s.P0_DELAY_BOUND_S,
    s.P0_MINUTES,
    s.P0_REPEAT_ALARM,
    s.NEAR_RESPONSE_MINUTES,
    s.NEAR_FOLLOWUP_MINUTES,
    s.PHONE_CALENDAR,
    s.QUEUE_WAIT_S,
    s.NO_KEY,
    s.WITHHELD_NUMBER,
    s.CALLBACK_MINUTES,
    s.CALLBACK_CLOCK,
    w.WARRANTY_YEARS,
    w.GRACE_DAYS,
    w.RENEWAL_REMINDERS,
    w.RENEWAL_PERCENT,
    w.RENEWAL_VALUE,
    w.RENEWAL_AFTER_LAPSE,
    w.WITHOUT_WARRANTY,
    w.REMOTE_IF_INACTIVE,
    w.OPEN_BEFORE_DELIVERY,
    w.HEARTBEAT_MINUTES,
    w.RELEASE_CALENDAR,
    w.RELEASE_NOTICE_DAYS,
    w.REMOTE_INSTALLS,
    w.TRAINING_SESSIONS,
    w.TRAINING_SESSION_MINUTES,
    w.EXTRAS_IN_FREE_YEAR,
    r.COMMITTEE_QUORUM,
    r.INSTALL_DAYS_PER_DAY,
    r.TRAINING_TIER_DAYS,
    r.TRAINING_SESSIONS_OWED,
    r.TRAINING_VOUCHER_YEARS,
    r.ASSESSMENT_HOURS_OWED,
    r.CUSTOMISATION_FIRST_DAYS,
    r.CUSTOMISATION_FIRST_HOURS,
    r.CUSTOMISATION_SECOND_DAYS,
    r.CUSTOMISATION_SECOND_HOURS,
    r.CUSTOMISATION_DISCOUNT,
    r.TIER_MODE,
    r.DISCOUNT_LAPSES,
    s.COUNTED_BREACHES,
    s.MISSES_FOR_REMEDY,
    s.REMEDY_PER_MULTIPLE,
    s.COUNTING_MONTH,
    r.REMEDY_OPTIONS,
    r.REMEDY_WEBINARS,
    r.REMEDY_RENEWAL_PERCENT,
    r.REMEDY_CONSULTING_PERCENT,
    r.REMEDY_ASSESSMENT_PERCENT,
    r.DISCOUNT_CAP,
    r.DISCOUNT_MODE,
    r.EXCLUSION_SCOPE,
    r.DELAY_UNITS,
    s.CLAIM_DAYS,
    r.CLAIM_ANCHOR,
    r.CLAIM_RESULT_DAYS,
    s.RETROACTIVE_RELIEF,
    s.RETROACTIVITY,
    w.PART_HOUR,
)

_IDENTITY = ("id", "label", "effective_from")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hold one version of an agreement; what each setting means is in the settings modules.

    id: of this version, such as "1400-1". effective_from: aware.
    """

    id: str
    label: str
    effective_from: datetime
    ticket_calendar: str = s.TICKET_CALENDAR.default
    priority_decided_by: s.Role = s.PRIORITY_DECIDED_BY.default
    first_response_minutes: ByPriority[int] = s.FIRST_RESPONSE_MINUTES.default
    first_response_events: frozenset[EventKind] = s.FIRST_RESPONSE_EVENTS.default
    followup_kinds: ByPriority[s.FollowupKind] = s.FOLLOWUP_KINDS.default
    same_day_anchor: s.SameDayAnchor = s.SAME_DAY_ANCHOR.default
    followup_done_events: frozenset[EventKind] = s.FOLLOWUP_DONE_EVENTS.default
    announce_within_minutes: int | None = s.ANNOUNCE_WITHIN_MINUTES.default
    reannouncement: s.Reannouncement = s.REANNOUNCEMENT.default
    pause_followup: bool = s.PAUSE_FOLLOWUP.default
    pause_internal: bool = s.PAUSE_INTERNAL.default
    reaim_from: s.ReaimFrom = s.REAIM_FROM.default
    p0_notified_roles: frozenset[s.Role] = s.P0_NOTIFIED_ROLES.default
    p0_delay_bound_s: int = s.P0_DELAY_BOUND_S.default
    p0_minutes: int = s.P0_MINUTES.default
    p0_repeat_alarm: bool = s.P0_REPEAT_ALARM.default
    near_response_minutes: int = s.NEAR_RESPONSE_MINUTES.default
    near_followup_minutes: int = s.NEAR_FOLLOWUP_MINUTES.default
    phone_calendar: str = s.PHONE_CALENDAR.default
    queue_wait_s: int = s.QUEUE_WAIT_S.default
    no_key: s.NoKey = s.NO_KEY.default
    withheld_number: s.WithheldNumber = s.WITHHELD_NUMBER.default
    callback_minutes: int = s.CALLBACK_MINUTES.default
    callback_clock: s.CallbackClock = s.CALLBACK_CLOCK.default
    warranty_years: int = w.WARRANTY_YEARS.default
    grace_days: int = w.GRACE_DAYS.default
    renewal_reminders: tuple[int, ...] = w.RENEWAL_REMINDERS.default
    renewal_percent: int = w.RENEWAL_PERCENT.default
    renewal_value: w.ValueSource = w.RENEWAL_VALUE.default
    renewal_after_lapse: w.AfterLapse = w.RENEWAL_AFTER_LAPSE.default
    without_warranty: frozenset[w.Service] = w.WITHOUT_WARRANTY.default
    remote_if_inactive: bool = w.REMOTE_IF_INACTIVE.default
    open_before_delivery: bool = w.OPEN_BEFORE_DELIVERY.default
    heartbeat_minutes: int = w.HEARTBEAT_MINUTES.default
    release_calendar: s.CountingMonth = w.RELEASE_CALENDAR.default
    release_notice_days: int = w.RELEASE_NOTICE_DAYS.default
    remote_installs: int = w.REMOTE_INSTALLS.default
    training_sessions: int = w.TRAINING_SESSIONS.default
    training_session_minutes: int = w.TRAINING_SESSION_MINUTES.default
    extras_in_free_year: bool = w.EXTRAS_IN_FREE_YEAR.default
    committee_quorum: int = r.COMMITTEE_QUORUM.default
    install_days_per_day: int = r.INSTALL_DAYS_PER_DAY.default
    training_tier_days: int = r.TRAINING_TIER_DAYS.default
    training_sessions_owed: int = r.TRAINING_SESSIONS_OWED.default
    training_voucher_years: int = r.TRAINING_VOUCHER_YEARS.default
    assessment_hours_owed: int = r.ASSESSMENT_HOURS_OWED.default
    customisation_first_days: int = r.CUSTOMISATION_FIRST_DAYS.default
    customisation_first_hours: int = r.CUSTOMISATION_FIRST_HOURS.default
    customisation_second_days: int = r.CUSTOMISATION_SECOND_DAYS.default
    customisation_second_hours: int = r.CUSTOMISATION_SECOND_HOURS.default
    customisation_discount: int = r.CUSTOMISATION_DISCOUNT.default
    tier_mode: r.TierMode = r.TIER_MODE.default
    discount_lapses: bool = r.DISCOUNT_LAPSES.default
    counted_breaches: frozenset[Promise] = s.COUNTED_BREACHES.default
    misses_for_remedy: int = s.MISSES_FOR_REMEDY.default
    remedy_per_multiple: bool = s.REMEDY_PER_MULTIPLE.default
    counting_month: s.CountingMonth = s.COUNTING_MONTH.default
    remedy_options: frozenset[r.RemedyOption] = r.REMEDY_OPTIONS.default
    remedy_webinars: int = r.REMEDY_WEBINARS.default
    remedy_renewal_percent: int = r.REMEDY_RENEWAL_PERCENT.default
    remedy_consulting_percent: int = r.REMEDY_CONSULTING_PERCENT.default
    remedy_assessment_percent: int = r.REMEDY_ASSESSMENT_PERCENT.default
    discount_cap: int = r.DISCOUNT_CAP.default
    discount_mode: r.DiscountMode = r.DISCOUNT_MODE.default
    exclusion_scope: Keyed[r.Exclusion, frozenset[r.Process]] = r.EXCLUSION_SCOPE.default
    delay_units: Keyed[r.Process, r.DelayUnit] = r.DELAY_UNITS.default
    claim_days: int = s.CLAIM_DAYS.default
    claim_anchor: r.ClaimAnchor = r.CLAIM_ANCHOR.default
    claim_result_days: int = r.CLAIM_RESULT_DAYS.default
    retroactive_relief: bool = s.RETROACTIVE_RELIEF.default
    retroactivity: s.Retroactivity = s.RETROACTIVITY.default
    part_hour: w.PartHour = w.PART_HOUR.default

    def __post_init__(self) -> None:
        first, second = self.customisation_first_days, self.customisation_second_days
        if second <= first:
            raise refuse("customisation_second_days", f"more than {first} days", second)

    def as_internal(self) -> Agreement:
        """Return the internal reading: its follow-up clock may pause where the promise may not."""
        return replace(self, pause_followup=self.pause_internal)

    def to_json(self) -> dict[str, JsonValue]:
        """Return plain JSON that `from_json` reads back to an equal agreement."""
        head: dict[str, JsonValue] = {
            "id": self.id,
            "label": self.label,
            "effective_from": self.effective_from.isoformat(),
        }
        return head | {field.name: field.json_of(self) for field in AGREEMENT_FIELDS}

    @classmethod
    def from_json(cls, data: object) -> Agreement:
        """Return the agreement; settings that are left out have their default.

        Raises: SettingRejected for an unknown key, a wrong type or a value out of range.
        """
        given = _object_of(data)
        read = cls(
            id=_text(given, "id"),
            label=_text(given, "label"),
            effective_from=_instant(given, "effective_from"),
            ticket_calendar=s.TICKET_CALENDAR.read(given),
            priority_decided_by=s.PRIORITY_DECIDED_BY.read(given),
            first_response_minutes=s.FIRST_RESPONSE_MINUTES.read(given),
            first_response_events=s.FIRST_RESPONSE_EVENTS.read(given),
            followup_kinds=s.FOLLOWUP_KINDS.read(given),
            same_day_anchor=s.SAME_DAY_ANCHOR.read(given),
            followup_done_events=s.FOLLOWUP_DONE_EVENTS.read(given),
            announce_within_minutes=s.ANNOUNCE_WITHIN_MINUTES.read(given),
            reannouncement=s.REANNOUNCEMENT.read(given),
            pause_followup=s.PAUSE_FOLLOWUP.read(given),
            pause_internal=s.PAUSE_INTERNAL.read(given),
            reaim_from=s.REAIM_FROM.read(given),
            p0_notified_roles=s.P0_NOTIFIED_ROLES.read(given),
            p0_delay_bound_s=s.P0_DELAY_BOUND_S.read(given),
            p0_minutes=s.P0_MINUTES.read(given),
            p0_repeat_alarm=s.P0_REPEAT_ALARM.read(given),
            near_response_minutes=s.NEAR_RESPONSE_MINUTES.read(given),
            near_followup_minutes=s.NEAR_FOLLOWUP_MINUTES.read(given),
            phone_calendar=s.PHONE_CALENDAR.read(given),
            queue_wait_s=s.QUEUE_WAIT_S.read(given),
            no_key=s.NO_KEY.read(given),
            withheld_number=s.WITHHELD_NUMBER.read(given),
            callback_minutes=s.CALLBACK_MINUTES.read(given),
            callback_clock=s.CALLBACK_CLOCK.read(given),
            counted_breaches=s.COUNTED_BREACHES.read(given),
            misses_for_remedy=s.MISSES_FOR_REMEDY.read(given),
            remedy_per_multiple=s.REMEDY_PER_MULTIPLE.read(given),
            counting_month=s.COUNTING_MONTH.read(given),
            claim_days=s.CLAIM_DAYS.read(given),
            retroactive_relief=s.RETROACTIVE_RELIEF.read(given),
            retroactivity=s.RETROACTIVITY.read(given),
        )
        return _with_remedies(_with_warranty(read, given), given)


def _object_of(data: object) -> Mapping[str, JsonValue]:
    if not isinstance(data, Mapping):
        raise refuse("agreement", "an object", data)
    known = {*_IDENTITY, *(field.name for field in AGREEMENT_FIELDS)}
    for name in data:
        if name not in known:
            raise refuse(repr(name), f"one of the keys {', '.join(sorted(known))}", name)
    return data


def _with_warranty(agreement: Agreement, given: Mapping[str, JsonValue]) -> Agreement:
    return replace(
        agreement,
        warranty_years=w.WARRANTY_YEARS.read(given),
        grace_days=w.GRACE_DAYS.read(given),
        renewal_reminders=w.RENEWAL_REMINDERS.read(given),
        renewal_percent=w.RENEWAL_PERCENT.read(given),
        renewal_value=w.RENEWAL_VALUE.read(given),
        renewal_after_lapse=w.RENEWAL_AFTER_LAPSE.read(given),
        without_warranty=w.WITHOUT_WARRANTY.read(given),
        remote_if_inactive=w.REMOTE_IF_INACTIVE.read(given),
        open_before_delivery=w.OPEN_BEFORE_DELIVERY.read(given),
        heartbeat_minutes=w.HEARTBEAT_MINUTES.read(given),
        release_calendar=w.RELEASE_CALENDAR.read(given),
        release_notice_days=w.RELEASE_NOTICE_DAYS.read(given),
        remote_installs=w.REMOTE_INSTALLS.read(given),
        training_sessions=w.TRAINING_SESSIONS.read(given),
        training_session_minutes=w.TRAINING_SESSION_MINUTES.read(given),
        extras_in_free_year=w.EXTRAS_IN_FREE_YEAR.read(given),
        part_hour=w.PART_HOUR.read(given),
    )


def _with_remedies(agreement: Agreement, given: Mapping[str, JsonValue]) -> Agreement:
    return replace(
        agreement,
        committee_quorum=r.COMMITTEE_QUORUM.read(given),
        install_days_per_day=r.INSTALL_DAYS_PER_DAY.read(given),
        training_tier_days=r.TRAINING_TIER_DAYS.read(given),
        training_sessions_owed=r.TRAINING_SESSIONS_OWED.read(given),
        training_voucher_years=r.TRAINING_VOUCHER_YEARS.read(given),
        assessment_hours_owed=r.ASSESSMENT_HOURS_OWED.read(given),
        customisation_first_days=r.CUSTOMISATION_FIRST_DAYS.read(given),
        customisation_first_hours=r.CUSTOMISATION_FIRST_HOURS.read(given),
        customisation_second_days=r.CUSTOMISATION_SECOND_DAYS.read(given),
        customisation_second_hours=r.CUSTOMISATION_SECOND_HOURS.read(given),
        customisation_discount=r.CUSTOMISATION_DISCOUNT.read(given),
        tier_mode=r.TIER_MODE.read(given),
        discount_lapses=r.DISCOUNT_LAPSES.read(given),
        remedy_options=r.REMEDY_OPTIONS.read(given),
        remedy_webinars=r.REMEDY_WEBINARS.read(given),
        remedy_renewal_percent=r.REMEDY_RENEWAL_PERCENT.read(given),
        remedy_consulting_percent=r.REMEDY_CONSULTING_PERCENT.read(given),
        remedy_assessment_percent=r.REMEDY_ASSESSMENT_PERCENT.read(given),
        discount_cap=r.DISCOUNT_CAP.read(given),
        discount_mode=r.DISCOUNT_MODE.read(given),
        exclusion_scope=r.EXCLUSION_SCOPE.read(given),
        delay_units=r.DELAY_UNITS.read(given),
        claim_anchor=r.CLAIM_ANCHOR.read(given),
        claim_result_days=r.CLAIM_RESULT_DAYS.read(given),
    )


def _text(data: Mapping[str, JsonValue], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip():
        raise refuse(name, "a text", value)
    return value


def _instant(data: Mapping[str, JsonValue], name: str) -> datetime:
    value = data.get(name)
    expected = "an instant such as 2021-03-21T00:00:00+03:30"
    if not isinstance(value, str):
        raise refuse(name, expected, value)
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise refuse(name, expected, value) from None
    if at.tzinfo is None:
        raise refuse(name, f"{expected}, with its offset", value)
    return at


SHIPPED_AGREEMENT = Agreement(
    id="1400-1",
    label="توافقنامه سطح خدمات",
    # 1 Farvardin 1400, 00:00 in Tehran: the source's year. Older tickets are judged by it too.
    effective_from=datetime(2021, 3, 20, 20, 30, tzinfo=UTC),
)


class Versioned(Protocol):
    """Anything that is in force from an instant on."""

    @property
    def effective_from(self) -> datetime:
        """Return the first instant it is in force."""


V = TypeVar("V", bound=Versioned)


def version_in_force(versions: Iterable[V], at: datetime) -> V | None:
    """Return the version that judges what starts at `at`; None before the first.

    Of two that begin at one instant, the one given later. Source: R50.
    """
    chosen: V | None = None
    for version in versions:
        if version.effective_from > at:
            continue
        if chosen is None or version.effective_from >= chosen.effective_from:
            chosen = version
    return chosen


def propose_priority(
    *, is_bug: bool, blocks_use: bool, customer_importance: Literal["high", "low"]
) -> Priority:
    """Return the class that the customer's facts propose. Source: R5.

    Raises: InvalidInput for another importance.
    """
    if customer_importance not in {"high", "low"}:
        raise InvalidInput(
            field="customer_importance", expected="high or low", got=customer_importance
        )
    if is_bug:
        return Priority.CRITICAL if blocks_use else Priority.HIGH
    return Priority.MEDIUM if customer_importance == "high" else Priority.LOW
