"""What follows from a published version: its PDF, and who hears of it (R51)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from owj.kernel.calendars.jalali import format_date
from owj.packages.agreements.prints import ask_for_text
from owj.packages.agreements.queries import people_under
from owj.server.agreements.events import AgreementPublished
from owj.server.agreements.queries import kept_text
from owj.server.context import SYSTEM
from owj.server.events import reacts_to
from owj.server.identity.models import User
from owj.server.notices.services import NoticeWords, notify_users
from owj.server.records.context import open_context


@reacts_to(AgreementPublished)
def draw_and_tell(event: AgreementPublished) -> None:
    """Let the text be drawn, and tell the people under it where the publisher wished so."""
    ctx = open_context(SYSTEM)
    kept = kept_text(event.key, event.number)
    if kept is not None and kept.text.clauses:
        ask_for_text(ctx, kept)
    if event.tell:
        day = event.effective_from.astimezone(ctx.zone).date()
        notify_users(
            people_under(ctx, event.key),
            "agreement_published",
            url=f"/hub/agreement?version={event.number}",
            key=f"agreement:{event.key}:{event.number}",
            words=lambda reader: _words(reader, format_date(day, reader.language)),
        )


def _words(reader: User, day: str) -> NoticeWords:
    data = {"name": reader.full_name, "day": day, "address": f"{settings.BASE_URL}/hub/agreement"}
    body = "\n\n".join(
        part % data
        for part in (
            _("Hello %(name)s,"),
            _("The service level agreement has a new version, in force from %(day)s."),
            _("Read it, and what differs from the version before, here: %(address)s"),
        )
    )
    line = _("The service level agreement changes on %(day)s. %(address)s") % data
    return NoticeWords(_("A new version of the service level agreement"), body, line)
