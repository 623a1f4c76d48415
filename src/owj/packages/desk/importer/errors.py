"""Why a log is not imported at all; single rows that cannot be are set aside instead."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotFound, OutsideFailure


class LogRefused(InvalidInput):
    """Say that a file is not imported; nothing was written."""

    code = "import.refused"
    message = "%(file)s was not imported."


class LogUnreadable(LogRefused):
    """Say that a file is not there or cannot be opened."""

    code = "import.unreadable"
    message = "%(file)s cannot be read: %(reason)s."


class LogTooLarge(LogRefused):
    """Say that a file is larger than one import takes."""

    code = "import.too_large"
    message = (
        "%(file)s has %(size_mb)s MB; at most %(limit_mb)s MB can be imported. Split it by case."
    )


class LogEmpty(LogRefused):
    """Say that a file holds no events."""

    code = "import.empty"
    message = "%(file)s holds no events: expected a header and one event a line."


class LogNotText(LogRefused):
    """Say that a file is not UTF-8 text."""

    code = "import.not_text"
    message = "%(file)s, line %(line)s: this is no UTF-8 text. Save the log as CSV in UTF-8."


class LogForeign(LogRefused):
    """Say that a file is no help desk log."""

    code = "import.foreign"
    message = "%(file)s is no help desk log: its header lacks %(missing)s."


class LogOtherKind(LogRefused):
    """Say that a file is of a kind that holds no log, such as a web page or an Excel book."""

    code = "import.other_kind"
    message = "%(file)s is no CSV but a file of the kind %(kind)s. Save the log as CSV."


class LogColumnsMissing(LogRefused):
    """Say which of our columns were given none of the file's."""

    code = "import.columns_missing"
    message = "Choose a column for: %(missing)s."


class LogColumnTwice(LogRefused):
    """Say that one column of the file was chosen for two of ours."""

    code = "import.column_twice"
    message = "The column %(column)s was chosen twice."


class ImportNotFound(NotFound):
    """Say that there is no such import, or that it is nobody's business but administrators'."""

    code = "import.not_found"
    message = "There is no such import."


class ImportBusy(Conflict):
    """Say that an import is not at the step that was asked for."""

    code = "import.busy"
    message = "This import has gone on meanwhile. Look at its page again."


class LogDamaged(LogRefused):
    """Say that a file breaks off or is no CSV from some line on."""

    code = "import.damaged"
    message = "%(file)s is damaged at line %(line)s: %(reason)s. Nothing was imported."


class LogUnfit(LogRefused):
    """Say that most rows cannot be imported, so the file is not what it seems."""

    code = "import.unfit"
    message = (
        "%(rejected)s of %(rows)s rows of %(file)s cannot be imported, so nothing was. "
        "Line %(line)s: %(reason)s."
    )


class PriorityMapRejected(LogRefused):
    """Say that a priority map cannot be used."""

    code = "import.priority_map_rejected"
    message = (
        '%(file)s: expected a JSON object such as {"Value 4": "critical"} with the priorities '
        "%(expected)s, got %(got)s."
    )


class RejectsUnwritable(OutsideFailure):
    """Say that the rejected rows cannot be written down, so nothing was imported."""

    code = "import.rejects_unwritable"
    message = "Rejected rows cannot be written to %(file)s: %(reason)s. Nothing was imported."
