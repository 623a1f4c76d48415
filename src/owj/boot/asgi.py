"""The ASGI application that the web server loads."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from owj.server.collector import spare_collector
from owj.service.body_limit import FIELDS_BYTES, BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "owj.boot.settings")


def make_application() -> BodyLimit:
    """Return Django within the limit of what one form of ours may weigh."""
    application = get_asgi_application()
    # A room with models is imported after Django is set up.
    from owj.ui.forms.uploads import FILES_AT_ONCE

    return BodyLimit(application, FILES_AT_ONCE * settings.FILE_LIMIT_BYTES + FIELDS_BYTES)


application = make_application()
spare_collector()
