"""Which stored views and forms use a field: told before it goes to the trash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.server.layouts.models import FormLayout, RecordView
from owj.server.records.context import Context
from owj.server.schema.dependents import Dependent, register_dependents

_VIEWS: dict[str, str | Promise] = {
    RecordView.Kind.LIST: _("List"),
    RecordView.Kind.BOARD: _("Board"),
    RecordView.Kind.CALENDAR: _("Calendar"),
}
_FORMS: dict[str, str | Promise] = {
    FormLayout.Purpose.CREATE: _("Form for new records"),
    FormLayout.Purpose.EDIT: _("Form"),
    FormLayout.Purpose.HUB: _("Form of the hub"),
}


@register_dependents
def uses_in_layouts(ctx: Context, entity_key: str, field_key: str | None) -> Iterator[Dependent]:
    """Yield the views and forms that name a field; another's own view is not named."""
    entity = ctx.snapshot.schema.by_key.get(entity_key)
    field = entity.by_key.get(field_key) if entity and field_key else None
    if entity is None or field is None:
        return
    for view in RecordView.objects.filter(entity_id=entity.id, removed_at=None).order_by("id"):
        if mentions(view.definition, field.id):
            open_to_all = view.shared or view.owner_id == ctx.actor.user_id
            name = view.name if open_to_all else str(_("a colleague's own"))
            yield Dependent(_VIEWS.get(view.kind, _("List")), name)
    for form in FormLayout.objects.filter(entity_id=entity.id).order_by("id"):
        if mentions(form.definition, field.id):
            yield Dependent(_FORMS.get(form.purpose, _("Form")), str(entity.label))


def mentions(definition: Any, field_id: str) -> bool:
    """Return whether a stored definition names a field, by its id, as a value or a name."""
    left = [definition]
    while left:
        part = left.pop()
        if part == field_id:
            return True
        if isinstance(part, dict):
            left += [*part, *part.values()]
        elif isinstance(part, list | tuple):
            left += part
    return False
