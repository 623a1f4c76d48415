"""Work on records: make, change, find. It goes through the generic doors, in a defined name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.errors import OwjError
from owj.kernel.feel import FeelValue
from owj.server.processes.record_values import record_value
from owj.server.processes.work import WorkPlace, register
from owj.server.processes.work.acting import acting_context
from owj.server.processes.work.kinds import (
    ACTS_AS,
    RESULT,
    Parameter,
    ParameterKind,
    WorkKind,
    declare,
    words,
)
from owj.server.processes.work.settings import Settings, WorkSettingRefused
from owj.server.records import generic
from owj.server.records.computed.values import NoValue, kept_value
from owj.server.records.conditions import compile_condition
from owj.server.records.context import Context
from owj.server.records.declare import Entity
from owj.server.records.defs import COMPUTED_KINDS, LINK_KINDS, Kind
from owj.server.records.doors import change_through_door, make_through_door

MOST_FOUND = 200
_ENTITY = Parameter(
    "entity",
    ParameterKind.ENTITY,
    words("موجودیت", "Entity"),
    words("خالی: موجودیت رکورد فرایند.", "Empty: that of the process's record."),
)
_VALUES = Parameter(
    "values",
    ParameterKind.FEEL,
    words("مقدارها", "Values"),
    words(
        'مقدار هر فیلد با کلید آن، مانند \u2066{stage: "won", amount: record.amount * 2}\u2069.',
        'A value for each field by its key, as {stage: "won", amount: record.amount * 2}.',
    ),
    required=True,
)
_RECORD = Parameter(
    "record",
    ParameterKind.FEEL,
    words("رکورد", "Record"),
    words("شمارهٔ رکورد. خالی: رکورد فرایند.", "Its number. Empty: the process's record."),
)

CREATE = declare(
    WorkKind(
        "record.create",
        words("ساختن رکورد", "Create a record"),
        words("رکوردی تازه می‌سازد.", "Makes a new record."),
        "file-plus",
        (
            Parameter("entity", ParameterKind.ENTITY, _ENTITY.label, words("", ""), required=True),
            _VALUES,
            ACTS_AS,
            RESULT,
        ),
    )
)
UPDATE = declare(
    WorkKind(
        "record.update",
        words("تغییر رکورد", "Change a record"),
        words("فیلدهای یک رکورد را می‌نویسد.", "Writes fields of a record."),
        "pencil",
        (_ENTITY, _RECORD, _VALUES, ACTS_AS, RESULT),
    )
)
FIND = declare(
    WorkKind(
        "record.find",
        words("یافتن رکوردها", "Find records"),
        words("رکوردهایی را که شرط دارند می‌یابد.", "Finds the records that meet a condition."),
        "search",
        (
            Parameter("entity", ParameterKind.ENTITY, _ENTITY.label, words("", ""), required=True),
            Parameter(
                "match",
                ParameterKind.FEEL,
                words("برابر با", "Equal to"),
                words(
                    "فیلدهایی که باید برابر باشند، مانند \u2066{customer: record.customer}\u2069.",
                    "Fields that must be equal, as {customer: record.customer}.",
                ),
            ),
            Parameter(
                "where",
                ParameterKind.LONG_TEXT,
                words("و با شرط", "And with the condition"),
                words(
                    "شرطی با فیلدهای موجودیت، مانند \u2066amount > 1000000\u2069.",
                    "A condition over the entity's fields, as amount > 1000000.",
                ),
            ),
            Parameter(
                "limit",
                ParameterKind.NUMBER,
                words("حداکثر", "At most"),
                words("شمار رکوردها؛ ۱ تا ۲۰۰.", "How many records; 1 to 200."),
                default="20",
            ),
            ACTS_AS,
            RESULT,
        ),
    )
)


@register(CREATE.key)
def create_record(place: WorkPlace) -> Outcome:
    """Make a record; the result is its values."""
    said = _settings(CREATE, place)
    ctx = acting_context(place, said.choice("as"))
    entity = _entity(ctx, said.written("entity"))
    record = make_through_door(ctx, entity, _values(ctx, entity, said.context("values")))
    return outcome_of(place, record_value(ctx, _read_whole(ctx, record)))


@register(UPDATE.key)
def update_record(place: WorkPlace) -> Outcome:
    """Change a record; the result is its values afterwards."""
    said = _settings(UPDATE, place)
    ctx = acting_context(place, said.choice("as"))
    entity = _entity(ctx, said.written("entity") or place.entity)
    number = said.value("record")
    if isinstance(number, dict):
        number = number.get("id")
    if number is None and entity == place.entity and place.record_id is not None:
        number = Decimal(place.record_id)
    if not isinstance(number, Decimal):
        raise WorkSettingRefused(part="owj:record", reason="expected the number of a record")
    record = generic.get(ctx, entity, int(number), lock=True)
    record = change_through_door(ctx, record, _values(ctx, entity, said.context("values")))
    return outcome_of(place, record_value(ctx, _read_whole(ctx, record)))


@register(FIND.key)
def find_records(place: WorkPlace) -> Outcome:
    """Find records; the result is a list of their values, the latest made first."""
    said = _settings(FIND, place)
    ctx = acting_context(place, said.choice("as"))
    entity = _entity(ctx, said.written("entity"))
    found = generic.rows(ctx, entity)
    equal = _values(ctx, entity, said.context("match"))
    if equal:
        found = found.filter(**{_attname(ctx, entity, name): one for name, one in equal.items()})
    if where := said.written("where"):
        try:
            condition = compile_condition(where, ctx.snapshot.model(entity), ctx.snapshot)
        except OwjError as error:
            raise WorkSettingRefused(part="owj:where", reason=str(error)) from None
        found = found.filter(condition.q)
    rows = found.order_by("-pk")[: said.number("limit", 1, MOST_FOUND)]
    return outcome_of(place, tuple(record_value(ctx, row) for row in rows))


def outcome_of(place: WorkPlace, value: FeelValue) -> Outcome:
    """Return work that is done, with its result in the variable that the drawing names."""
    name = place.node.result
    return Outcome({name: value} if name else {})


def _settings(kind: WorkKind, place: WorkPlace) -> Settings:
    return Settings(kind, place.node.extensions, place.read, place.ctx.now)


def _entity(ctx: Context, key: str) -> str:
    if key not in ctx.snapshot.models:
        raise WorkSettingRefused(part="owj:entity", reason=f"there is no entity {key[:60]}")
    return key


def _attname(ctx: Context, entity: str, key: str) -> str:
    return ctx.snapshot.entity(entity).by_key[key].attname


def _values(ctx: Context, entity: str, given: Mapping[str, FeelValue]) -> dict[str, Any]:
    """Return values as fields hold them. Raises: WorkSettingRefused."""
    fields = ctx.snapshot.entity(entity).by_key
    written: dict[str, Any] = {}
    for key, value in given.items():
        field = fields.get(key)
        if field is None or field.kind in COMPUTED_KINDS or field.kind is Kind.JSON:
            raise WorkSettingRefused(part="owj:values", reason=f"there is no field {key[:60]}")
        if field.kind in LINK_KINDS:
            number = value.get("id") if isinstance(value, dict) else value
            written[key] = int(number) if isinstance(number, Decimal) else None
            continue
        if isinstance(value, tuple):
            written[key] = [str(one) for one in value]
            continue
        try:
            written[key] = None if value is None else kept_value(field, value)
        except NoValue as error:
            raise WorkSettingRefused(part=f"owj:values {key[:60]}", reason=str(error)) from None
    return written


def _read_whole(ctx: Context, record: Entity) -> Entity:
    return generic.get(ctx, record.key, record.id)
