"""The tree of teams, and who is in each."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from owj.client.admin.state import check_admin
from owj.kernel.errors import Conflict, InvalidInput, NotFound
from owj.kernel.whole import whole
from owj.server.identity.models import User
from owj.server.roles.teams import (
    change_team,
    create_team,
    delete_team,
    set_team_people,
    team_tree,
)
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def teams_view(request: DoorRequest) -> HttpResponse:
    """Show the tree; make a team."""
    check_admin(request.actor)
    if request.method == "POST":
        name, parent = request.POST.get("name", ""), _parent(request)
        return _do(request, lambda: create_team(request.actor, name, parent))
    staff = User.objects.filter(kind=User.Kind.STAFF, is_active=True).order_by("full_name")
    context = {"nav": "roles", "tab": "teams", "teams": team_tree(), "staff": list(staff)}
    return render(request, "client/studio/roles/teams.html", context)


@require_POST
@staff_page
def team_view(request: DoorRequest, team_id: int) -> HttpResponse:
    """Rename, move, fill or take away a team."""
    check_admin(request.actor)
    by, posted = request.actor, request.POST
    if "delete" in posted:
        return _do(request, lambda: delete_team(by, team_id))
    if "people" in posted:
        ids = [id_ for one in posted.getlist("person") if (id_ := whole(one)) is not None]
        return _do(request, lambda: set_team_people(by, team_id, ids))
    name, parent = posted.get("name", ""), _parent(request)
    return _do(request, lambda: change_team(by, team_id, name, parent))


def _parent(request: DoorRequest) -> int | None:
    return whole(request.POST.get("parent", ""))


def _do(request: DoorRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except NotFound:
        raise
    except (Conflict, InvalidInput) as refused:
        add_toast(request, words_of(refused), tone="danger")
    else:
        add_toast(request, gettext("The teams are kept"))
    return redirect("client:teams")
