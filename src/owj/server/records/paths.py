"""Keeps queries inside what the actor may see, also where they pass through links.

A condition behind a link counts only for linked rows that the actor may see: each such leaf is
joined with the target's access rule. What cannot be narrowed so (sorting, annotating and reading
values behind a link) is refused for an actor who sees only a part of the target.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from django.db.models import F, OuterRef, Q
from django.db.models.constants import LOOKUP_SEP

from owj.kernel.errors import DefinitionError
from owj.server.records.access import reach_of
from owj.server.records.generated import Generated
from owj.server.records.linked import CountOfLinks, LinkedRows
from owj.server.records.refusals import FieldHidden, PathOutOfReach
from owj.server.records.rights import ALL, NONE, Verb

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.queryset import RecordSet
    from owj.server.records.rowtypes import Rows
    from owj.server.records.snapshot import Hop


def narrow(ctx: Context, entity_key: str) -> Q | None:
    """Return the condition of the actor's own access to an entity; None: every row."""
    reach = ctx.reach(entity_key)
    if reach is ALL:
        return None
    return Q(pk__in=()) if reach is NONE else reach


def narrow_to(ctx: Context, rows: RecordSet, entity_key: str, verb: Verb) -> RecordSet:
    """Return of some rows those that a verb of the actor reaches."""
    reach = reach_of(ctx, entity_key, verb)
    if reach is ALL:
        return rows
    if reach is NONE:
        return rows.none()
    rows = rows.all()
    rows.query.add_q(reach)
    return rows


def narrowed(rows: Rows[Any], condition: Q) -> Rows[Any]:
    """Return rows for which a condition of the program holds, whatever the actor may ask."""
    found = cast("RecordSet", rows).all()
    found.query.add_q(condition)
    return cast("Rows[Any]", found)


def check_rule(ctx: Context, entity_key: str, rule: Q) -> None:
    """Refuse a rule that a join to many would make return rows twice. Raises: DefinitionError."""
    for path, _ in _paths_in(rule):
        for prefix, hop in ctx.snapshot.hops(entity_key, path):
            if hop.many:
                raise DefinitionError(
                    where=f"access rule of {entity_key}",
                    expected="fields, links forward, and ids looked up through ctx.as_system()",
                    got=f"the way back {prefix}",
                )


def guard_condition(ctx: Context, entity_key: str, given: Q, *, negated: bool = False) -> Q:
    """Return the condition so that hidden rows behind links cannot decide it."""
    negated ^= given.negated
    guarded = Q(_connector=given.connector, _negated=given.negated)
    for child in given.children:
        if isinstance(child, Q):
            part: Any = guard_condition(ctx, entity_key, child, negated=negated)
        elif isinstance(child, tuple):
            part = _guard_leaf(ctx, entity_key, child[0], child[1], negated=negated)
        else:
            guard_expression(ctx, entity_key, child)
            part = child
        guarded.children.append(part)
    return guarded


def guard_fields(ctx: Context, entity_key: str, path: str) -> None:
    """Refuse a path that names a hidden field, here or behind links. Raises: FieldHidden."""
    if not ctx.is_guarded:
        return
    at = entity_key
    for part in path.split(LOOKUP_SEP):
        if part in ctx.hidden_names(at):
            raise FieldHidden(field=part)
        hop = ctx.snapshot.way(at, part)
        if hop is None:
            return
        if hop.field in ctx.hidden_names(hop.holder):
            # A way back tells of the link by which others come.
            raise FieldHidden(field=part)
        at = hop.target


def _guard_leaf(ctx: Context, entity_key: str, path: str, value: Any, *, negated: bool) -> Any:
    guard_fields(ctx, entity_key, path)
    if isinstance(value, LinkedRows):
        value = value.seen_by(ctx)
    guard_expression(ctx, entity_key, value)
    leaf = (path, plain_value(value))
    if LOOKUP_SEP not in path and path not in ctx.snapshot.ways_back(entity_key):
        return leaf
    parts = Q(leaf)
    for prefix, hop in _hidden_hops(ctx, entity_key, path):
        if hop.many and negated:
            # Django parts a negated many-valued condition into two questions about any row.
            raise PathOutOfReach(path=prefix)
        rule = narrow(ctx, hop.target)
        if rule is not None:
            parts &= moved_behind(rule, prefix)
    return parts if len(parts.children) > 1 else leaf


def plain_value(value: Any) -> Any:
    """Return ids for records, so that records of any generation may be asked for."""
    if isinstance(value, Generated):
        return value.id
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_value(one) for one in value]
    return value


def guard_path(ctx: Context, entity_key: str, path: str) -> None:
    """Refuse a path that reads behind a link whose target the actor sees only in part."""
    guard_fields(ctx, entity_key, path.lstrip("-"))
    for prefix, _ in _hidden_hops(ctx, entity_key, path.lstrip("-")):
        raise PathOutOfReach(path=prefix)


def guard_expression(ctx: Context, entity_key: str, expression: Any) -> None:
    """Refuse an expression that reads behind such a link."""
    if not hasattr(expression, "resolve_expression"):
        return
    for count in _counts_in(expression):
        if not ctx.is_free(count.target):
            raise PathOutOfReach(path=count.target)
    for path, outer in _paths_in(expression):
        if outer:
            # The outer query's entity is not known here; a plain column of it hides nothing.
            if LOOKUP_SEP in path and not ctx.is_free_everywhere:
                raise PathOutOfReach(path=path)
            if any(path in ctx.hidden_names(key) for key in ctx.snapshot.models):
                raise FieldHidden(field=path)
        else:
            guard_path(ctx, entity_key, path)


def is_hidden(ctx: Context, entity_key: str, path: str) -> bool:
    """Return whether a relation path leads to an entity that the actor sees only in part."""
    guard_fields(ctx, entity_key, path)
    hops = ctx.snapshot.hops(entity_key, f"{path}{LOOKUP_SEP}pk")
    return any(not ctx.is_free(hop.target) or ctx.hidden_names(hop.target) for _, hop in hops)


def _hidden_hops(ctx: Context, entity_key: str, path: str) -> Iterator[tuple[str, Hop]]:
    for prefix, hop in ctx.snapshot.hops(entity_key, path):
        if not ctx.is_free(hop.target):
            yield prefix, hop


def _counts_in(expression: Any) -> Iterator[CountOfLinks]:
    if isinstance(expression, CountOfLinks):
        yield expression
    elif hasattr(expression, "get_source_expressions") and not hasattr(expression, "query"):
        parts: Iterable[Any] = expression.get_source_expressions()
        for part in parts:
            yield from _counts_in(part)


def _paths_in(expression: Any) -> Iterator[tuple[str, bool]]:
    if isinstance(expression, F):
        yield expression.name, isinstance(expression, OuterRef)
    elif isinstance(expression, Q):
        for child in expression.children:
            if isinstance(child, tuple):
                yield child[0], False
                yield from _paths_in(child[1])
            else:
                yield from _paths_in(child)
    elif hasattr(expression, "get_source_expressions") and not hasattr(expression, "query"):
        parts: Iterable[Any] = expression.get_source_expressions()
        for part in parts:
            if part is not None:
                yield from _paths_in(part)


def moved_behind(rule: Q, prefix: str) -> Q:
    """Return a rule about an entity as a condition about those who link to it."""
    moved = Q(_connector=rule.connector, _negated=rule.negated)
    for child in rule.children:
        if isinstance(child, Q):
            moved.children.append(moved_behind(child, prefix))
        elif isinstance(child, tuple):
            moved.children.append((f"{prefix}{LOOKUP_SEP}{child[0]}", child[1]))
        else:
            raise DefinitionError(
                where="access rule", expected="a Q of lookups", got=type(child).__name__
            )
    return moved
