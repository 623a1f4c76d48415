"""The two doors: staff enter Owj Client, customers enter Owj Hub, each with an own cookie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.http import HttpResponseBase

Door = Literal["staff", "hub"]


@dataclass(frozen=True, slots=True)
class DoorCookie:
    """The names and the path under which a door keeps its cookies."""

    session: str
    csrf: str
    path: str


COOKIES: dict[Door, DoorCookie] = {
    "staff": DoorCookie(session="owj_session", csrf="owj_csrf", path="/"),
    "hub": DoorCookie(session="owj_hub_session", csrf="owj_hub_csrf", path="/hub"),
}


def door_of_path(path: str) -> Door:
    """Return the door an address lies behind."""
    return "hub" if path == "/hub" or path.startswith("/hub/") else "staff"


def is_https() -> bool:
    """Return whether the address people use is a secure one."""
    return str(getattr(settings, "BASE_URL", "")).startswith("https:")


def set_session_cookie(
    response: HttpResponseBase, door: Door, token: str, *, max_age_s: int | None
) -> None:
    """Give the browser its token; max_age_s None: until the browser closes."""
    cookie = COOKIES[door]
    response.set_cookie(
        cookie.session,
        token,
        max_age=max_age_s,
        path=cookie.path,
        httponly=True,
        secure=is_https(),
        samesite="Lax",
    )


def drop_session_cookie(response: HttpResponseBase, door: Door) -> None:
    """Take the token away from the browser."""
    cookie = COOKIES[door]
    response.delete_cookie(cookie.session, path=cookie.path, samesite="Lax")
