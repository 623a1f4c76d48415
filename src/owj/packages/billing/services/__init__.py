"""Writing invoices, payments and worked time; money facts are never overwritten."""

from owj.packages.billing.lines import Line
from owj.packages.billing.seller import save_buyer, save_seller
from owj.packages.billing.services.credit import credit_invoice
from owj.packages.billing.services.drafts import (
    InvoiceDraft,
    change_draft,
    draft_invoice,
    draft_renewal,
    drop_draft,
    offer_draft,
)
from owj.packages.billing.services.issue import invoice_renewal, issue_invoice
from owj.packages.billing.services.payments import (
    Payment,
    record_payment,
    refund_credit,
    take_back_payment,
    use_credit,
)
from owj.packages.billing.services.time import Worked, collect_work, drop_work, record_work
from owj.packages.billing.words import PayMethod

__all__ = [
    "InvoiceDraft",
    "Line",
    "PayMethod",
    "Payment",
    "Worked",
    "change_draft",
    "collect_work",
    "credit_invoice",
    "draft_invoice",
    "draft_renewal",
    "drop_draft",
    "drop_work",
    "invoice_renewal",
    "issue_invoice",
    "offer_draft",
    "record_payment",
    "record_work",
    "refund_credit",
    "save_buyer",
    "save_seller",
    "take_back_payment",
    "use_credit",
]
