"""Writing down what a warranty is made of; nothing is overwritten."""

from owj.packages.warranty.quote import RenewalQuote
from owj.packages.warranty.services.check_cover import check_cover
from owj.packages.warranty.services.facts import (
    Delivery,
    add_delay_days,
    give_discount,
    give_voucher,
    note_download,
    record_delivery,
    record_use,
    take_back,
)
from owj.packages.warranty.services.modules import cover_module, set_price
from owj.packages.warranty.services.remote import (
    RemoteWish,
    begin_remote,
    end_remote,
    explain_remote,
)
from owj.packages.warranty.services.renew import record_renewal
from owj.packages.warranty.services.work import may_keep

__all__ = [
    "Delivery",
    "RemoteWish",
    "RenewalQuote",
    "add_delay_days",
    "begin_remote",
    "check_cover",
    "cover_module",
    "end_remote",
    "explain_remote",
    "give_discount",
    "give_voucher",
    "may_keep",
    "note_download",
    "record_delivery",
    "record_renewal",
    "record_use",
    "set_price",
    "take_back",
]
