"""What the committee tells the customer's people."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from owj.server.notices.kinds import NoticeKind, register_notice_kinds

register_notice_kinds(
    [
        # The claim's ticket carries the verdict by letter already.
        NoticeKind(
            "claim_decided",
            _("The committee decides on a claim"),
            _("The committee has decided on your claim"),
            "scale",
            door="hub",
        ),
    ]
)
