"""The end of trying a draft."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from owj.kernel.errors import NotFound
from owj.server.configuration.trials import end_trial
from owj.ui.doors import DoorRequest, own_eyes, staff_page


@require_POST
@staff_page
@own_eyes
def end_view(request: DoorRequest) -> HttpResponse:
    """Go back to what is published, at the draft. Raises: NotFound where none is tried."""
    if request.trying is None:
        raise NotFound
    end_trial(request.seat)
    return HttpResponseRedirect(reverse("client:studio_changes"))
