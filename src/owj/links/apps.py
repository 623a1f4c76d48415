"""The Django application of this room."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    """Registers this room with Django, and its systems with the ports they stand behind."""

    name = "owj.links"
    label = "links"

    def ready(self) -> None:
        """Let the systems register themselves; none is asked before it is chosen."""
        from owj.links import bank_gateways, sms_amoot

        sms_amoot.register()
        bank_gateways.register()
