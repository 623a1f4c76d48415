"""What one role allows with one entity: verbs with their scopes, and its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from owj.client.admin.state import check_admin
from owj.client.studio.roles.words import (
    ACCESS_WORDS,
    SCOPE_WORDS,
    VERB_WORDS,
    effective_grants,
    governed_entities,
    scopes_for,
)
from owj.kernel.errors import Conflict, DefinitionError, InvalidInput
from owj.server.records.access import is_open
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.records.rights import FieldAccess, Verb, most_access
from owj.server.roles.grants import Grant, Grants, Scope, owner_fields
from owj.server.roles.known import ADMIN, known_role
from owj.server.roles.services import set_entity_rights, set_field_rights
from owj.server.roles.source import read_said_rights
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.draft_trials import goes_into_draft
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@goes_into_draft
def role_entity_view(request: DoorRequest, role: str, entity: str) -> HttpResponse:
    """Show and change what a role allows with an entity."""
    check_admin(request.actor)
    shown, found = known_role(role), _entity(request.ctx, entity)
    if request.method == "POST":
        try:
            _keep(request, role, found)
        except (Conflict, InvalidInput, DefinitionError) as refused:
            return _render(request, shown.key, found, read_grants(request.POST), words_of(refused))
        add_toast(request, gettext("It holds from everybody's next page on"))
        return redirect("client:role", role)
    grants = effective_grants(role, found, read_said_rights())
    return _render(request, shown.key, found, grants)


def read_grants(posted: QueryDict) -> Grants:
    """Return the rights that a form says."""
    owner, condition = posted.get("owner", ""), posted.get("condition", "").strip()
    scopes = {verb: posted.get(f"scope-{verb.value}", "") for verb in Verb}
    return {
        verb: Grant(Scope(scope), owner, condition)
        for verb, scope in scopes.items()
        if scope in SCOPE_WORDS
    }


@transaction.atomic
def _keep(request: DoorRequest, role: str, entity: EntityDef) -> None:
    ctx = request.ctx
    if "reset" in request.POST:
        set_entity_rights(ctx, role, entity.key, None)
        set_field_rights(ctx, role, entity.key, dict.fromkeys(entity.by_key, "write"))
        return
    set_entity_rights(ctx, role, entity.key, read_grants(request.POST))
    set_field_rights(ctx, role, entity.key, _read_access(request.POST, entity))


def _read_access(posted: QueryDict, entity: EntityDef) -> dict[str, FieldAccess]:
    words: Mapping[str, FieldAccess] = {"hidden": "hidden", "read": "read", "write": "write"}
    given = {key: posted.get(f"field-{key}", "") for key in entity.by_key}
    return {key: words[access] for key, access in given.items() if access in words}


def _render(
    request: DoorRequest, role: str, entity: EntityDef, grants: Grants, error: str = ""
) -> HttpResponse:
    said = read_said_rights()
    access: Mapping[str, str] = said.fields.get((role, entity.id), {})
    context: dict[str, Any] = {
        "nav": "roles",
        "role": known_role(role),
        "entity": entity,
        "fixed": role == ADMIN,
        "said": (role, entity.id) in said.entities or bool(access),
        "verbs": _verb_rows(request.ctx, entity, grants),
        "owners": owner_fields(entity),
        "owner": next((one.owner for one in grants.values() if one.owner), ""),
        "condition": next((one.condition for one in grants.values() if one.condition), ""),
        "fields": _field_rows(entity, request.POST if error else None, access),
        "error": error,
    }
    template = "client/studio/roles/rights.html"
    return render(request, template, context, status=422 if error else 200)


def _verb_rows(ctx: Context, entity: EntityDef, grants: Grants) -> list[tuple[Any, ...]]:
    """Return verb, its words, whether it is closed, and its choices with the chosen one."""
    rows = []
    for verb, words in VERB_WORDS.items():
        chosen = grants[verb].scope if verb in grants else None
        choices = [(one.value, SCOPE_WORDS[one], one is chosen) for one in scopes_for(entity, verb)]
        rows.append((verb.value, words, not is_open(ctx, entity.key, verb), choices))
    return rows


def _field_rows(
    entity: EntityDef, posted: QueryDict | None, access: Mapping[str, str]
) -> list[tuple[Any, ...]]:
    """Return each field with its choices; what a package writes alone offers no writing."""
    rows = []
    for key, field in entity.by_key.items():
        chosen = access.get(field.id, "write")
        if posted is not None:
            chosen = posted.get(f"field-{key}", chosen)
        writable = most_access(entity, field) == "write"
        words = {one: ACCESS_WORDS[one] for one in ACCESS_WORDS if writable or one != "read"}
        if not writable:
            words["write"] = ACCESS_WORDS["read"]
        rows.append((field, [(one, said, one == chosen) for one, said in words.items()]))
    return rows


def _entity(ctx: Context, key: str) -> EntityDef:
    found = next((one for one in governed_entities(ctx) if one.key == key), None)
    if found is None:
        raise Http404
    return found
