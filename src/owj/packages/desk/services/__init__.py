"""The verbs of the desk, one a file: each authorises, locks, decides and writes at once."""

from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.services.accept_fix import accept_fix
from owj.packages.desk.services.add_note import add_note
from owj.packages.desk.services.announce_date import announce_date
from owj.packages.desk.services.assign_ticket import assign_ticket
from owj.packages.desk.services.bulk import begin_bulk, find_run, undo_bulk
from owj.packages.desk.services.canned_replies import (
    ReplyDraft,
    add_reply,
    change_reply,
    may_keep_shared,
    move_reply,
    remove_reply,
    restore_reply,
)
from owj.packages.desk.services.clear_p0 import clear_p0
from owj.packages.desk.services.clone_ticket import clone_ticket
from owj.packages.desk.services.close_ticket import close_ticket
from owj.packages.desk.services.conclude_ticket import conclude_ticket
from owj.packages.desk.services.confirm_resolution import confirm_resolution
from owj.packages.desk.services.customer_reply import customer_reply
from owj.packages.desk.services.evaluate_ticket import evaluate_ticket
from owj.packages.desk.services.exclude_ticket import exclude_ticket, readmit_ticket
from owj.packages.desk.services.follow_ticket import follow_ticket, unfollow_ticket
from owj.packages.desk.services.link_tickets import link_tickets, unlink_tickets
from owj.packages.desk.services.log_call import log_call
from owj.packages.desk.services.merge_ticket import merge_ticket
from owj.packages.desk.services.open_from_history import open_tickets_from_history
from owj.packages.desk.services.open_ticket import check_may_open, open_ticket
from owj.packages.desk.services.rate_ticket import rate_ticket
from owj.packages.desk.services.rebuild_figures import plan_missing_figures, rebuild_figures
from owj.packages.desk.services.reject_request import reject_request
from owj.packages.desk.services.reopen_ticket import reopen_ticket
from owj.packages.desk.services.reply_publicly import reply_publicly
from owj.packages.desk.services.resolve_ticket import resolve_ticket
from owj.packages.desk.services.resume_ticket import resume_ticket
from owj.packages.desk.services.saved_views import (
    change_view,
    may_share,
    move_view,
    remove_view,
    restore_view,
    save_view,
    set_default_view,
)
from owj.packages.desk.services.set_priority import set_priority
from owj.packages.desk.services.wait_for_customer import wait_for_customer
from owj.packages.desk.services.work import check_reach

__all__ = [
    "OpenTicket",
    "ReplyDraft",
    "accept_fix",
    "add_note",
    "add_reply",
    "announce_date",
    "assign_ticket",
    "begin_bulk",
    "change_reply",
    "change_view",
    "check_may_open",
    "check_reach",
    "clear_p0",
    "clone_ticket",
    "close_ticket",
    "conclude_ticket",
    "confirm_resolution",
    "customer_reply",
    "evaluate_ticket",
    "exclude_ticket",
    "find_run",
    "follow_ticket",
    "link_tickets",
    "log_call",
    "may_keep_shared",
    "may_share",
    "merge_ticket",
    "move_reply",
    "move_view",
    "open_ticket",
    "open_tickets_from_history",
    "plan_missing_figures",
    "rate_ticket",
    "readmit_ticket",
    "rebuild_figures",
    "reject_request",
    "remove_reply",
    "remove_view",
    "reopen_ticket",
    "reply_publicly",
    "resolve_ticket",
    "restore_reply",
    "restore_view",
    "resume_ticket",
    "save_view",
    "set_default_view",
    "set_priority",
    "undo_bulk",
    "unfollow_ticket",
    "unlink_tickets",
    "wait_for_customer",
]
