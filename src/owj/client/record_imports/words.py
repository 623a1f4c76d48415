"""The words of imports of records, and what each state leads to."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from owj.server.imports.meaning import CREATE, UPDATE, UPSERT
from owj.server.imports.models import ImportRun

State = ImportRun.State
STATE_WORDS: Mapping[str, Words] = {
    State.MAPPING: _("to be mapped"),
    State.CHECKING: _("being checked"),
    State.CHECKED: _("checked, ready"),
    State.RUNNING: _("being brought in"),
    State.DONE: _("done"),
    State.STOPPED: _("stopped"),
    State.FAILED: _("failed"),
    State.UNDOING: _("being taken back"),
    State.UNDONE: _("taken back"),
}
WORKING_WORDS: Mapping[str, Words] = {
    State.CHECKING: _("The file is being tried; nothing is written yet"),
    State.RUNNING: _("Rows are being brought in"),
    State.UNDOING: _("The import is being taken back"),
}
MODE_WORDS: Mapping[str, tuple[Words, Words]] = {
    CREATE: (_("Make new records"), _("Every row becomes a record.")),
    UPDATE: (_("Change records"), _("Rows that find no record are refused.")),
    UPSERT: (_("Change or make"), _("Rows that find a record change it; the others become one.")),
}
DELIMITER_WORDS: Mapping[str, Words] = {
    ",": _("comma ,"),
    ";": _("semicolon ;"),
    "\t": _("tab"),
    "|": _("bar |"),
    "؛": _("Persian semicolon ؛"),
    "،": _("Persian comma ،"),
}
STEPS: Mapping[str, int] = {State.MAPPING: 1, State.CHECKING: 2, State.CHECKED: 2}
