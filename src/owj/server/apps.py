"""The Django application of this room."""

from django.apps import AppConfig


class ServerConfig(AppConfig):
    """Registers this room with Django."""

    name = "owj.server"
    label = "server"
