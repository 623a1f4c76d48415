"""The Django application of this room."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from owj.kernel.errors import NotAllowed
from owj.ui.navigation import Command, Place, add_command, add_place, set_finder


def count_p0(request: HttpRequest) -> int:
    """Return how many tickets are outside of the queue's order; none for who may see none."""
    # Models load after the applications are made.
    from owj.packages.desk.queries import p0_count

    try:
        return p0_count(vars(request)["ctx"])
    except NotAllowed:
        return 0


def own_tasks(request: HttpRequest) -> int:
    """Return how many tasks the reader holds."""
    from owj.client.tasks.inbox import count_tasks

    return count_tasks(vars(request)["ctx"])


class ClientConfig(AppConfig):
    """Registers this room with Django, and its places with the shell."""

    name = "owj.client"
    label = "client"

    def ready(self) -> None:
        """Tell the shell where staff can go."""
        places = (
            Place(
                "inbox",
                _("Service desk"),
                "inbox",
                "client:inbox",
                go="KeyD",
                home=True,
                search="queue=all&q=",
                tone="danger",
                count=count_p0,
            ),
            Place("tasks", _("Tasks"), "list-checks", "client:tasks", go="KeyK", count=own_tasks),
            Place("customers", _("Customers"), "building-2", "client:customers", go="KeyM"),
            Place("proposals", _("Proposals"), "file-text", "client:proposals", phone=False),
            Place("projects", _("Projects"), "list-checks", "client:projects", phone=False),
            Place("invoices", _("Invoices"), "receipt", "client:invoices", go="KeyF", phone=False),
            Place("records", _("Records"), "box", "client:records_home", go="KeyB"),
            Place("dashboard", _("Dashboard"), "chart-column", "client:dashboard", go="KeyR"),
            Place("replies", _("Ready replies"), "zap", "client:replies", go="KeyV", phone=False),
            Place(
                "agreement",
                _("Agreement"),
                "scale",
                "client:agreement",
                go="KeyT",
                phone=False,
            ),
            Place("calendars", _("Calendars"), "calendar", "client:calendars", "KeyH", phone=False),
            Place("roles", _("Access"), "shield-check", "client:roles", phone=False, role="admin"),
            Place(
                "decisions",
                _("Decisions"),
                "table-2",
                "client:decisions",
                phone=False,
                role="admin",
            ),
            Place(
                "processes",
                _("Processes"),
                "waypoints",
                "client:processes",
                phone=False,
                role="admin",
            ),
            Place("studio", _("Studio"), "layers", "client:studio", phone=False, role="admin"),
            Place("state", _("State"), "activity", "client:state", phone=False, role="admin"),
        )
        for place in places:
            add_place("staff", place)
        add_command("staff", Command("new", _("New ticket"), "plus", "client:new_ticket", "C"))
        add_command("staff", Command("views", _("Saved views"), "star", "client:views"))
        set_finder("staff", "client:find")
        self._add_to_lists()

    def _add_to_lists(self) -> None:
        """Let rooms beside the records pages show what is theirs there."""
        from owj.client.proposals.page import lead_panel
        from owj.client.record_imports.button import ask_import_button
        from owj.client.records.panels import (
            ListButton,
            RecordPanel,
            add_list_button,
            add_record_panel,
        )
        from owj.client.studio.processes.record_part import ask_panel

        button = "client/record_imports/button.html"
        add_list_button(ListButton("import", button, ask_import_button, order=50))
        panel = "client/studio/processes/record_panel.html"
        add_record_panel(RecordPanel("processes", panel, ask_panel, order=10))
        add_record_panel(RecordPanel("proposals", "client/proposals/panel.html", lead_panel))
