"""What may be wrong with a calendar or an agreement somebody publishes."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


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


class OnlyCalendarEditors(NotAllowed):
    """Say that calendars are changed by administrators and project managers."""

    code = "calendar.only_editors"
    message = "Only an administrator or a project manager changes a calendar."


class UnknownRevision(NotFound):
    """Say that a calendar has no revision of this number."""

    code = "calendar.unknown_revision"
    message = "The calendar “%(key)s” has no revision %(number)s."


class CalendarChanged(Conflict):
    """Say that somebody saved another revision since a draft was begun."""

    code = "calendar.changed"
    message = "Meanwhile revision %(number)s of this calendar was saved. Your changes are kept."


class NothingChanged(InvalidInput):
    """Say that a draft is equal to the calendar in force."""

    code = "calendar.nothing_changed"
    message = "Nothing differs from the calendar in force, so there is nothing to save."


class ReasonMissing(InvalidInput):
    """Say that a revision needs a reason, which stays in its history."""

    code = "calendar.reason_missing"
    message = (
        "Write why the calendar changes, in up to %(most)s characters: it stays in its history."
    )


class UnsavedChanges(Conflict):
    """Say that an old revision would take the place of changes that are not saved."""

    code = "calendar.unsaved_changes"
    message = "You have unsaved changes of this calendar. Save or drop them first."


class CalendarNameTaken(InvalidInput):
    """Say that a new calendar needs a name of its own."""

    code = "calendar.name_taken"
    message = "Expected a name that no other calendar has, got “%(name)s”."


class OnlyAdministratorsAgree(NotAllowed):
    """Say that only an administrator changes the agreement."""

    code = "agreement.only_administrators"
    message = "Only an administrator changes the agreement."


class NoAgreementDraft(NotFound):
    """Say that nobody has begun another version of the agreement."""

    code = "agreement.no_draft"
    message = "No draft of this agreement has been begun, or it was published or dropped."


class AgreementDraftChanged(Conflict):
    """Say that somebody changed the draft since the page was read."""

    code = "agreement.draft_changed"
    message = "Meanwhile somebody changed this draft. Look at it again; nothing was overwritten."


class AgreementUnchanged(InvalidInput):
    """Say that a draft is equal to the version it was begun on."""

    code = "agreement.unchanged"
    message = "Nothing differs from the version before, so there is nothing to publish."


class ClauseNotFound(NotFound):
    """Say that the draft has no such clause."""

    code = "agreement.clause_not_found"
    message = "The draft has no such clause."
