"""Records that look like one another: by which fields, and which ones there are.

Texts are compared folded, telephone numbers as whole numbers, addresses of e-mail without regard
to capitals. Only fields and rows that the actor may see are looked at: nobody learns from a hint
what a list would not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from owj.kernel.persian.folding import fold
from owj.kernel.phones import e164
from owj.server.activity.models import DuplicateRule
from owj.server.activity.refusals import OnlyDesignersRule
from owj.server.layouts.access import entity_of, shown_fields
from owj.server.records.defs import CHECKED_KINDS, EntityDef, FieldDef, Kind
from owj.server.records.lookups import FoldedText

if TYPE_CHECKING:
    from owj.server.records.context import Context

SHOWN = 5
_TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})
_BY_ITSELF = frozenset({Kind.PHONE, Kind.EMAIL, *CHECKED_KINDS})
_UNLIKE = frozenset(
    {Kind.YES_NO, Kind.JSON, Kind.FILE, Kind.IMAGE, Kind.LINKS, Kind.TAGS, Kind.MULTI_CHOICE}
)


@dataclass(frozen=True, slots=True)
class Rule:
    """By which fields, of those the reader sees, records are compared. stored: somebody chose."""

    fields: Sequence[FieldDef]
    blocks: bool
    stored: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that looks the same. by: in which fields."""

    record: Any
    by: Sequence[FieldDef]


def rule_of(ctx: Context, entity_key: str) -> Rule:
    """Return the rule of an entity; where nobody made one: its name, numbers and addresses."""
    entity = entity_of(ctx, entity_key)
    seen = shown_fields(ctx, entity)
    row = DuplicateRule.objects.filter(entity_id=entity.id).first()
    if row is None:
        return Rule([one for one in seen if _usual(entity, one)], blocks=False, stored=False)
    chosen = set(row.fields)
    return Rule([one for one in seen if one.id in chosen], row.blocks, stored=True)


def _usual(entity: EntityDef, field: FieldDef) -> bool:
    is_name = field.key == entity.title and field.kind is Kind.TEXT
    return not field.computed and (is_name or field.kind in _BY_ITSELF)


def comparable(ctx: Context, entity_key: str) -> list[FieldDef]:
    """Return the fields by which records can be compared."""
    fields = shown_fields(ctx, entity_of(ctx, entity_key))
    return [one for one in fields if one.stored_kind not in _UNLIKE and not one.computed]


@transaction.atomic
def save_rule(ctx: Context, entity_key: str, keys: Sequence[str], *, blocks: bool) -> Rule:
    """Keep by which fields records are compared; none: they are not. Raises: OnlyDesignersRule."""
    entity = entity_of(ctx, entity_key)
    if not ctx.may(entity_key, "design"):
        raise OnlyDesignersRule
    known = {one.key: one.id for one in comparable(ctx, entity_key)}
    DuplicateRule.objects.update_or_create(
        entity_id=entity.id,
        defaults={
            "fields": [known[key] for key in dict.fromkeys(keys) if key in known],
            "blocks": blocks,
            "saved_at": ctx.now,
            "saved_by_id": ctx.actor.user_id,
        },
    )
    return rule_of(ctx, entity_key)


def look_alikes(
    ctx: Context, entity_key: str, values: Mapping[str, Any], *, but: int | None = None
) -> list[Alike]:
    """Return records that look like these values by field key, those alike in most ways first.

    but: a record that is not meant. One query a filled field of the rule.
    """
    found: dict[int, tuple[Any, list[FieldDef]]] = {}
    for field in rule_of(ctx, entity_key).fields:
        value = values.get(field.key)
        for record in _same(ctx, entity_key, field, value) if value not in (None, "") else ():
            if record.id != but:
                found.setdefault(record.id, (record, []))[1].append(field)
    alike = [Alike(record, by) for record, by in found.values()]
    return sorted(alike, key=lambda one: (-len(one.by), -one.record.id))[:SHOWN]


def _same(ctx: Context, entity_key: str, field: FieldDef, value: Any) -> Iterator[Any]:
    rows = ctx.records(entity_key)
    if field.kind in _TEXTS:
        folded = fold(str(value))
        if not folded:
            return
        rows = rows.annotate(folded_=FoldedText(F(field.key))).filter(folded_=folded)
    elif field.kind is Kind.PHONE:
        rows = rows.filter(**{f"{field.key}__in": {str(value), e164(str(value)) or str(value)}})
    elif field.kind is Kind.EMAIL:
        rows = rows.filter(**{f"{field.key}__iexact": str(value)})
    else:
        rows = rows.filter(**{field.attname: getattr(value, "id", value)})
    yield from rows.order_by("-pk")[: SHOWN + 1]
