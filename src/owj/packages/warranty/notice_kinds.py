"""What a warranty tells the customer's people."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from owj.server.notices.kinds import NoticeKind, Way, register_notice_kinds

LETTER_TOO = frozenset({Way.APP, Way.EMAIL})

register_notice_kinds(
    [
        NoticeKind(
            "warranty_ends",
            _("A warranty comes to its end"),
            _("The warranty ends on %(day)s"),
            "shield-check",
            door="hub",
            by_default=LETTER_TOO,
        ),
    ]
)
