"""Late deliveries, told by rooms that know them: a claim can rest on each. Source: R30-R35, R47."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from owj.kernel.promises.claims import LateDays
from owj.kernel.promises.compensation import Proposal
from owj.packages.contracts.entity import Contract
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class LateItem:
    """One delivery that was or is late.

    item: its name in claims, for ever the same, "phase:12". title: as both parties know it.
    late: from the first late day on; the last is None while it is not delivered. proposal: what
    the rules give for the delay as it stands today.
    """

    item: str
    title: str
    late: LateDays
    proposal: Proposal

    @property
    def is_over(self) -> bool:
        """Return whether the delay has ended, so that its remedy is known."""
        return self.late.last is not None


class LateItemSource(Protocol):
    """Tells the late deliveries of a contract, whoever asks: the account decides who may."""

    def __call__(self, ctx: Context, contract: Contract) -> Sequence[LateItem]:
        """Return them in the order of their first late day."""
        ...


_sources: list[LateItemSource] = []


def register_late_items(source: LateItemSource) -> None:
    """Let a room tell of late deliveries; a second registration of the same changes nothing."""
    if source not in _sources:
        _sources.append(source)


def late_items(ctx: Context, contract: Contract) -> tuple[LateItem, ...]:
    """Return every late delivery of a contract that some room tells of."""
    return tuple(item for source in _sources for item in source(ctx, contract))


def late_item(ctx: Context, contract: Contract, item: str) -> LateItem | None:
    """Return one of them as it stands today."""
    return next((one for one in late_items(ctx, contract) if one.item == item), None)
