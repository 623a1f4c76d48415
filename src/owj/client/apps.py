"""The Django application of this room."""

from django.apps import AppConfig


class ClientConfig(AppConfig):
    """Registers this room with Django."""

    name = "owj.client"
    label = "client"
