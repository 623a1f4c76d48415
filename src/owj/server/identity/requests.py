"""Who a request comes from."""

from __future__ import annotations

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


def staff_session(request: HttpRequest) -> UserSession | None:
    """Return a colleague's session, also at an address of the hub: its cookie reaches there."""
    token = request.COOKIES.get(COOKIES["staff"].session)
    return find_session(token, "staff") if token else None
