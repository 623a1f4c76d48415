"""The words of the dashboard's closed sets."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from owj.kernel.sla.causes import Cause
from owj.kernel.sla.clocks import Promise
from owj.packages.desk.queries.reports import Figure, Step

CAUSE_WORDS: Mapping[Cause | None, Words] = {
    Cause.UNASSIGNED: _("Nobody held it"),
    Cause.ASSIGNED_LATE: _("Assigned late"),
    Cause.REOPENED: _("Reopened"),
    Cause.DATE_MISSED: _("The announced date passed"),
    Cause.NOT_ANNOUNCED: _("No date was announced"),
    Cause.WAITED_CUSTOMER: _("Waited for the customer"),
    Cause.RESPONSE_LATE: _("The first response was late already"),
    Cause.NO_REPLY: _("No reply at all"),
    Cause.OUT_OF_HOURS: _("Came while the desk was closed"),
    Cause.NEAR_CLOSING: _("Came near closing"),
    Cause.ANSWERED_LATE: _("Its agent answered late"),
    Cause.FINISHED_LATE: _("Its agent finished late"),
    None: _("Just broken, not judged yet"),
}
# The rule behind each cause, as docs/subsystems/figures.md has it.
CAUSE_RULES: Mapping[Cause, Words] = {
    Cause.UNASSIGNED: _("At the deadline nobody held the ticket."),
    Cause.ASSIGNED_LATE: _("It was first assigned after half of the promised time had passed."),
    Cause.REOPENED: _("This follow-up began when the ticket was opened again."),
    Cause.DATE_MISSED: _("The deadline was a date that had been announced to the customer."),
    Cause.NOT_ANNOUNCED: _("No date was announced within the agreed time."),
    Cause.WAITED_CUSTOMER: _(
        "At the deadline the ticket waited for the customer; the clock goes on."
    ),
    Cause.RESPONSE_LATE: _("The first response had broken its own promise before."),
    Cause.NO_REPLY: _("Somebody held it in time, and nobody has answered at all."),
    Cause.OUT_OF_HOURS: _("It came out of hours and was not answered in time after opening."),
    Cause.NEAR_CLOSING: _("It came so near to closing that the deadline fell on another day."),
    Cause.ANSWERED_LATE: _("None of the others: who held it answered late."),
    Cause.FINISHED_LATE: _("None of the others: who held it finished late."),
}
PROMISE_WORDS: Mapping[Promise, Words] = {
    Promise.FIRST_RESPONSE: _("First response"),
    Promise.FOLLOWUP: _("Follow-up"),
    Promise.ANNOUNCEMENT: _("Announcing a date"),
}
FIGURE_WORDS: Mapping[Figure, Words] = {
    Figure.KEPT: _("Kept promises"),
    Figure.BROKEN: _("Broken promises"),
    Figure.ANSWERED: _("First responses given"),
    Figure.FINISHED: _("Follow-ups completed"),
    Figure.ARRIVED: _("Tickets that came in"),
    Figure.RATED: _("Rated tickets"),
}
STEP_WORDS: Mapping[Step, Words] = {
    Step.DAY: _("day"),
    Step.WEEK: _("week"),
    Step.MONTH: _("month"),
}
