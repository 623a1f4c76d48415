"""What an expression is about: a record of an entity, or the question of a decision.

A subject is written "entity:ticket", "draft:x_car" (with the fields of one's own draft) or
"decision:desk.priority".
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from owj.client.studio.door import check_designer
from owj.client.studio.drafted import drafted_of
from owj.kernel.dmn.model import InputData
from owj.kernel.errors import InvalidInput, NotAllowed
from owj.kernel.feel import FeelContext
from owj.kernel.feel.syntax import ContextLiteral, Expr, Name, Path, Tests
from owj.server.decisions.evaluation import compiled_model
from owj.server.decisions.queries import draft_row, version_in_force
from owj.server.decisions.services import may_edit_decisions
from owj.server.records.computed.reading import SchemaNames
from owj.server.records.conditions.compiling import names_in, names_within, steps_of
from owj.server.records.conditions.fields import PEOPLE, FieldName, Names
from owj.server.records.conditions.scope import FieldPath, scope_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, SchemaDef


class SubjectUnknown(InvalidInput):
    """Say that an expression is about nothing that is known."""

    code = "expression.subject_unknown"
    message = "There is nothing called “%(about)s” that an expression could be about."


class SubjectClosed(NotAllowed):
    """Say that the person may not see what the expression is about."""

    code = "expression.subject_closed"
    message = "You may not see what this expression is about."


@dataclass(frozen=True, slots=True)
class Step:
    """Hold a name that stands for nothing: where it is, and of what it was asked."""

    start: int
    end: int
    text: str
    owner: str


class Subject(ABC):
    """Answer which names an expression knows, and what they hold in a sample."""

    label = ""
    # Whether names may be meant that are known only when it runs.
    open = False

    @abstractmethod
    def names(self) -> frozenset[str]:
        """Return every name that may stand in the text, also those after a dot."""

    def stray(self, tree: Expr | Tests, unknown: frozenset[str]) -> Step | None:
        """Return the first name in a tree that stands for nothing."""
        for node in sorted(names_within(tree), key=lambda one: one.start):
            if node.name in unknown:
                return Step(node.start, node.end, node.name, self.label)
        return None

    def sample(self, tree: Expr | Tests, record_id: int | None) -> tuple[FeelContext, str] | None:
        """Return the values of a sample and what it is called; None where there is none."""
        return None


@dataclass(frozen=True)
class EntitySubject(Subject):
    """Be about a record of an entity, as the person sees it.

    drafted: the definitions that would hold, where a text of the studio is written.
    """

    ctx: Context
    key: str
    drafted: SchemaDef | None = None

    @property
    def schema(self) -> SchemaDef:
        """Return the definitions whose fields have names here."""
        return self.drafted or self.ctx.snapshot.schema

    def entity(self, key: str) -> EntityDef:
        """Return an entity of these definitions."""
        return self.schema.by_key[key]

    def all_names(self) -> Mapping[str, Names]:
        """Return the names of every entity's fields."""
        if self.drafted is None:
            return names_in(self.ctx.snapshot)
        every = SchemaNames(self.drafted)
        return {key: every.of(key) for key in (*self.drafted.by_key, PEOPLE)}

    @property
    def label(self) -> str:  # type: ignore[override]  # known only from the definition
        """Return what the entity is called."""
        return str(self.entity(self.key).label)

    def fields(self, entity: str) -> Mapping[str, tuple[FieldName, ...]]:
        """Return the names of an entity's fields that the person may see."""
        known = self.all_names()[entity]
        if entity == PEOPLE or self.drafted is not None:
            return known
        access = self.ctx.field_access(entity)
        return {
            name: seen
            for name, fields in known.items()
            if (seen := tuple(one for one in fields if access.get(one.key) != "hidden"))
        }

    def names(self) -> frozenset[str]:
        """Return the names of all fields of all entities: FEEL needs those with spaces."""
        return frozenset(name for names in self.all_names().values() for name in names)

    def stray(self, tree: Expr | Tests, unknown: frozenset[str]) -> Step | None:
        """Return the first name that is no field, also behind a link."""
        own, every = self.fields(self.key), self.names()
        for node in sorted(names_within(tree), key=lambda one: one.start):
            meant = node.name in every and not is_local(node.name, tree)
            if node.name not in own and (node.name in unknown or meant):
                return Step(node.start, node.end, node.name, self.label)
        found = (self._stray_path(node) for node in walk(tree) if isinstance(node, Path))
        return next((step for step in found if step is not None), None)

    def _stray_path(self, node: Path) -> Step | None:
        at = self.key
        for step in steps_of(node):
            fields = self.fields(at).get(step.name, ()) if step is not None else ()
            if step is not None and isinstance(step, Path) and not fields:
                length = len(step.name)
                owner = str(self.entity(at).label) if at else gettext("A person")
                return Step(step.end - length, step.end, step.name, owner)
            target = fields[0].target if fields else None
            if target is None:
                return None
            at = target
        return None

    def sample(self, tree: Expr | Tests, record_id: int | None) -> tuple[FeelContext, str] | None:
        """Return the fields of the record asked for, or of the last one the person may see."""
        if not self._is_published(tree):
            return None
        rows = self.ctx.records(self.key)
        found: Any = rows.filter(pk=record_id) if record_id is not None else rows.order_by("-pk")
        record = found.first()
        if record is None:
            return None
        title = self.entity(self.key).title
        shown = str(getattr(record, title)) if title else str(record.pk)
        return scope_of(record, self._paths(tree)), shown

    def _is_published(self, tree: Expr | Tests) -> bool:
        """Return whether there can be a record with all fields that a tree reads."""
        published = names_in(self.ctx.snapshot)
        return self.key in published and all(
            at in published and field.key in published[at]
            for path in self._paths(tree)
            for at, (_name, field) in zip(self._owners(path), path, strict=True)
        )

    def _owners(self, path: FieldPath) -> Iterator[str]:
        at: str | None = self.key
        for _name, field in path:
            yield at or PEOPLE
            at = field.target

    def _paths(self, tree: Expr | Tests) -> frozenset[FieldPath]:
        return frozenset(
            path
            for node in walk(tree)
            if isinstance(node, Name | Path) and (path := self._path_of(node))
        )

    def _path_of(self, node: Name | Path) -> FieldPath:
        """Return the fields that a chain of names passes, as far as they are fields."""
        at, path = self.key, list[tuple[str, FieldName]]()
        for step in steps_of(node):
            fields = self.fields(at).get(step.name, ()) if step is not None else ()
            if not fields or step is None:
                break
            path.append((step.name, fields[0]))
            if fields[0].target is None:
                break
            at = fields[0].target
        return tuple(path)


@dataclass(frozen=True)
class DecisionSubject(Subject):
    """Be about the inputs of a decision, as one's draft or the version in force names them."""

    ctx: Context
    key: str

    def names(self) -> frozenset[str]:
        """Return the inputs by name."""
        return frozenset(self.inputs())

    def inputs(self) -> Mapping[str, str]:
        """Return the inputs by name, and their types as they are written."""
        draft = draft_row(self.key, self.ctx.actor)
        source = draft.source if draft is not None else version_in_force(self.key).source
        drawn = compiled_model(source).definitions.elements
        return {one.name: one.variable.type_ref for one in drawn if isinstance(one, InputData)}


def subject_of(ctx: Context, about: str) -> Subject:
    """Return what an expression is about.

    Raises: SubjectUnknown, SubjectClosed, UnknownDecision, OnlyDesigners.
    """
    kind, _colon, key = about.partition(":")
    if kind == "entity" and key in ctx.snapshot.schema.by_key:
        if not ctx.may(key, "read"):
            raise SubjectClosed
        return EntitySubject(ctx, key)
    if kind == "draft":
        check_designer(ctx.actor)
        schema = drafted_of(ctx).schema
        if key in schema.by_key:
            return EntitySubject(ctx, key, schema)
    if kind == "decision":
        version_in_force(key)
        if not may_edit_decisions(ctx.actor):
            raise SubjectClosed
        return DecisionSubject(ctx, key)
    raise SubjectUnknown(about=about[:80])


def walk(tree: object) -> Iterator[Any]:
    """Yield every node of a tree in the order of the text."""
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            if hasattr(node, "_fields"):
                yield node
            waiting.extend(reversed(node))


def is_local(name: str, tree: object) -> bool:
    """Return whether a `for`, `some`, `every`, function or context of the tree names it."""
    return any(
        name in (key for key, _ in node.entries)
        if isinstance(node, ContextLiteral)
        else getattr(node, "name", None) == name and not isinstance(node, Name | Path)
        for node in walk(tree)
    )
