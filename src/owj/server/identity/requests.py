"""Who a request comes from."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest

from owj.server.identity.doors import COOKIES, Door, door_of_path
from owj.server.identity.models import UserSession
from owj.server.identity.sessions import find_session

ASKED = "_owj_session_found"


def door_of(request: HttpRequest) -> Door:
    """Return the door the request's address lies behind."""
    return door_of_path(request.path_info)


def signed_in(request: HttpRequest) -> UserSession | None:
    """Return the request's session with its user, or None. One query, once a request."""
    if not hasattr(request, ASKED):
        door = door_of(request)
        token = request.COOKIES.get(COOKIES[door].session)
        setattr(request, ASKED, find_session(token, door) if token else None)
    session: UserSession | None = getattr(request, ASKED)
    return session


async def signed_in_for_stream(request: HttpRequest) -> UserSession | None:
    """Return the request's session and give its database connection back at once.

    A stream lives for hours; it must not hold a connection while it waits.
    """

    def look_up() -> UserSession | None:
        try:
            return signed_in(request)
        finally:
            connection.close()

    return await sync_to_async(look_up, thread_sensitive=True)()
