"""The words in which a release is announced, in the language that is active."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from owj.kernel.calendars.jalali import format_date
from owj.kernel.persian.digits import persian_digits
from owj.packages.customers.services.telling import hub_link
from owj.server.notices.services import NoticeWords

DOWNLOADS_PATH = "/hub/downloads"


def release_words(title: str, day: date, ends_on: date | None, *, is_out: bool) -> NoticeWords:
    """Return that a release comes, or came. ends_on: where the warranty ends before it."""
    language = get_language() or "fa"
    data = {
        "title": persian_digits(title) if language == "fa" else title,
        "day": format_date(day, language),
        "ends": format_date(ends_on, language) if ends_on else "",
        "address": hub_link(DOWNLOADS_PATH),
    }
    if is_out:
        subject = _("“%(title)s” is published") % data
        parts = [_("“%(title)s” was published on %(day)s and is yours to download:")]
    else:
        subject = _("“%(title)s” will be published on %(day)s") % data
        parts = [_("“%(title)s” will be published on %(day)s. From that day on it is here:")]
    parts.append("%(address)s")
    if ends_on:
        parts.append(_("Your warranty ends before it, on %(ends)s; renew it to have the release."))
    body = "\n\n".join(part % data for part in parts)
    return NoticeWords(subject, body, f"{subject}. {data['address']}")
