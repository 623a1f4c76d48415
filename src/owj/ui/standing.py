"""For which customer a person of the hub acts now: chosen in the frame, kept in a cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from owj.packages.customers.queries import Standing, standing_at, standings
from owj.server.identity.doors import COOKIES, is_https
from owj.ui.doors import DoorRequest

CHOSEN = "owj_hub_customer"
KEPT_S = 365 * 24 * 3600


def chosen_customer(request: HttpRequest) -> int | None:
    """Return whom the cookie names; it is a wish, and narrowed like everything else."""
    text = request.COOKIES.get(CHOSEN, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def choose_customer(response: HttpResponse, customer_id: int) -> None:
    """Keep for whom the person acts from now on."""
    response.set_cookie(
        CHOSEN,
        str(customer_id),
        max_age=KEPT_S,
        path=COOKIES["hub"].path,
        httponly=True,
        secure=is_https(),
        samesite="Lax",
    )


def own_standing(request: DoorRequest) -> Standing | None:
    """Return where the person stands on this page."""
    return standing_at(request.ctx, chosen_customer(request))


def own_standings(request: DoorRequest) -> tuple[Standing, ...]:
    """Return every place of the person."""
    return standings(request.ctx)
