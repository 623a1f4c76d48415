"""The reads of the desk; each is narrowed to what its reader may see."""

from owj.packages.desk.queries.attachments import open_attachment
from owj.packages.desk.queries.desk_hours import (
    agreement_in_force,
    desk_hours,
    desk_status,
)
from owj.packages.desk.queries.hub import hub_home, hub_tickets
from owj.packages.desk.queries.inbox import inbox_rows, neighbours, queue_counts
from owj.packages.desk.queries.monthly import monthly_counts
from owj.packages.desk.queries.people import (
    assignable_users,
    customer_choices,
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
from owj.packages.desk.queries.ticket_page import hub_ticket, ticket_page

__all__ = [
    "COUNT_LIMIT",
    "ClockCard",
    "ClockPreview",
    "Closing",
    "CustomerPage",
    "DayHours",
    "DeskState",
    "FileView",
    "HubHome",
    "InboxFilter",
    "InboxRow",
    "MonthlyCount",
    "Neighbours",
    "Page",
    "Person",
    "TicketPage",
    "TimelineEntry",
    "agreement_in_force",
    "assignable_users",
    "customer_choices",
    "customer_page",
    "desk_hours",
    "desk_status",
    "hub_home",
    "hub_ticket",
    "hub_tickets",
    "inbox_rows",
    "monthly_counts",
    "neighbours",
    "open_attachment",
    "preview_clock",
    "queue_counts",
    "ticket_page",
]
