"""Reading records: which fields, in which order, with which neighbours, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.api.cursors import question_of, read_cursor, write_cursor
from owj.api.refusals import FilterRefused, ParameterRefused
from owj.api.sorting import SYSTEM_FIELDS, read_sort
from owj.api.statements import decode_json, fetch
from owj.kernel.feel import Environment, FeelSyntaxError
from owj.server.agreements.in_force import Calendars
from owj.server.identity.models import User
from owj.server.records import Verb, generic
from owj.server.records.access import visible_fields
from owj.server.records.conditions import ConditionRefused, compile_condition
from owj.server.records.context import Context
from owj.server.records.defs import FieldDef, Kind
from owj.server.records.refusals import RecordNotFound
from owj.server.records.rowtypes import ValueRows

USUAL_LIMIT, MOST_AT_ONCE = 50, 200
LIST_PARAMETERS = ("filter", "sort", "fields", "expand", "limit", "cursor")
ONE_PARAMETERS = ("fields", "expand")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """Which fields of an entity are sent, and which links with the record behind them."""

    entity_key: str
    fields: tuple[FieldDef, ...]
    expanded: tuple[FieldDef, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return what is read of a row."""
        return (*SYSTEM_FIELDS, *(one.attname for one in self.fields))

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names under which it is sent, in the same order."""
        return (*SYSTEM_FIELDS, *(one.key for one in self.fields))

    def row(self, values: Sequence[Any]) -> Row:
        """Return a row of the columns by its names; what stands behind them is left out."""
        return dict(zip(self.names, values, strict=False))


def list_records(ctx: Context, entity_key: str, asked: QueryDict) -> dict[str, Any]:
    """Return one page: items, and the cursor of the next one.

    Raises: VerbRefused, ParameterRefused, CursorUnknown, FilterRefused, FieldHidden,
        PathOutOfReach.
    """
    check_names(asked, LIST_PARAMETERS)
    view = read_view(ctx, entity_key, asked)
    condition = asked.get("filter", "")
    words_of(asked, "sort")  # refuses empty ones; one that stands twice is counted twice
    sort = asked.get("sort", "")
    terms = read_sort(sort, _by_key(visible_fields(ctx, entity_key)))
    if "filter" in asked and not condition.strip():
        raise ParameterRefused(parameter="filter", expected=_("a condition"), got=_("nothing"))
    question = question_of(entity_key, sort, condition)
    limit = _limit(asked)
    cursor = asked.get("cursor", "")
    places = [term.name for term in terms]

    def ask() -> ValueRows[Any]:
        rows = generic.rows(ctx, entity_key)
        if condition:
            rows = rows.filter(_condition(ctx, entity_key, condition))
        if "cursor" in asked:
            rows = rows.filter(read_cursor(cursor, question, terms))
        rows = rows.order_by(*(term.order for term in terms))
        return rows.values_list(*view.columns, *places)[: limit + 1]

    key = None if "cursor" in asked else (entity_key, view.columns, sort, condition, limit)
    found = fetch(ctx, key, ask)
    page = found[:limit]
    decode_json(view, page)
    names = view.names
    items = [dict(zip(names, row, strict=False)) for row in page]
    expand(ctx, view, items)
    more = len(found) > limit
    following = write_cursor(question, page[-1][-len(places) :]) if more else None
    return {"items": items, "next": following}


def read_record(ctx: Context, entity_key: str, record_id: int, asked: QueryDict) -> Row:
    """Return one record. Raises: RecordNotFound, VerbRefused, ParameterRefused."""
    check_names(asked, ONE_PARAMETERS)
    view = read_view(ctx, entity_key, asked)
    rows = generic.rows(ctx, entity_key).filter(pk=record_id)
    found = rows.values_list(*view.columns).first()
    if found is None:
        raise RecordNotFound(entity=ctx.snapshot.entity(entity_key).label, id=record_id)
    row = view.row(found)
    expand(ctx, view, [row])
    return row


def read_records(ctx: Context, entity_key: str, ids: Sequence[int]) -> dict[int, Row]:
    """Return those of some records that the caller may read, whole, by id."""
    if not ids or not ctx.may(entity_key, Verb.READ):
        return {}
    view = View(entity_key, tuple(visible_fields(ctx, entity_key)), ())
    rows = generic.rows(ctx, entity_key).filter(pk__in=ids)
    return {values[0]: view.row(values) for values in rows.values_list(*view.columns)}


def read_view(ctx: Context, entity_key: str, asked: QueryDict) -> View:
    """Return what `fields` and `expand` ask for. Raises: ParameterRefused."""
    visible = _by_key(visible_fields(ctx, entity_key))
    fields = tuple(visible.values())
    if "fields" in asked:
        wanted = words_of(asked, "fields")
        known = {**visible, **SYSTEM_FIELDS}
        _check_known("fields", wanted, known)
        fields = tuple(one for key, one in visible.items() if key in wanted)
    expandable = {key: one for key, one in visible.items() if may_expand(ctx, one)}
    expanded = words_of(asked, "expand")
    _check_known("expand", expanded, expandable)
    sent = _by_key(fields)
    # What is expanded is sent, whether `fields` names it or not.
    fields += tuple(expandable[key] for key in expanded if key not in sent)
    return View(entity_key, fields, tuple(expandable[key] for key in expanded))


def may_expand(ctx: Context, field: FieldDef) -> bool:
    """Return whether the actor may be sent what a link leads to."""
    if field.stored_kind is Kind.USER:
        return ctx.actor.is_staff
    is_link = field.stored_kind is Kind.LINK and field.target is not None
    return is_link and ctx.may(field.target or "", Verb.READ)


def expand(ctx: Context, view: View, items: Sequence[Row]) -> None:
    """Put the records behind links in place of their ids; one that is out of reach is null."""
    for field in view.expanded:
        ids = {row[field.key] for row in items} - {None}
        is_person = field.stored_kind is Kind.USER
        found = _people(ids) if is_person else _records(ctx, field.target or "", ids)
        for row in items:
            row[field.key] = found.get(row[field.key])


def check_names(asked: QueryDict, allowed: Iterable[str]) -> None:
    """Refuse parameters that mean nothing here, and ones given twice. Raises: ParameterRefused."""
    known = list(allowed)
    for name, values in asked.lists():
        if name not in known:
            names = ", ".join(known)
            expected = (
                format_lazy(_("one of: {names}"), names=names) if known else _("no parameter")
            )
            raise ParameterRefused(parameter=name[:60], expected=expected, got=name[:60])
        if len(values) > 1:
            raise ParameterRefused(parameter=name, expected=_("one value"), got=str(len(values)))
        if "\0" in values[0]:
            raise ParameterRefused(parameter=name, expected=_("a text without NUL"), got="NUL")


def _records(ctx: Context, entity_key: str, ids: Iterable[int]) -> Mapping[int, Row]:
    fields = visible_fields(ctx, entity_key)
    view = View(entity_key, fields, ())
    rows = generic.rows(ctx, entity_key).filter(pk__in=list(ids)).values_list(*view.columns)
    return {row[0]: view.row(row) for row in rows}


def _people(ids: Iterable[int]) -> Mapping[int, Row]:
    people = User.objects.filter(pk__in=list(ids)).values("id", "full_name")
    return {one["id"]: dict(one) for one in people}


def _condition(ctx: Context, entity_key: str, text: str) -> Any:
    try:
        environment = Environment(now=ctx.now.astimezone(ctx.zone), calendars=Calendars(ctx.now))
        compiled = compile_condition(text, entity_key, ctx.snapshot, environment, actor=ctx.actor)
    except (ConditionRefused, FeelSyntaxError) as refused:
        place = {name: refused.data[name] for name in ("start", "end") if name in refused.data}
        raise FilterRefused(
            parameter="filter", reason=refused.code, words=refused, **place
        ) from None
    return compiled.q


def _limit(asked: QueryDict) -> int:
    text = asked.get("limit", str(USUAL_LIMIT))
    if text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= MOST_AT_ONCE:
        return int(text)
    expected = format_lazy(_("a number from 1 to {most}"), most=MOST_AT_ONCE)
    raise ParameterRefused(parameter="limit", expected=expected, got=text[:60])


def words_of(asked: QueryDict, name: str) -> tuple[str, ...]:
    """Return the words of a parameter, commas between them, each once. Raises: ParameterRefused."""
    if name not in asked:
        return ()
    given = asked.get(name, "")
    words = tuple(dict.fromkeys(word.strip() for word in given.split(",")))
    if "" in words:
        expected = _("words with commas between them")
        raise ParameterRefused(parameter=name, expected=expected, got=given[:60] or _("nothing"))
    return words


def _check_known(parameter: str, words: Iterable[str], known: Mapping[str, FieldDef]) -> None:
    for word in words:
        if word not in known:
            names = ", ".join(known)
            expected = format_lazy(_("some of {names}"), names=names) if known else _("no word")
            raise ParameterRefused(parameter=parameter, expected=expected, got=word[:60])


def _by_key(fields: Iterable[FieldDef]) -> dict[str, FieldDef]:
    return {one.key: one for one in fields}
