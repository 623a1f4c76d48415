"""Who pays for worked minutes, and why: pure. Source: R25-R28, R52, R54."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from owj.kernel.promises.prices import PricedService


class ChargeReason(StrEnum):
    """Name why somebody pays, or why nobody does."""

    # A fault of the product is mended while the warranty runs (R25, R26).
    FAULT_COVERED = "fault_covered"
    # The free session of the period still has minutes (R28).
    FREE_TRAINING = "free_training"
    # The price of the project was agreed as a whole; its time is paid with it.
    AGREED_PRICE = "agreed_price"
    # No warranty was begun or kept: everything is charged (R25).
    NO_WARRANTY = "no_warranty"
    LAPSED = "lapsed"
    # The period's free minutes are used up (R28).
    TRAINING_USED_UP = "training_used_up"
    # Services of the price table are charged, with a warranty or without (R52, R54).
    PRICED = "priced"


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What a warranty says on the day of the work. training_left: in minutes.

    agreed_price: the work belongs to a project whose price was agreed.
    """

    begun: bool = False
    runs: bool = False
    training_left: int = 0
    is_fault: bool = False
    agreed_price: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the minutes, with who pays."""

    minutes: int
    covered: bool
    reason: ChargeReason


def judge_work(service: PricedService, minutes: int, facts: CoverFacts) -> tuple[Part, ...]:
    """Return the minutes in one part, or in two where a free grant ends within them.

    Source: R25, R28, R52, R54.
    """
    if facts.agreed_price:
        return (Part(minutes, True, ChargeReason.AGREED_PRICE),)
    if not facts.runs:
        reason = ChargeReason.LAPSED if facts.begun else ChargeReason.NO_WARRANTY
        return (Part(minutes, False, reason),)
    if facts.is_fault:
        return (Part(minutes, True, ChargeReason.FAULT_COVERED),)
    if service is not PricedService.TRAINING:
        return (Part(minutes, False, ChargeReason.PRICED),)
    free = min(minutes, max(facts.training_left, 0))
    parts = (
        Part(free, True, ChargeReason.FREE_TRAINING),
        Part(minutes - free, False, ChargeReason.TRAINING_USED_UP),
    )
    return tuple(one for one in parts if one.minutes)
