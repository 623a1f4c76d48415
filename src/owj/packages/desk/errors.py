"""What the desk refuses, named by the state that forbids it."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


class TicketNotFound(NotFound):
    """Say that there is no such ticket, or not for this reader."""

    code = "ticket.not_found"
    message = "There is no ticket %(ticket)s here."


class CustomerNotFound(NotFound):
    """Say that there is no such customer, or not for this reader."""

    code = "ticket.customer_not_found"
    message = "This customer was not found."


class NothingSelected(InvalidInput):
    """Say that no ticket was chosen, or none of the list is left."""

    code = "ticket.nothing_selected"
    message = "Choose at least one ticket."


class TooManySelected(InvalidInput):
    """Say that one deed was asked for more tickets than it may touch."""

    code = "ticket.too_many_selected"
    message = "At most %(limit)s tickets can be changed at once. Narrow the list."


class ViewNotFound(NotFound):
    """Say that there is no such saved view, or that it is somebody else's."""

    code = "ticket.view_not_found"
    message = "This saved view was not found."


class OnlyLeaders(NotAllowed):
    """Say that only those who lead the desk keep lists for others."""

    code = "ticket.only_leaders"
    message = "Only administrators and project managers may share a view."


class BulkNotFound(NotFound):
    """Say that there is no such deed of this person."""

    code = "ticket.bulk_not_found"
    message = "This bulk action was not found."


class BulkUndone(Conflict):
    """Say that a deed was taken back already, or is still going on."""

    code = "ticket.bulk_undone"
    message = "This was taken back already, or is still going on."


class UndoTooLate(Conflict):
    """Say that a deed on many tickets lies too far back to be taken back at once."""

    code = "ticket.undo_too_late"
    message = "This was done more than %(minutes)s minutes ago. Change the tickets themselves."


class TicketRefused(Conflict):
    """Say that a ticket's status does not permit a move."""

    code = "ticket.refused"
    message = "Ticket %(ticket)s does not permit this now."


class TicketStillOpen(TicketRefused):
    """Say that a move needs a ticket that is done, and this one is open."""

    code = "ticket.still_open"
    message = "Ticket %(ticket)s is still open."


class TicketWaiting(TicketRefused):
    """Say that the ticket already waits for the customer."""

    code = "ticket.waiting"
    message = "Ticket %(ticket)s already waits for the customer."


class TicketResolved(TicketRefused):
    """Say that the ticket is resolved."""

    code = "ticket.resolved"
    message = "Ticket %(ticket)s is resolved. Reopen it first."


class TicketClosed(TicketRefused):
    """Say that the ticket is closed."""

    code = "ticket.closed"
    message = "Ticket %(ticket)s is closed. Reopen it or file a new one."


class TicketRejected(TicketRefused):
    """Say that the request was rejected."""

    code = "ticket.rejected"
    message = "The request %(ticket)s was rejected."


class TicketMerged(TicketRefused):
    """Say that the ticket was merged into another one, where work goes on."""

    code = "ticket.merged"
    message = "Ticket %(ticket)s was merged into another one. Go on there."


class TicketChanged(Conflict):
    """Say that the ticket changed since the reader loaded it."""

    code = "ticket.changed"
    message = "Ticket %(ticket)s changed meanwhile. Look at it again and repeat your change."


class NothingAnsweredYet(TicketRefused):
    """Say that there is no answer yet that could be rated."""

    code = "ticket.unanswered"
    message = "Ticket %(ticket)s has no answer yet, so there is nothing to rate."


class NotInP0(TicketRefused):
    """Say that the ticket is not in P0."""

    code = "ticket.not_in_p0"
    message = "Ticket %(ticket)s is not in P0."


class NoBrokenPromise(TicketRefused):
    """Say that no promise of the ticket was broken, so there is nothing to exclude."""

    code = "ticket.no_breach"
    message = "No promise of ticket %(ticket)s was broken."


class SameDayPromise(TicketRefused):
    """Say that critical and high tickets are due the same day: no other date is announced (R10)."""

    code = "ticket.same_day"
    message = "Ticket %(ticket)s is due the same day, so no other date can be announced."


class NotRejectable(TicketRefused):
    """Say that only a request of low priority may be rejected (R11)."""

    code = "ticket.not_rejectable"
    message = "Only a request of low priority can be rejected. Ticket %(ticket)s is not one."


class DateInThePast(InvalidInput):
    """Say that the announced date lies behind us."""

    code = "ticket.date_in_the_past"
    message = "The announced date must lie in the future."


class CallInTheFuture(InvalidInput):
    """Say that a logged call lies outside of the ticket's life."""

    code = "ticket.call_in_the_future"
    message = "The call must lie between the ticket's arrival and now."


class MergeLoop(InvalidInput):
    """Say that a ticket cannot be merged into itself or into another customer's ticket."""

    code = "ticket.merge_loop"
    message = "Ticket %(ticket)s cannot be merged into %(into)s."


class EmptyText(InvalidInput):
    """Say that a text is missing."""

    code = "ticket.empty_text"
    message = "Write something first."


class TextTooLong(InvalidInput):
    """Say that a text is longer than the desk takes."""

    code = "ticket.text_too_long"
    message = "The text may have %(limit)s characters, this one has %(got)s."


class NotARating(InvalidInput):
    """Say that a rating is a number from 1 to 5."""

    code = "ticket.not_a_rating"
    message = "A rating is a number from 1 to 5."


class NotAnAgent(InvalidInput):
    """Say that a ticket can be assigned to an active colleague only."""

    code = "ticket.not_an_agent"
    message = "A ticket can be assigned to an active colleague only."


class UnknownFile(InvalidInput):
    """Say that a file named in a form is not this author's."""

    code = "ticket.unknown_file"
    message = "One of the files was not found. Attach it again."


class BadCursor(InvalidInput):
    """Say that a list's place marker is not one of ours."""

    code = "ticket.bad_cursor"
    message = "This place in the list does not exist any more. Start at the top."


class OnlyStaff(NotAllowed):
    """Say that only staff may do this."""

    code = "ticket.only_staff"
    message = "Only staff of the desk may do this."


class OnlyCustomers(NotAllowed):
    """Say that only people of the customer may do this."""

    code = "ticket.only_customers"
    message = "Only the customer may do this."


class OnlyProjectManager(NotAllowed):
    """Say that this is the project manager's to decide (R6)."""

    code = "ticket.only_project_manager"
    message = "Only the project manager may do this."


class SameTicket(InvalidInput):
    """Say that a ticket cannot be linked to itself."""

    code = "ticket.same"
    message = "A ticket cannot be linked to itself. Choose another one."


class AlreadyLinked(Conflict):
    """Say that the two tickets are linked already."""

    code = "ticket.already_linked"
    message = "%(ticket)s and %(other)s are linked already. Remove that link first."


class AnsweredMeanwhile(Conflict):
    """Say that others wrote to the customer, or the customer wrote, since the text was begun."""

    code = "ticket.answered_meanwhile"
    message = (
        "%(name)s wrote while you were writing. Read it above; "
        "if your text still fits, send it again."
    )


class OnlyReplyKeepers(NotAllowed):
    """Say that the replies of the whole desk are kept by administrators and project managers."""

    code = "canned_reply.only_keepers"
    message = "Only an administrator or a project manager may change replies of the whole desk."
