"""The Django application of this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from owj.ui.navigation import Place, add_place, ask_places


class HubConfig(AppConfig):
    """Registers this room with Django, and its places with the shell."""

    name = "owj.hub"
    label = "hub"

    def ready(self) -> None:
        """Tell the shell where customers can go."""
        places = (
            Place("home", _("Home"), "house", "hub:home", go="KeyH", home=True),
            Place("tickets", _("Tickets"), "inbox", "hub:tickets", go="KeyT"),
            Place("invoices", _("Invoices"), "receipt", "hub:invoices", go="KeyF", phone=False),
            Place("new", _("New ticket"), "plus", "hub:new_ticket", go="KeyN"),
            Place("contracts", _("Warranty"), "shield-check", "hub:contracts", go="KeyG"),
            Place("projects", _("Projects"), "list-checks", "hub:projects", go="KeyP"),
            Place("downloads", _("Downloads"), "download", "hub:downloads", phone=False),
            Place("agreement", _("Agreement"), "scale", "hub:agreement", go="KeyA", phone=False),
        )
        for place in places:
            add_place("hub", place)
        from owj.hub.records.shared import shared_places

        ask_places("hub", shared_places)
