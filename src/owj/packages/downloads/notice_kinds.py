"""What downloads tell the customer's people."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from owj.server.notices.kinds import NoticeKind, Way, register_notice_kinds

register_notice_kinds(
    [
        NoticeKind(
            "release_announced",
            _("A release is announced"),
            _("Release on %(day)s: %(subject)s"),
            "download",
            door="hub",
            by_default=frozenset({Way.APP, Way.EMAIL}),
        ),
    ]
)
