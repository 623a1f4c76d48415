"""The fields that the organisation added to tickets, on the forms with which tickets are filed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict

from owj.kernel.errors import OwjError
from owj.packages.desk.entity import Ticket
from owj.packages.desk.words import Importance
from owj.server.layouts.access import entity_of
from owj.server.layouts.forms import form_of
from owj.server.records.access import own_field_access
from owj.server.records.defs import FieldDef, Kind
from owj.server.records.rights import OWN_PREFIX
from owj.ui.doors import DoorRequest
from owj.ui.records.forms import RecordForm, read_so_far, take_files
from owj.ui.records.opened import OPENED, opened_in, with_written

# What no form of people writes.
_UNWRITTEN = frozenset({Kind.JSON})


def own_form(
    request: DoorRequest, purpose: str, ask: Callable[[FieldDef], str]
) -> RecordForm | None:
    """Return the further inputs of a new ticket for a purpose; None when there are none.

    ask: where what a link may lead to is searched for; of no address, the link is not asked.
    """
    ctx = request.ctx
    known = ctx.snapshot.schema.by_key[Ticket.key].by_key
    if not any(key.startswith(OWN_PREFIX) for key in known) and OPENED not in request.POST:
        return None
    entity = entity_of(ctx, Ticket.key)
    keys = frozenset(
        key
        for key, access in own_field_access(ctx, entity.key).items()
        if access == "write" and _is_asked(entity.by_key[key], ask)
    )
    given = request.POST if request.method == "POST" else request.GET
    form = form_of(ctx, entity.key, purpose).narrowed(keys)
    form = with_written(form, given, entity.key, keys)
    if not form.sections and not opened_in(given, entity.key):
        return None
    made = RecordForm(ctx, entity, form, given.copy(), bool(request.POST), {}, {}, ask)
    made.known = facts_in(given)
    if not made.posted:
        made.read()
        made.errors = {}
    return made


def read_posted(request: DoorRequest, form: RecordForm | None) -> Mapping[str, Any]:
    """Return what was filled in, checked by the form's conditions; the form keeps what is wrong."""
    if form is None:
        return {}
    form.read()
    take_files(request, form)
    form.check()
    return form.filled()


def read_again(form: RecordForm | None) -> RecordForm | None:
    """Return the inputs with what is written in them so far, nothing of it refused yet."""
    if form is not None:
        read_so_far(form)
    return form


def place_refusal(form: RecordForm | None, error: OwjError) -> bool:
    """Put a refusal beside its input, if it is one of these; return whether it was."""
    name = str(error.data.get("name", ""))
    if form is None or name not in {one.key for one in form.form.fields}:
        return False
    form.refuse(error)
    return True


def facts_in(given: QueryDict) -> dict[str, Any]:
    """Return the ticket's own facts as conditions of its form may ask them."""
    is_bug = given.get("kind") == "bug"
    return {
        "subject": given.get("subject", ""),
        "is_bug": is_bug,
        "blocks_use": is_bug and given.get("blocks_use") == "yes",
        "importance": given.get("importance") or Importance.LOW.value,
    }


def _is_asked(field: FieldDef, ask: Callable[[FieldDef], str]) -> bool:
    if field.kind in (Kind.LINK, Kind.LINKS, Kind.USER):
        return bool(ask(field))
    return field.kind not in _UNWRITTEN
