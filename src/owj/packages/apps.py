"""The Django application of this room."""

from django.apps import AppConfig


class PackagesConfig(AppConfig):
    """Registers this room with Django."""

    name = "owj.packages"
    label = "packages"
