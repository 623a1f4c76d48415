"""The reads of the desk; each is narrowed to what its reader may see."""

from owj.packages.desk.queries.attachments import open_attachment
from owj.packages.desk.queries.canned import ReadyText, canned_replies, canned_reply, ready_texts
from owj.packages.desk.queries.choosing import ticket_choices
from owj.packages.desk.queries.companions import Companions, LinkedTicket, companions_of
from owj.packages.desk.queries.desk_hours import (
    agreement_in_force,
    desk_calendar,
    desk_hours,
    desk_status,
)
from owj.packages.desk.queries.finding import Finds, find_anything
from owj.packages.desk.queries.hub import HubAsk, hub_home, hub_tickets, own_place
from owj.packages.desk.queries.inbox import (
    inbox_rows,
    latest_run,
    list_counts,
    may_set_priority,
    neighbours,
    p0_count,
    queue_counts,
    selected_ids,
)
from owj.packages.desk.queries.merge_preview import MergePreview, preview_merge
from owj.packages.desk.queries.monthly import monthly_counts
from owj.packages.desk.queries.open_promises import OpenPromises, open_promises
from owj.packages.desk.queries.own_fields import asked_fields, listed_fields
from owj.packages.desk.queries.people import (
    assignable_users,
    customer_choices,
    customer_lines,
    customer_page,
)
from owj.packages.desk.queries.preview import preview_clock
from owj.packages.desk.queries.results import (
    COUNT_LIMIT,
    ClockCard,
    ClockPreview,
    Closing,
    CustomerPage,
    DayHours,
    DeskState,
    FileView,
    HubHome,
    InboxFilter,
    InboxRow,
    MonthlyCount,
    Neighbours,
    Page,
    Person,
    TicketPage,
    TimelineEntry,
)
from owj.packages.desk.queries.saved_views import default_view, saved_views
from owj.packages.desk.queries.similar import first_text, similar_tickets
from owj.packages.desk.queries.ticket_page import hub_ticket, staff_ticket, ticket_page
from owj.packages.desk.queries.unread import SaidMeanwhile, said_meanwhile

__all__ = [
    "COUNT_LIMIT",
    "ClockCard",
    "ClockPreview",
    "Closing",
    "Companions",
    "CustomerPage",
    "DayHours",
    "DeskState",
    "FileView",
    "Finds",
    "HubAsk",
    "HubHome",
    "InboxFilter",
    "InboxRow",
    "LinkedTicket",
    "MergePreview",
    "MonthlyCount",
    "Neighbours",
    "OpenPromises",
    "Page",
    "Person",
    "ReadyText",
    "SaidMeanwhile",
    "TicketPage",
    "TimelineEntry",
    "agreement_in_force",
    "asked_fields",
    "assignable_users",
    "canned_replies",
    "canned_reply",
    "companions_of",
    "customer_choices",
    "customer_lines",
    "customer_page",
    "default_view",
    "desk_calendar",
    "desk_hours",
    "desk_status",
    "find_anything",
    "first_text",
    "hub_home",
    "hub_ticket",
    "hub_tickets",
    "inbox_rows",
    "latest_run",
    "list_counts",
    "listed_fields",
    "may_set_priority",
    "monthly_counts",
    "neighbours",
    "open_attachment",
    "open_promises",
    "own_place",
    "p0_count",
    "preview_clock",
    "preview_merge",
    "queue_counts",
    "ready_texts",
    "said_meanwhile",
    "saved_views",
    "selected_ids",
    "similar_tickets",
    "staff_ticket",
    "ticket_choices",
    "ticket_page",
]
