"""What the agreement tells people, by which ways unless they chose others."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from owj.server.notices.kinds import NoticeKind, Way, register_notice_kinds

register_notice_kinds(
    [
        NoticeKind(
            "agreement_published",
            _("The agreement has a new version"),
            _("The service level agreement has a new version"),
            "scale",
            door="hub",
            by_default=frozenset({Way.APP, Way.EMAIL}),
        ),
    ]
)
