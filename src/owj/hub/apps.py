"""The Django application of this room."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Registers this room with Django."""

    name = "owj.hub"
    label = "hub"
