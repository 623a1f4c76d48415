"""The roles there are, what each allows, and who carries it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.admin.state import check_admin
from owj.client.studio.roles.words import VERB_WORDS, rows_of_role
from owj.kernel.errors import Conflict, InvalidInput
from owj.kernel.whole import whole
from owj.server.identity.models import User
from owj.server.roles.known import ADMIN, HUB, known_role, known_roles
from owj.server.roles.services import create_role, delete_role, rename_role, set_people
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.draft_trials import goes_into_draft
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@goes_into_draft
def roles_view(request: DoorRequest) -> HttpResponse:
    """List the roles; make a new one."""
    check_admin(request.actor)
    error = ""
    if request.method == "POST":
        name, english = request.POST.get("name", ""), request.POST.get("name_en", "")
        try:
            made = create_role(request.actor, name, english)
        except (Conflict, InvalidInput) as refused:
            error = words_of(refused)
        else:
            add_toast(request, gettext("The role is there. It allows nothing yet."))
            return redirect("client:role", made.key)
    carriers = _carriers()
    rows = [(role, carriers.get(role.key, [])) for role in known_roles()]
    context = {"nav": "roles", "tab": "roles", "rows": rows, "error": error, "given": request.POST}
    return render(request, "client/studio/roles/roles.html", context, status=422 if error else 200)


@require_GET
@staff_page
def role_view(request: DoorRequest, role: str) -> HttpResponse:
    """Show what a role allows, and who carries it."""
    check_admin(request.actor)
    shown = known_role(role)
    staff = User.objects.filter(kind=User.Kind.STAFF).order_by("full_name")
    context = {
        "nav": "roles",
        "role": shown,
        "verbs": VERB_WORDS.values(),
        "rows": rows_of_role(request.ctx, role),
        "is_admin_role": role == ADMIN,
        "is_hub_role": role == HUB,
        "people": [(one, role in one.roles) for one in staff if one.is_active or role in one.roles],
        "me": request.actor.user_id,
    }
    return render(request, "client/studio/roles/role.html", context)


@require_POST
@staff_page
def role_people_view(request: DoorRequest, role: str) -> HttpResponse:
    """Let exactly the chosen colleagues carry the role."""
    ids = [id_ for one in request.POST.getlist("person") if (id_ := whole(one)) is not None]
    return _change(
        request,
        role,
        lambda: set_people(request.actor, role, ids),
        gettext("It holds from their next page on"),
    )


@require_POST
@staff_page
@goes_into_draft
def role_name_view(request: DoorRequest, role: str) -> HttpResponse:
    """Call the role otherwise."""
    name, english = request.POST.get("name", ""), request.POST.get("name_en", "")
    return _change(
        request,
        role,
        lambda: rename_role(request.actor, role, name, english),
        gettext("The role has its new name"),
    )


@require_POST
@staff_page
@goes_into_draft
def role_delete_view(request: DoorRequest, role: str) -> HttpResponse:
    """Take the role away."""
    check_admin(request.actor)
    known_role(role)
    try:
        delete_role(request.actor, role)
    except Conflict as refused:
        add_toast(request, words_of(refused), tone="danger")
        return redirect("client:role", role)
    add_toast(request, gettext("The role is gone"))
    return redirect("client:roles")


def _change(request: DoorRequest, role: str, act: Callable[[], None], done: str) -> HttpResponse:
    check_admin(request.actor)
    known_role(role)
    try:
        act()
    except (Conflict, InvalidInput) as refused:
        add_toast(request, words_of(refused), tone="danger")
    else:
        add_toast(request, done)
    return redirect("client:role", role)


def _carriers() -> dict[str, list[str]]:
    """Return the names of the active colleagues who carry each role."""
    found: dict[str, list[str]] = {}
    staff = User.objects.filter(kind=User.Kind.STAFF, is_active=True).order_by("full_name")
    for name, roles in staff.values_list("full_name", "roles"):
        for role in roles:
            found.setdefault(role, []).append(name)
    return found
