"""What pages that serve any entity may do with the desk's records.

A ticket's own fields change by the desk's verbs alone, because its log and clocks follow from them;
what an organisation added to it is written like any field. The rest is the desk's bookkeeping.
"""

from __future__ import annotations

from owj.packages.desk.bulk import BulkRun
from owj.packages.desk.entity import Attachment, CannedReply, Follower, Message, Ticket, TicketLink
from owj.packages.desk.figures import tell_of_party
from owj.packages.desk.imports import LogImport
from owj.packages.desk.saved_views import DefaultView, SavedView
from owj.server.activity.package_moves import moves_in_merges
from owj.server.records.doors import take_own_fields
from owj.server.records.rights import open_to_pages

take_own_fields(Ticket)
# No promise of a ticket hangs on who its customer is: its contract and its log stay as they are.
moves_in_merges(Ticket, "customer", after=tell_of_party)
moves_in_merges(Ticket, "contact")

for kept in (
    Attachment,
    BulkRun,
    CannedReply,
    DefaultView,
    Follower,
    LogImport,
    Message,
    SavedView,
    TicketLink,
):
    open_to_pages(kept, ())
