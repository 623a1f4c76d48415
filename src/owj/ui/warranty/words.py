"""The words for services, grants, entries and remedies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.kernel.promises.compensation import Award, AwardKind
from owj.kernel.promises.cover import CoverReason
from owj.kernel.promises.entitlements import Benefit
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.kernel.sla.warranty_settings import Service
from owj.packages.downloads.words import DownloadReason
from owj.packages.remedies.telling import award_words
from owj.packages.remedies.words import ClaimEntry
from owj.packages.warranty.owed import Owed, OwedKind
from owj.packages.warranty.words import EntryKind
from owj.server.ledger.entries import REVOKED
from owj.ui.dates import digits, show_date

SERVICE_WORDS: Mapping[Service, str] = {
    Service.DOCS: _("Documents and guides"),
    Service.REMOTE: _("Remote access"),
    Service.TICKET: _("Tickets"),
    Service.PHONE: _("Phone support"),
    Service.QUARTERLY_RELEASE: _("Seasonal releases"),
    Service.REMOTE_INSTALL: _("Remote installation"),
    Service.FREE_TRAINING: _("Free training"),
    Service.ACADEMY: _("Academy"),
    Service.CONSULTING_DISCOUNT: _("Discount on consulting"),
    Service.CLAIM: _("Claims"),
}
REASON_WORDS: Mapping[CoverReason, str] = {
    CoverReason.COVERED: _("covered"),
    CoverReason.KEPT: _("stays without a warranty, too"),
    CoverReason.SERVICE_INACTIVE: _("while the Owj Service stands still"),
    CoverReason.NOT_IN_FREE_YEAR: _("from the first renewal on"),
    CoverReason.NOT_STARTED: _("from full delivery on"),
    CoverReason.LAPSED: _("after a renewal"),
}
BENEFIT_WORDS: Mapping[Benefit, str] = {
    Benefit.REMOTE_INSTALL: _("Remote installation"),
    Benefit.TRAINING_MINUTES: _("Free training"),
    Benefit.TRAINING_SESSION: _("Training session"),
    Benefit.ASSESSMENT_HOURS: _("Hours of assessment"),
    Benefit.CRM_MANAGER_HOURS: _("Hours of the CRM manager"),
}
ENTRY_WORDS: Mapping[str, str] = {
    EntryKind.DELIVERED: _("Full delivery"),
    EntryKind.DELAY_DAYS: _("Days for a late installation"),
    EntryKind.RENEWAL_PAID: _("Renewal paid"),
    EntryKind.RENEWAL_INVOICED: _("Renewal invoiced"),
    EntryKind.DISCOUNT_GIVEN: _("Discount on the renewal"),
    EntryKind.VOUCHER_GIVEN: _("Owed beside the renewal"),
    EntryKind.BENEFIT_USED: _("Used"),
    EntryKind.DOWNLOADED: _("Downloaded"),
    EntryKind.EXTENDED: _("Extended"),
    ClaimEntry.FILED: _("Claim filed"),
    ClaimEntry.VOTED: _("Vote of the committee"),
    ClaimEntry.ACCEPTED: _("Claim accepted"),
    ClaimEntry.REFUSED: _("Claim refused"),
    ClaimEntry.CHOSEN: _("Remedy chosen"),
    REVOKED: _("Taken back"),
}
DOWNLOAD_WORDS: Mapping[str, str] = {
    DownloadReason.OWNED.value: _("came while the warranty ran"),
    DownloadReason.NOT_KEPT.value: _("covered"),
}
# The name of a season by its number, of the Jalali year.
SEASONS = (_("Spring"), _("Summer"), _("Autumn"), _("Winter"))
# What a committee may give, beside the customer's own choice.
AWARD_WORDS: Mapping[AwardKind, str] = {
    AwardKind.WARRANTY_EXTENSION_DAYS: _("Days of warranty"),
    AwardKind.FREE_TRAINING_SESSION: _("Free training sessions"),
    AwardKind.ASSESSMENT_CONSULTING_HOURS: _("Hours of assessment and consulting"),
    AwardKind.CRM_MANAGER_HOURS: _("Hours of the CRM manager"),
    AwardKind.RENEWAL_DISCOUNT_PERCENT: _("Percent off the next renewal"),
}
OPTION_ICONS: Mapping[RemedyOption, str] = {
    RemedyOption.WEBINAR_SESSION: "graduation-cap",
    RemedyOption.RENEWAL_DISCOUNT: "percent",
    RemedyOption.CONSULTING_DISCOUNT: "users",
    RemedyOption.ASSESSMENT_DISCOUNT: "activity",
}


def option_words(option: RemedyOption, amount: int) -> str:
    """Return a remedy in words, «۵٪ تخفیف تمدید»."""
    words = {
        RemedyOption.WEBINAR_SESSION: gettext("%(n)s webinar session on a topic you choose"),
        RemedyOption.RENEWAL_DISCOUNT: gettext("%(n)s%% off the renewal"),
        RemedyOption.CONSULTING_DISCOUNT: gettext("One consulting session, %(n)s%% off"),
        RemedyOption.ASSESSMENT_DISCOUNT: gettext("Monthly assessment, %(n)s%% off"),
    }
    return words[option] % {"n": digits(amount)}


def voucher_words(data: Mapping[str, Any]) -> str:
    """Return what a voucher is for, and until when: «یک جلسهٔ آموزشی رایگان، تا ...»."""
    what, amount = data["what"], int(data["amount"])
    award = next((one for one in AwardKind if one.value == what), None)
    words = option_words(RemedyOption(what), amount) if award is None else ""
    words = words or award_words(Award(AwardKind(what), amount))
    if not data.get("until"):
        return words
    day = show_date(date.fromisoformat(data["until"]))
    return gettext("%(what)s, until the end of %(day)s") % {"what": words, "day": day}


def owed_words(owed: Owed) -> str:
    """Return what is still owed, and until when."""
    if owed.kind is OwedKind.DISCOUNT:
        return award_words(Award(AwardKind.RENEWAL_DISCOUNT_PERCENT, owed.amount))
    until = owed.until.isoformat() if owed.until else None
    return voucher_words({"what": owed.what, "amount": owed.amount, "until": until})


def download_reason(reason: str) -> str:
    """Return why something may be downloaded, or from when on."""
    known = DOWNLOAD_WORDS.get(reason)
    return gettext(known or REASON_WORDS[CoverReason(reason)])


def season_words(season: tuple[int, int]) -> str:
    """Return a season with its year: "Autumn 1405"."""
    data = {"season": gettext(SEASONS[season[1] - 1]), "year": digits(season[0])}
    return gettext("%(season)s %(year)s") % data
