"""Why a log is not imported at all; single rows that cannot be are set aside instead."""

from __future__ import annotations

from owj.kernel.errors import InvalidInput, OutsideFailure


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
