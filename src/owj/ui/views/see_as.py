"""The end of looking through a colleague's eyes."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from owj.kernel.errors import NotFound
from owj.server.roles.see_as import end_seeing_as
from owj.ui.doors import DoorRequest, own_eyes, safe_next, staff_page
from owj.ui.navigation import home_url


@require_POST
@staff_page
@own_eyes
def end_view(request: DoorRequest) -> HttpResponse:
    """See with one's own eyes again, on the same page. Raises: NotFound when one does already."""
    if request.seeing_as is None and request.seeing_hub_as is None:
        raise NotFound
    end_seeing_as(request.seat)
    return HttpResponseRedirect(safe_next(request, request.POST.get("back", ""), home_url("staff")))
