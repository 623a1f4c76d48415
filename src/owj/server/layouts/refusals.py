"""How views and forms say no."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


class ViewNotFound(NotFound):
    """Say that there is no such view, or none for this person."""

    code = "view.not_found"
    message = "This view does not exist any more, or is not shared with you."


class ViewChangedMeanwhile(Conflict):
    """Say that somebody kept a view while another one drew on it."""

    code = "view.changed_meanwhile"
    message = (
        "This view was changed meanwhile. What you drew is still here: keep it once more to put it"
        " in place of theirs, or open the view anew."
    )


class FormChangedMeanwhile(Conflict):
    """Say that somebody kept a form while another one drew on it. data: name."""

    code = "form.changed_meanwhile"
    message = (
        "%(name)s changed this form meanwhile. What you drew is still here: keep it once more to"
        " put it in place of theirs, or open the form anew."
    )


class ViewNotYours(NotAllowed):
    """Say that only the owner, or whoever designs the entity, changes a view."""

    code = "view.not_yours"
    message = "This view is kept by somebody else; save one of your own instead."


class OnlyDesigners(NotAllowed):
    """Say that sharing views and drawing forms is for who designs the entity."""

    code = "view.only_designers"
    message = "Sharing views and drawing forms is for administrators."


class ViewNameRejected(InvalidInput):
    """Say that a view needs a name of a certain length."""

    code = "view.name_rejected"
    message = "Give the view a name of at most %(limit)s letters."


class ConditionUnreadable(InvalidInput):
    """Say that the value of a condition is none of its field's kind."""

    code = "view.condition_unreadable"
    message = "%(field)s: %(value)s is not a value this field can be compared with."


class BadPlace(InvalidInput):
    """Say that the place in a list is none of ours."""

    code = "view.bad_place"
    message = "This place in the list does not exist any more. Open the list again."


class FormConditionRefused(InvalidInput):
    """Say that a condition of a form is not FEEL that can be read."""

    code = "form.condition_refused"
    message = "The condition of %(field)s cannot be read: %(why)s"


class DeedNotFound(NotFound):
    """Say that there is nothing to take back, or that somebody else did it."""

    code = "deed.not_found"
    message = "There is nothing of yours to take back here."


class DeedUndone(Conflict):
    """Say that a deed was taken back already."""

    code = "deed.undone"
    message = "This has been taken back already."


class DeedTooLate(Conflict):
    """Say that a deed is too old to be taken back."""

    code = "deed.too_late"
    message = "This can be taken back within %(minutes)s minutes only."
