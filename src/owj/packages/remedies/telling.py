"""Awards and verdicts in words, as the ticket of a claim tells them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language, gettext, ngettext

from owj.kernel.persian.digits import group_digits
from owj.kernel.promises.compensation import Award, AwardKind


def award_words(award: Award) -> str:
    """Return an award in words, «یک ساعت ارزیابی و مشاوره»."""
    if award.kind is AwardKind.CUSTOMERS_CHOICE:
        return gettext("one of the remedies, as you choose")
    lang, n = get_language() or "fa", award.amount
    words = {
        AwardKind.WARRANTY_EXTENSION_DAYS: ngettext(
            "%(n)s day more of warranty", "%(n)s days more of warranty", n
        ),
        AwardKind.FREE_TRAINING_SESSION: ngettext(
            "%(n)s free training session", "%(n)s free training sessions", n
        ),
        AwardKind.ASSESSMENT_CONSULTING_HOURS: ngettext(
            "%(n)s hour of assessment and consulting",
            "%(n)s hours of assessment and consulting",
            n,
        ),
        AwardKind.CRM_MANAGER_HOURS: ngettext(
            "%(n)s hour of a CRM manager", "%(n)s hours of a CRM manager", n
        ),
        AwardKind.RENEWAL_DISCOUNT_PERCENT: gettext("%(n)s%% off the next renewal"),
    }
    said = words[award.kind] % {"n": group_digits(n, lang)}
    if award.valid_jalali_years is None:
        return said
    within = ngettext(
        "%(award)s, within %(n)s year",
        "%(award)s, within %(n)s years",
        award.valid_jalali_years,
    )
    return within % {"award": said, "n": group_digits(award.valid_jalali_years, lang)}


def verdict_text(awards: Iterable[Award], reason: str) -> str:
    """Return what the committee writes into the ticket of a claim."""
    given = [award_words(one) for one in awards]
    if not given:
        return gettext("The committee has refused this claim: %(reason)s") % {"reason": reason}
    text = gettext("The committee has accepted this claim. What you get: %(awards)s.")
    said = text % {"awards": gettext(", ").join(given)}
    return f"{said}\n\n{reason}" if reason else said
