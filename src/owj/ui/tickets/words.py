"""The words for the desk's closed sets, one place for both doors."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.kernel.sla.agreement import Priority
from owj.packages.desk.words import Status

PRIORITY_WORDS: dict[Priority, Promise] = {
    Priority.CRITICAL: _("Critical"),
    Priority.HIGH: _("High"),
    Priority.MEDIUM: _("Medium"),
    Priority.LOW: _("Low"),
}
STATUS_WORDS: dict[Status, Promise] = {
    Status.OPEN: _("open"),
    Status.WAITING_CUSTOMER: _("waiting for the customer"),
    Status.RESOLVED: _("resolved"),
    Status.CLOSED: _("closed"),
    Status.REJECTED: _("rejected"),
    Status.MERGED: _("merged"),
}
