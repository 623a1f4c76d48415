"""The addresses of Owj Hub, below /hub/."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.hub.people import choose_view, invite_view, people_view, rights_view
from owj.hub.tickets.home import home_view, tickets_view
from owj.hub.tickets.new import new_ticket_view, preview_view
from owj.hub.tickets.page import clock_view, file_view, live_view, ticket_view
from owj.hub.tickets.say import confirm_view, rate_view, reopen_view, reply_view

app_name = "hub"

TICKET = "tickets/<str:tracking_id>"

urlpatterns: list[URLPattern] = [
    path("", home_view, name="home"),
    path("tickets", tickets_view, name="tickets"),
    path("tickets/new", new_ticket_view, name="new_ticket"),
    path("tickets/new/preview", preview_view, name="preview"),
    path(TICKET, ticket_view, name="ticket"),
    path(f"{TICKET}/live", live_view, name="ticket_live"),
    path(f"{TICKET}/clocks/<slug:name>", clock_view, name="clock"),
    path(f"{TICKET}/reply", reply_view, name="reply"),
    path(f"{TICKET}/confirm", confirm_view, name="confirm"),
    path(f"{TICKET}/reopen", reopen_view, name="reopen"),
    path(f"{TICKET}/rate", rate_view, name="rate"),
    path("files/<uuid:file_id>", file_view, name="file"),
    path("customer", choose_view, name="choose_customer"),
    path("people", people_view, name="people"),
    path("people/invite", invite_view, name="invite"),
    path("people/<int:contact_id>/rights", rights_view, name="rights"),
]
