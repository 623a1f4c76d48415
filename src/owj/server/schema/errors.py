"""How the schema room says no."""

from __future__ import annotations

from owj.kernel.errors import Conflict, DefinitionError, InvalidInput, NotAllowed, NotFound


class SchemaChangeRefused(DefinitionError):
    """Say that a change cannot be made. data: where, expected, got."""

    code = "schema.change_refused"
    message = "%(where)s: expected %(expected)s, got %(got)s."


class DraftNotReady(DefinitionError):
    """Say that a draft has problems, of which the first is told. data: count, first."""

    code = "schema.draft_not_ready"
    message = "The changes cannot be published yet: %(first)s"


class NothingToPublish(Conflict):
    """Say that the changes come to nothing."""

    code = "schema.nothing_to_publish"
    message = "Nothing would change, so there is nothing to publish."


class OnlyDesigners(NotAllowed):
    """Say that this person may not change entities and fields."""

    code = "schema.only_designers"
    message = "Only administrators, and those whose role may design, change entities and fields."


class UnknownDraft(NotFound):
    """Say that there is no such draft, or that it is another's."""

    code = "schema.unknown_draft"
    message = "There is no such draft of yours."


class UnknownVersion(NotFound):
    """Say that there is no such published version. data: number."""

    code = "schema.unknown_version"
    message = "There is no published version %(number)s."


class PackageUnreadable(InvalidInput):
    """Say that a file is no package of definitions. data: reason."""

    code = "schema.package_unreadable"
    message = "This is no package of definitions that can be read: %(reason)s"


class KindChangeRuns(Conflict):
    """Say that a field is already on its way to another kind. data: field."""

    code = "schema.kind_change_runs"
    message = "“%(field)s” is already on its way to another kind."


class KindChangeNeedsConsent(InvalidInput):
    """Say that values would be left out, and nobody agreed to that. data: count."""

    code = "schema.kind_change_needs_consent"
    message = "%(count)s records have a value that the new kind does not know. Agree to that first."


class KindChangeGone(NotFound):
    """Say that a change of kind can be taken back no more."""

    code = "schema.kind_change_gone"
    message = "This change of kind cannot be taken back any more."
