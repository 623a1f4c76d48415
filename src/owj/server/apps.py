"""The Django application of this room."""

from django.apps import AppConfig


class ServerConfig(AppConfig):
    """Registers this room with Django."""

    name = "owj.server"
    label = "server"

    def ready(self) -> None:
        """Let the channels register themselves: every process may write into the outbox."""
        from owj.server.identity import access_letters
        from owj.server.outbox import email, sms

        self.channel_modules = (email, sms, access_letters)
