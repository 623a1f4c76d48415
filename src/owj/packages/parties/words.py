"""The kinds of documents, and which of them a party has to file."""

from __future__ import annotations

from enum import StrEnum

from owj.packages.customers.entity import CustomerKind
from owj.server.records import Label, Options


class DocumentKind(Options):
    """What a document of a party is."""

    PURCHASE_REQUEST = "purchase_request", Label("درخواست خرید امضاشده", "Signed purchase request")
    NATIONAL_CARD = "national_card", Label("کارت ملی", "National card")
    ARTICLES = "articles", Label("اساسنامه", "Articles of association")
    REGISTRATION = "registration", Label("آگهی تأسیس", "Notice of registration")
    GAZETTE = "gazette", Label("آگهی آخرین تغییرات", "Gazette of the last changes")
    SIGNATORIES = "signatories", Label("گواهی امضا", "Certificate of signatures")
    TAX_CERTIFICATE = "tax_certificate", Label("گواهی ارزش افزوده", "Certificate of VAT")
    POWER_OF_ATTORNEY = "power_of_attorney", Label("وکالت‌نامه", "Power of attorney")
    CONTRACT = "contract", Label("قرارداد امضاشده", "Signed contract")
    OTHER = "other", Label("سند دیگر", "Another document")


# Whoever signs and files a purchase request files these with it (R57).
REQUIRED = {
    CustomerKind.NATURAL: (DocumentKind.PURCHASE_REQUEST, DocumentKind.NATIONAL_CARD),
    CustomerKind.LEGAL: (
        DocumentKind.PURCHASE_REQUEST,
        DocumentKind.REGISTRATION,
        DocumentKind.GAZETTE,
        DocumentKind.SIGNATORIES,
    ),
}


class CheckState(StrEnum):
    """How a required document stands."""

    FILED = "filed"
    ENDS_SOON = "ends_soon"
    EXPIRED = "expired"
    MISSING = "missing"
