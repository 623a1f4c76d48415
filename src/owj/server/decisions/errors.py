"""What may be wrong with a decision that somebody changes."""

from __future__ import annotations

from owj.kernel.errors import Conflict, DefinitionError, InvalidInput, NotAllowed, NotFound


class UnknownDecision(NotFound):
    """Say that no package declares a decision of this key."""

    code = "decision.unknown"
    message = "There is no decision “%(key)s”."


class OnlyDecisionEditors(NotAllowed):
    """Say that decisions are changed by administrators and project managers."""

    code = "decision.only_editors"
    message = "Only an administrator or a project manager changes a decision."


class DecisionTooLong(InvalidInput):
    """Say that a model is larger than any table a person would keep."""

    code = "decision.too_long"
    message = "The model is longer than %(limit)s characters."


class DecisionChanged(Conflict):
    """Say that another version was published since a draft was begun."""

    code = "decision.changed"
    message = "Meanwhile version %(number)s of this decision was published. Your draft is kept."


class DraftMoved(Conflict):
    """Say that one's draft was changed in another window meanwhile."""

    code = "decision.draft_moved"
    message = "This table was changed in another window. Load the page again."


class NoDecisionDraft(Conflict):
    """Say that there is nothing of one's own to publish."""

    code = "decision.no_draft"
    message = "There is no draft of yours that differs from the version in force."


class DecisionNotReady(DefinitionError):
    """Say why a draft cannot be published: texts, unanswered inputs, failed cases."""

    code = "decision.not_ready"
    message = "The draft cannot be published yet: %(reasons)s"


class CaseRefused(InvalidInput):
    """Say that a test case has no name, or its values are no JSON."""

    code = "decision.case_refused"
    message = "The test case: expected %(expected)s, got %(got)s."


class DecisionNotPublished(Conflict):
    """Say that a decision of the organisation's own was asked before a version was published."""

    code = "decision.not_published"
    message = "The decision “%(key)s” has no published version yet."


class DecisionNameRefused(InvalidInput):
    """Say what is wrong with the name, the key or the columns of a decision to be drawn."""

    code = "decision.name_refused"
    message = "%(field)s: expected %(expected)s, got %(got)s."


class DecisionNotOwn(Conflict):
    """Say that a decision that came with Owj is neither renamed nor archived."""

    code = "decision.not_own"
    message = "This decision came with Owj; it is changed, but neither renamed nor archived."
