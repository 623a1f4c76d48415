"""The words for exclusions and for the entries of a project's account."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from owj.kernel.sla.remedy_settings import Exclusion
from owj.packages.projects.words import ProjectEntry
from owj.server.ledger.entries import REVOKED

EXCLUSION_WORDS: Mapping[Exclusion, str] = {
    Exclusion.E1: _("Equipment or infrastructure of the proposal was not provided"),
    Exclusion.E2: _("The customer did not cooperate in fixing the meeting for the installation"),
    Exclusion.E3: _("The meeting for the installation stayed incomplete for want of cooperation"),
    Exclusion.E4: _("The customer asked for the installation to be repeated"),
    Exclusion.E5: _("The training session stayed incomplete for want of cooperation"),
    Exclusion.E6: _("The customer refused to sign the minutes"),
    Exclusion.E7: _("No platform was provided for the integration"),
    Exclusion.E9: _("Requests outside of the proposal"),
}
PROJECT_ENTRY_WORDS: Mapping[str, str] = {
    ProjectEntry.OPENED: _("Project begun"),
    ProjectEntry.PROMISED: _("Promised"),
    ProjectEntry.DELIVERED: _("Delivered"),
    ProjectEntry.SUSPENDED: _("Suspended"),
    ProjectEntry.RESUMED: _("Taken up again"),
    ProjectEntry.LETTER_SENT: _("Letter about another vendor"),
    ProjectEntry.READY: _("Conditions are there"),
    ProjectEntry.EXCLUDED: _("Exclusion proven"),
    ProjectEntry.MINUTES_SENT: _("Minutes sent"),
    ProjectEntry.MINUTES_SIGNED: _("Minutes signed"),
    ProjectEntry.MINUTES_REFUSED: _("Minutes refused"),
    REVOKED: _("Taken back"),
}
