"""The words for the desk's closed sets, one place for both doors."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from owj.kernel.sla.agreement import Priority
from owj.packages.customers.entity import Customer, CustomerKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.words import LinkKind, Status
from owj.ui.answers import answer_words

PRIORITY_WORDS: dict[Priority, Promise] = {
    one: answer_words(Ticket, Ticket.priority, one, usual)
    for one, usual in {
        Priority.CRITICAL: gettext_noop("Critical"),
        Priority.HIGH: gettext_noop("High"),
        Priority.MEDIUM: gettext_noop("Medium"),
        Priority.LOW: gettext_noop("Low"),
    }.items()
}
STATUS_WORDS: dict[Status, Promise] = {
    one: answer_words(Ticket, Ticket.status, one, usual)
    for one, usual in {
        Status.OPEN: gettext_noop("open"),
        Status.WAITING_CUSTOMER: gettext_noop("waiting for the customer"),
        Status.RESOLVED: gettext_noop("resolved"),
        Status.CLOSED: gettext_noop("closed"),
        Status.REJECTED: gettext_noop("rejected"),
        Status.MERGED: gettext_noop("merged"),
    }.items()
}
CUSTOMER_KIND_WORDS: dict[CustomerKind, Promise] = {
    one: answer_words(Customer, Customer.kind, one, usual)
    for one, usual in {
        CustomerKind.LEGAL: gettext_noop("legal person"),
        CustomerKind.NATURAL: gettext_noop("natural person"),
    }.items()
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
