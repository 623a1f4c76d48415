"""The studio's door: only whoever may design comes in."""

from __future__ import annotations

from functools import wraps
from typing import ParamSpec

from django.http import HttpResponseBase

from owj.server.context import Actor
from owj.server.schema.errors import OnlyDesigners
from owj.ui.doors import DoorRequest, OpenView, View, staff_page
from owj.ui.draft_trials import AS_PUBLISHED

P = ParamSpec("P")


def check_designer(actor: Actor) -> None:
    """Refuse everybody who may not design. Raises: OnlyDesigners."""
    if not actor.has_role("admin"):
        raise OnlyDesigners


def designer_page(view: View[P]) -> OpenView[P]:
    """Let only designers in; every page and deed of the studio stands behind this."""

    @wraps(view)
    def checked(request: DoorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        check_designer(request.actor)
        return view(request, *args, **kwargs)

    # The studio shows drafts by itself.
    vars(checked).setdefault("in_trials", AS_PUBLISHED)
    return staff_page(checked)
