"""What may be wrong with a calendar or an agreement somebody publishes."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotFound


class UnknownAgreement(NotFound):
    """Say that no version of this agreement was in force at the instant asked for."""

    code = "agreement.unknown"
    message = "No version of the agreement “%(key)s” was in force at %(at)s."


class UnknownCalendar(NotFound):
    """Say that a calendar of this key was never published."""

    code = "calendar.unknown"
    message = "There is no calendar “%(key)s”. Publish it before an agreement names it."


class BackdatedRevision(InvalidInput):
    """Say that a revision would lie before the one it replaces (R50)."""

    code = "calendar.backdated"
    message = "A calendar can be revised from %(after)s on; %(got)s is earlier."


class NothingPromised(Conflict):
    """Say that a record has no events yet, so nothing can be computed from them."""

    code = "promise.no_events"
    message = "Nothing is recorded for this %(entity)s yet, so it has no clocks."
