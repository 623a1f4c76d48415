"""The Django application of this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from owj.ui.navigation import Place, add_place


class ClientConfig(AppConfig):
    """Registers this room with Django, and its places with the shell."""

    name = "owj.client"
    label = "client"

    def ready(self) -> None:
        """Tell the shell where staff can go."""
        places = (
            Place("inbox", _("Service desk"), "inbox", "client:inbox", go="KeyD", home=True),
            Place("customers", _("Customers"), "building-2", "client:customers", go="KeyM"),
            Place("agreement", _("Agreement"), "scale", "client:agreement", go="KeyT"),
        )
        for place in places:
            add_place("staff", place)
