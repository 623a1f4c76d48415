"""What an expression in a drawing is about: the record it was started from, and its variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from owj.client.studio.expressions.subject import EntitySubject, Step, Subject, is_local, walk
from owj.kernel.feel import FeelContext, FeelValue
from owj.kernel.feel.syntax import Expr, Name, Path, Tests
from owj.server.processes.record_values import record_value, title_of
from owj.server.records.conditions.compiling import names_in, names_within, steps_of
from owj.server.records.conditions.fields import FieldName
from owj.server.records.context import Context

RECORD = "record"
# What the process reads of its record besides the fields.
ALWAYS = frozenset(("id", "entity"))


@dataclass(frozen=True)
class ProcessSubject(Subject):
    """Be about a process. entity: of its record, or ""; variables: that the drawing writes.

    Other variables may come from outside, so a name that is not known is a doubt and no error.
    """

    ctx: Context
    entity: str
    variables: tuple[str, ...]
    open = True

    def names(self) -> frozenset[str]:
        """Return the variables and the names of all fields: FEEL needs those with spaces."""
        every = names_in(self.ctx.snapshot)
        own = (RECORD,) if self.entity else ()
        fields = (name for names in every.values() for name in names)
        return frozenset((*fields, *self.variables, *own))

    def fields(self) -> dict[str, tuple[FieldName, ...]]:
        """Return the fields of the record that the person may see, by name."""
        return dict(EntitySubject(self.ctx, self.entity).fields(self.entity))

    def stray(self, tree: Expr | Tests, unknown: frozenset[str]) -> Step | None:
        """Return the first name that neither the drawing writes nor the record has."""
        known = {*self.variables, RECORD} if self.entity else set(self.variables)
        every = self.names()
        for node in sorted(names_within(tree), key=lambda one: one.start):
            meant = node.name in every and not is_local(node.name, tree)
            if node.name not in known and (node.name in unknown or meant):
                return Step(node.start, node.end, node.name, "")
        if not self.entity:
            return None
        fields, label = self.fields(), str(self.ctx.snapshot.entity(self.entity).label)
        for node in walk(tree):
            step = self._behind_record(node) if isinstance(node, Path) else None
            if step is not None and step.name not in fields and step.name not in ALWAYS:
                return Step(step.end - len(step.name), step.end, step.name, label)
        return None

    def _behind_record(self, node: Path) -> Path | None:
        steps = [one for one in steps_of(node) if one is not None]
        begins = bool(steps) and isinstance(steps[0], Name) and steps[0].name == RECORD
        second = steps[1] if begins and len(steps) > 1 else None
        return second if isinstance(second, Path) else None

    def sample(self, tree: Expr | Tests, record_id: int | None) -> tuple[FeelContext, str] | None:
        """Return the last record that the person may see, where nothing else is asked."""
        asked = {node.name for node in names_within(tree)}
        if not self.entity or asked != {RECORD}:
            return None
        found = sample_record(self.ctx, self.entity)
        return None if found is None else ({RECORD: found[0]}, found[1])


def sample_record(ctx: Context, entity: str) -> tuple[dict[str, FeelValue], str] | None:
    """Return the last record that the person may see, as processes read it, and its title.

    Fields that are hidden from the person are left out.
    """
    if entity not in ctx.snapshot.models or not ctx.may(entity, "read"):
        return None
    rows: Any = ctx.records(entity)
    record = rows.order_by("-pk").first()
    if record is None:
        return None
    access = ctx.field_access(entity)
    value = {
        name: one
        for name, one in record_value(ctx, record).items()
        if name in ALWAYS or access.get(name) != "hidden"
    }
    title = ctx.snapshot.entity(entity).title
    shown = title_of(ctx, record) if access.get(title or "") != "hidden" else str(record.pk)
    return value, shown


def process_subject(ctx: Context, told: str) -> ProcessSubject:
    """Return the subject of "entity:name,name"; an entity that may not be read counts as none."""
    entity, _colon, names = told.partition(":")
    seen = entity if entity in ctx.snapshot.models and ctx.may(entity, "read") else ""
    variables = tuple(one for one in names.split(",")[:200] if one.isidentifier())
    return ProcessSubject(ctx, seen, variables)
