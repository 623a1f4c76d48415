"""What projects tell the customer's people."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from owj.server.notices.kinds import NoticeKind, Way, register_notice_kinds

LETTER_TOO = frozenset({Way.APP, Way.EMAIL})

register_notice_kinds(
    [
        NoticeKind(
            "project_moved",
            _("A promised day of a project moves"),
            _("A phase is promised for %(day)s now"),
            "calendar-clock",
            door="hub",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "project_delivered",
            _("A phase of a project is delivered"),
            _("A phase was delivered"),
            "package",
            door="hub",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "minutes_wait",
            _("Minutes wait for a signature"),
            _("Minutes wait for your signature"),
            "pencil",
            door="hub",
            by_default=LETTER_TOO,
        ),
    ]
)
