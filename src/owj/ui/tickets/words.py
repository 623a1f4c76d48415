"""The words for the desk's closed sets, one place for both doors."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.kernel.sla.agreement import Priority
from owj.packages.desk.words import LinkKind, Status

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
# How a ticket belongs to another; "…_of_other" is read from the other one's side.
RELATION_WORDS: dict[str, Promise] = {
    LinkKind.RELATED.value: _("related to"),
    LinkKind.DUPLICATE_OF.value: _("duplicate of"),
    LinkKind.CAUSED_BY.value: _("caused by"),
    LinkKind.CLONE_OF.value: _("taken from"),
    f"{LinkKind.RELATED.value}_of_other": _("related to"),
    f"{LinkKind.DUPLICATE_OF.value}_of_other": _("has the duplicate"),
    f"{LinkKind.CAUSED_BY.value}_of_other": _("is the cause of"),
    f"{LinkKind.CLONE_OF.value}_of_other": _("gave its text to"),
}
