"""What proposals tell: the customer that one waits, its owner what became of it."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from owj.server.notices.kinds import NoticeKind, Way, register_notice_kinds

LETTER_TOO = frozenset({Way.APP, Way.EMAIL})

register_notice_kinds(
    [
        NoticeKind(
            "proposal_sent",
            _("A proposal waits for an answer"),
            _("A proposal waits for your answer"),
            "file-text",
            door="hub",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "proposal_answered",
            _("A proposal is answered"),
            _("Your proposal was answered"),
            "check",
            by_default=frozenset({Way.APP}),
        ),
    ]
)
