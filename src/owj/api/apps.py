"""The Django application of this room."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers this room with Django, for the wordings of its refusals."""

    name = "owj.api"
    label = "api"
