"""What the desk tells people, by which ways unless they chose others."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from owj.server.notices.kinds import NoticeKind, Way, register_notice_kinds

LETTER_TOO = frozenset({Way.APP, Way.EMAIL})

register_notice_kinds(
    [
        NoticeKind(
            "ticket_assigned",
            _("A ticket is given to me"),
            _("%(ticket)s was given to you"),
            "user-plus",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "customer_replied",
            _("A customer answers on a ticket of mine"),
            _("The customer answered %(ticket)s"),
            "message-square",
        ),
        NoticeKind(
            "mentioned",
            _("A colleague mentions me"),
            _("%(by)s mentioned you in %(ticket)s"),
            "at-sign",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "followed_news",
            _("News of a ticket that I follow"),
            _("There is news of %(ticket)s, which you follow"),
            "eye",
        ),
        NoticeKind(
            "deadline_near",
            _("A deadline is near"),
            _("%(promise)s of %(ticket)s is due soon"),
            "alarm-clock",
        ),
        NoticeKind(
            "promise_broken",
            _("A promise was broken"),
            _("%(promise)s of %(ticket)s was broken"),
            "triangle-alert",
            tone="danger",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "p0_alarm",
            _("A ticket in P0 still waits"),
            _("%(ticket)s is still in P0"),
            "siren",
            tone="danger",
        ),
        NoticeKind(
            "breach_superseded",
            _("A broken promise is taken back by the calendar"),
            _("%(promise)s of %(ticket)s counts as broken no more: that day was closed"),
            "calendar-check",
        ),
        NoticeKind(
            "calendar_applied",
            _("A calendar that I changed holds for every open ticket"),
            _("Your calendar holds for all open tickets: %(moved)s later, %(relieved)s back"),
            "calendar-check",
        ),
        NoticeKind(
            "ticket_received",
            _("A ticket that I file has arrived"),
            _("We have received %(ticket)s"),
            "inbox",
            door="hub",
            by_default=frozenset({Way.EMAIL}),
        ),
        NoticeKind(
            "desk_replied",
            _("The desk answers"),
            _("The desk answered %(ticket)s"),
            "message-square",
            door="hub",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "ticket_moved",
            _("The status of a ticket changes"),
            _("%(ticket)s: %(status)s"),
            "refresh-cw",
            door="hub",
        ),
        NoticeKind(
            "date_announced",
            _("A date is announced for a ticket"),
            _("A date was announced for %(ticket)s"),
            "calendar",
            door="hub",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "confirmation_asked",
            _("The desk asks whether a ticket is solved"),
            _("Is %(ticket)s solved? Please confirm it"),
            "check-check",
            door="hub",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "rating_asked",
            _("The desk asks for a rating"),
            _("How was our work on %(ticket)s?"),
            "star",
            door="hub",
        ),
        NoticeKind(
            "deadline_moved",
            _("A deadline moves because a day was closed"),
            _("%(ticket)s has a later deadline: a day was closed"),
            "calendar",
            door="hub",
            by_default=LETTER_TOO,
        ),
    ]
)
