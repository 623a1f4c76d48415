"""Sets Django up in a process of ours. Nothing of Django is imported before that."""

from __future__ import annotations

import os

from owj.service.installation import Installation


def use_django(installation: Installation, address: str, process: str = "command") -> None:
    """Set Django up for one installation and the database that runs at `address`."""
    import django

    os.environ["OWJ_DATA"] = str(installation.data)
    os.environ["DATABASE_URL"] = address
    os.environ["OWJ_PROCESS"] = process
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "owj.boot.settings")
    django.setup()
