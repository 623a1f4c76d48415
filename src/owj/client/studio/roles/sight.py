"""Why a person sees a record, and looking through a colleague's eyes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.admin.state import check_admin
from owj.client.studio.roles.words import SCOPE_WORDS, VERB_WORDS, governed_entities
from owj.kernel.errors import NotAllowed
from owj.kernel.persian.digits import latin_digits
from owj.kernel.whole import whole
from owj.server.identity.models import User
from owj.server.records.rights import Verb
from owj.server.roles.known import ADMIN
from owj.server.roles.see_as import begin_seeing_as, latest_looks
from owj.server.roles.sight import explain_sight
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.draft_trials import as_published
from owj.ui.failures import words_of
from owj.ui.navigation import home_url
from owj.ui.toasts import add_toast

_MOST_DIGITS = 18


@require_GET
@staff_page
def sight_view(request: DoorRequest) -> HttpResponse:
    """Ask and answer why a person sees a record or does not; list who looked as whom."""
    check_admin(request.actor)
    people = list(User.objects.filter(is_active=True).order_by("kind", "full_name"))
    entities = governed_entities(request.ctx)
    context: dict[str, Any] = {
        "nav": "roles",
        "tab": "sight",
        "people": people,
        "others": [one for one in people if ADMIN not in one.roles],
        "entities": entities,
        "verbs": [(verb.value, words) for verb, words in VERB_WORDS.items() if _has_rows(verb)],
        "asked": request.GET,
        "looks": latest_looks(20),
    }
    person = next((one for one in people if str(one.pk) == request.GET.get("person")), None)
    entity = next((one for one in entities if one.key == request.GET.get("entity")), None)
    number = latin_digits(request.GET.get("record", "").strip())
    verb = request.GET.get("verb", "read")
    if (
        person
        and entity
        and number.isascii()
        and number.isdigit()
        and len(number) <= _MOST_DIGITS
        and verb in VERBS
    ):
        sight = explain_sight(request.ctx, person, entity.key, int(number), Verb(verb))
        words = [(one, SCOPE_WORDS[one.grant.scope] if one.grant else "") for one in sight.roles]
        context |= {"person": person, "entity": entity, "sight": sight, "roles": words}
        context["may_see_as"] = ADMIN not in person.roles
    elif request.GET.get("record") and person:
        context["missing"] = True
    return render(request, "client/studio/roles/sight.html", context)


@require_POST
@staff_page
@as_published
def see_as_view(request: DoorRequest) -> HttpResponse:
    """Look through a colleague's eyes from the next page on."""
    check_admin(request.actor)
    person = whole(request.POST.get("person", "")) or 0
    try:
        seeing = begin_seeing_as(request.actor, request.seat, person)
    except NotAllowed as refused:
        add_toast(request, words_of(refused), tone="danger")
        return redirect("client:roles")
    add_toast(request, gettext("You look through their eyes now; what you open is written down"))
    outside = User.objects.filter(pk=seeing.person_id, kind=User.Kind.HUB).exists()
    return redirect(home_url("hub" if outside else "staff"))


def _has_rows(verb: Verb) -> bool:
    return verb in (Verb.READ, Verb.UPDATE, Verb.DELETE, Verb.EXPORT)


VERBS = frozenset(verb.value for verb in Verb if _has_rows(verb))
