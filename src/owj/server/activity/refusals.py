"""How the room around records says no."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


class CommentEmpty(InvalidInput):
    """Say that a comment needs words or a file."""

    code = "activity.comment_empty"
    message = "Write something, or lay a file to it."


class CommentTooLong(InvalidInput):
    """Say that a comment has more letters than one may have."""

    code = "activity.comment_too_long"
    message = "A comment has at most %(limit)s letters."


class CommentNotFound(NotFound):
    """Say that there is no such comment for this reader."""

    code = "activity.comment_not_found"
    message = "This comment does not exist any more."


class CommentNotYours(NotAllowed):
    """Say that only its author changes a comment."""

    code = "activity.comment_not_yours"
    message = "Only who wrote a comment may change it or take it away."


class FileNotFound(NotFound):
    """Say that there is no such file at this record."""

    code = "activity.file_not_found"
    message = "This file does not lie with this record any more."


class FileNotYours(NotAllowed):
    """Say that only who laid a file there takes it away or brings it back."""

    code = "activity.file_not_yours"
    message = "Only who laid a file there may take it away."


class LooksLikeAnother(Conflict):
    """Say that a record is taken for one that exists, where that is refused."""

    code = "activity.looks_like_another"
    message = "There is %(name)s already, which looks the same. Open that one instead."


class OnlyDesignersRule(NotAllowed):
    """Say that the rule of duplicates is for who designs the entity."""

    code = "activity.only_designers_rule"
    message = "What counts as a duplicate is decided by administrators."


class NothingToMerge(InvalidInput):
    """Say that a merge needs at least two records."""

    code = "activity.nothing_to_merge"
    message = (
        "Choose at least two records that you may change and delete; at most %(most)s at once."
    )


class MergeHeld(Conflict):
    """Say that records lean on what would go, and only pages of their own move them."""

    code = "activity.merge_held"
    message = (
        "These cannot be merged: %(users)s belong to them, and only their own pages move those."
    )


class MergeNotFound(NotFound):
    """Say that there is no such merge for this person."""

    code = "activity.merge_not_found"
    message = "This merge does not exist, or is not yours to take back."


class MergeUndone(Conflict):
    """Say that a merge was taken back already."""

    code = "activity.merge_undone"
    message = "This merge has been taken back already."


class MergeTooLate(Conflict):
    """Say that a merge is too old to be taken back."""

    code = "activity.merge_too_late"
    message = "A merge can be taken back within %(days)s days only."
