"""How imports say no."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotFound


class ImportRunNotFound(NotFound):
    """Say that there is no such import, or none of this person."""

    code = "record_import.not_found"
    message = "This import was not found."


class ImportBusy(Conflict):
    """Say that an import is not at the step that was asked for."""

    code = "record_import.busy"
    message = "This cannot be done while the import stands where it does. Load the page again."


class TableUnreadable(InvalidInput):
    """Say that a file is no table we can read. data: file, reason."""

    code = "record_import.table_unreadable"
    message = "%(file)s cannot be read: %(reason)s"


class TableTooLong(InvalidInput):
    """Say that a file has more rows than one import may have."""

    code = "record_import.too_many_rows"
    message = "The file has more than %(most)s rows. Divide it, or ask for a higher limit."


class TooManyRejected(InvalidInput):
    """Say that so many rows were refused that the file must mean something else."""

    code = "record_import.too_many_rejected"
    message = "More than %(most)s rows are refused. Look at what the columns mean."


class MeaningRefused(InvalidInput):
    """Say what is wrong about what the columns mean. data: reason."""

    code = "record_import.meaning_refused"
    message = "%(reason)s"


class LinkNotFound(InvalidInput):
    """Say that no record is called so."""

    code = "record_import.link_not_found"
    message = "%(field)s: there is no %(entity)s “%(got)s”."


class LinkAmbiguous(InvalidInput):
    """Say that several records are called so."""

    code = "record_import.link_ambiguous"
    message = "%(field)s: several %(entity)s are called “%(got)s”. Use another column to tell them."


class KeyMissingInRow(InvalidInput):
    """Say that a row has no value by which to find its record."""

    code = "record_import.key_missing"
    message = "%(field)s is empty, so the record cannot be found."


class KeyTwice(InvalidInput):
    """Say that an earlier row of the file has the same key."""

    code = "record_import.key_twice"
    message = "%(field)s: row %(row)s has the same value already."


class KeyUnknown(InvalidInput):
    """Say that there is no record to change."""

    code = "record_import.key_unknown"
    message = "%(field)s: no record has “%(got)s”."


class KeyAmbiguous(InvalidInput):
    """Say that several records have the key."""

    code = "record_import.key_ambiguous"
    message = "%(field)s: several records have “%(got)s”."


class RowUnfit(InvalidInput):
    """Say that a row has more cells than the header has names."""

    code = "record_import.row_unfit"
    message = "The row has %(found)s cells, the header %(expected)s."


class ValueTaken(InvalidInput):
    """Say that another row or record has a value that must be unique."""

    code = "record_import.value_taken"
    message = "%(field)s: “%(got)s” is taken."


class ChangedSince(Conflict):
    """Say that undoing left a record, because it was changed after the import."""

    code = "record_import.changed_since"
    message = "It was changed after the import, so it was left as it is."


class UsedSince(Conflict):
    """Say that undoing left a record, because others point to it."""

    code = "record_import.used_since"
    message = "Other records point to it, so it was left."
