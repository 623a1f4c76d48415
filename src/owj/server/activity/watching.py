"""News for whoever has a record open: what its page shows of it is not what it is any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from owj.kernel.errors import OwjError
from owj.server.activity.around import Spot, find_spot
from owj.server.events import reacts_to
from owj.server.live.notify import notify_live
from owj.server.records.events import RecordsWritten
from owj.server.records.models import RecordChange

if TYPE_CHECKING:
    from owj.server.records.context import Context

WATCHED = "record"
# Of one write. Who imports or changes more at once is not watched record by record.
MOST_TOLD = 200


def topic_of(spot: Spot) -> str:
    """Return the topic that pages of a record listen to."""
    return f"record:{spot.entity_id}:{spot.record_id}"


def watched_topic(ctx: Context, asked: str) -> str:
    """Return the topic of a record that a page names as customer:12; empty when out of sight."""
    key, _, number = asked.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < len(str(2**63))):
        return ""
    try:
        return topic_of(find_spot(ctx, key, int(number))[0])
    except OwjError:
        return ""


def tell_watchers(spots: Iterable[Spot]) -> None:
    """Tell pages that have one of the records open, on commit."""
    notify_live((topic_of(one) for one in spots), WATCHED)


@reacts_to(RecordsWritten)
def tell_of_writes(event: RecordsWritten) -> None:
    """Tell who has a record open that its fields changed or that it went; new ones nobody has."""
    if event.action == RecordChange.Action.CREATED or len(event.done) > MOST_TOLD:
        return
    tell_watchers(Spot(event.entity.id, one[0]) for one in event.done)
