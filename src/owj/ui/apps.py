"""The Django application of this room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers this room with Django."""

    name = "owj.ui"
    label = "ui"
