"""The Django application of this room."""

from django.apps import AppConfig


class PackagesConfig(AppConfig):
    """Registers this room with Django, and in every process what the packages bring."""

    name = "owj.packages"
    label = "packages"

    def ready(self) -> None:
        """Make entities, access rules, reactions and timers known to this process."""
        # Packages use models, which exist only now.
        from owj.packages import load_packages

        load_packages()
