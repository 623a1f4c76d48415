"""What billing tells the customer's people."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from owj.server.notices.kinds import NoticeKind, Way, register_notice_kinds

LETTER_TOO = frozenset({Way.APP, Way.EMAIL})

register_notice_kinds(
    [
        NoticeKind(
            "invoice_issued",
            _("An invoice is issued"),
            _("An invoice was issued"),
            "receipt",
            door="hub",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "payment_received",
            _("A payment has arrived"),
            _("Your payment has arrived"),
            "banknote",
            door="hub",
            by_default=LETTER_TOO,
        ),
    ]
)
