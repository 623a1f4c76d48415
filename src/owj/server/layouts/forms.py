"""Forms: how a record is laid out to be made, edited and shown, with conditions in FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from owj.kernel.errors import OwjError
from owj.kernel.feel import compile_expression
from owj.server.layouts.access import entity_of, shown_fields
from owj.server.layouts.conditions import RECORD_KEYS
from owj.server.layouts.defaults import form_of_fields
from owj.server.layouts.definitions import (
    FormDefinition,
    form_from_json,
    form_to_json,
)
from owj.server.layouts.models import FormLayout
from owj.server.layouts.refusals import FormChangedMeanwhile, FormConditionRefused, OnlyDesigners
from owj.server.records.conditions.fields import names_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef

NOTHING_BESIDE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FormState:
    """Which fields a form shows for the values at hand, and which must be filled."""

    visible: frozenset[str]
    required: frozenset[str]


def form_of(ctx: Context, entity_key: str, purpose: str) -> FormDefinition:
    """Return the form of an entity for a purpose, with the fields that the actor may see."""
    entity = entity_of(ctx, entity_key)
    fields = shown_fields(ctx, entity)
    stored = stored_form(ctx, entity_key, purpose)
    form = stored if stored is not None else form_of_fields(fields)
    return form.narrowed(frozenset(one.key for one in fields))


def stored_form(ctx: Context, entity_key: str, purpose: str) -> FormDefinition | None:
    """Return the form somebody drew for a purpose; None: nobody did."""
    entity = entity_of(ctx, entity_key)
    row = FormLayout.objects.filter(entity_id=entity.id, purpose=purpose).first()
    return form_from_json(entity, row.definition) if row else None


@transaction.atomic
def save_form(
    ctx: Context,
    entity_key: str,
    purpose: str,
    form: FormDefinition,
    *,
    seen: int | None = None,
) -> FormDefinition:
    """Keep a form for a purpose.

    seen: the version that the drawing began with, 0 for none; None: whatever is there.
    Raises: OnlyDesigners, FormConditionRefused, FormChangedMeanwhile.
    """
    entity = _designed(ctx, entity_key)
    for one in form.fields:
        for text in (one.visible_if, one.required_if):
            if text.strip():
                _check_condition(entity, one.key, text)
    definition = form_to_json(entity, form)
    row, made = FormLayout.objects.select_for_update(of=("self",)).get_or_create(
        entity_id=entity.id,
        purpose=FormLayout.Purpose(purpose),
        defaults={
            "definition": definition,
            "saved_at": ctx.now,
            "saved_by_id": ctx.actor.user_id,
        },
    )
    if seen is not None and seen != (0 if made else row.version):
        name = row.saved_by.full_name if row.saved_by else _("Somebody")
        raise FormChangedMeanwhile(name=name)
    if not made:
        row.definition, row.saved_at, row.saved_by_id = definition, ctx.now, ctx.actor.user_id
        row.version += 1
        row.save()
    return form_from_json(entity, definition)


def form_version(ctx: Context, entity_key: str, purpose: str) -> int:
    """Return the version of a form that somebody drew; 0: nobody did."""
    rows = FormLayout.objects.filter(entity_id=entity_of(ctx, entity_key).id, purpose=purpose)
    return rows.values_list("version", flat=True).first() or 0


def reset_form(ctx: Context, entity_key: str, purpose: str) -> None:
    """Go back to the form that follows from the fields. Raises: OnlyDesigners."""
    entity = _designed(ctx, entity_key)
    FormLayout.objects.filter(entity_id=entity.id, purpose=purpose).delete()


def _designed(ctx: Context, entity_key: str) -> EntityDef:
    entity = entity_of(ctx, entity_key)
    if not ctx.may(entity_key, "design"):
        raise OnlyDesigners
    return entity


def _check_condition(entity: EntityDef, key: str, text: str) -> None:
    try:
        compile_expression(text, names=_names(entity))
    except OwjError as error:
        label = entity.by_key[key].label if key in entity.by_key else key
        raise FormConditionRefused(field=label, why=str(error)) from error


def _names(entity: EntityDef) -> list[str]:
    return [name for name in names_of(entity) if name not in RECORD_KEYS]


def state_of(
    entity: EntityDef,
    form: FormDefinition,
    values: Mapping[str, Any],
    beside: Mapping[str, Any] = NOTHING_BESIDE,
) -> FormState:
    """Return what a form shows for values by field key, as FEEL reads them.

    beside: what conditions may name besides the fields, which go before it. A condition that
    cannot be worked out hides nothing and asks for nothing.
    """
    scope = dict(beside) | {
        name: values.get(found[0].key)
        for name, found in names_of(entity).items()
        if len(found) == 1
    }
    visible = frozenset(
        one.key for one in form.fields if not one.visible_if or _holds(one.visible_if, scope, True)
    )
    required = frozenset(
        one.key
        for one in form.fields
        if one.key in visible and one.required_if and _holds(one.required_if, scope, False)
    )
    return FormState(visible, required)


def _holds(text: str, scope: Mapping[str, Any], otherwise: bool) -> bool:
    try:
        value = compile_expression(text, names=list(scope)).evaluate(scope).value
    except OwjError:
        return otherwise
    return value if isinstance(value, bool) else False
