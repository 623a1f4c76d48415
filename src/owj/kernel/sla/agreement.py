"""A service level agreement as versioned data. Source: R50."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, Protocol, TypeVar

from owj.kernel.errors import InvalidInput
from owj.kernel.sla import settings as s
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import EventKind, Priority
from owj.kernel.sla.setting import AgreementField
from owj.kernel.sla.shapes import ByPriority, JsonValue, refuse

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
    s.COUNTED_BREACHES,
    s.MISSES_FOR_REMEDY,
    s.REMEDY_PER_MULTIPLE,
    s.COUNTING_MONTH,
    s.CLAIM_DAYS,
    s.RETROACTIVE_RELIEF,
    s.RETROACTIVITY,
)

_IDENTITY = ("id", "label", "effective_from")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hold one version of an agreement; what each setting means is in settings.py.

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
    counted_breaches: frozenset[Promise] = s.COUNTED_BREACHES.default
    misses_for_remedy: int = s.MISSES_FOR_REMEDY.default
    remedy_per_multiple: bool = s.REMEDY_PER_MULTIPLE.default
    counting_month: s.CountingMonth = s.COUNTING_MONTH.default
    claim_days: int = s.CLAIM_DAYS.default
    retroactive_relief: bool = s.RETROACTIVE_RELIEF.default
    retroactivity: s.Retroactivity = s.RETROACTIVITY.default

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
        return cls(
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


def _object_of(data: object) -> Mapping[str, JsonValue]:
    if not isinstance(data, Mapping):
        raise refuse("agreement", "an object", data)
    known = {*_IDENTITY, *(field.name for field in AGREEMENT_FIELDS)}
    for name in data:
        if name not in known:
            raise refuse(repr(name), f"one of the keys {', '.join(sorted(known))}", name)
    return data


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
