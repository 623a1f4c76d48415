"""Groups of a list: every row once, figures added up by the database, narrowed by access."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.server.records.conftest import NOW
from tests.server.records.toys import Case, Firm

from owj.client.records.groups import span_name
from owj.kernel.calendars.spans import span_of
from owj.server.layouts.definitions import Total, ViewDefinition, view_from_json, view_to_json
from owj.server.layouts.grouping import (
    GroupFigures,
    figures_for,
    group_figures,
    group_key,
    group_value,
    grouping_of,
)
from owj.server.layouts.listing import Listing, page_of
from owj.server.records.context import Context
from owj.server.records.defs import Kind
from owj.server.records.refusals import FieldHidden
from owj.server.records.rights import (
    ALL,
    EntityRights,
    Verb,
    register_rights_source,
)

SIZES = (Total("size", "sum"), Total("size", "average"), Total("day", "least"))


def parted(ctx: Context, group: str, span: str = "") -> tuple[list[str], dict[str, GroupFigures]]:
    """Return the keys of the rows in their order, and what the groups come to."""
    entity = ctx.snapshot.entity(Case.key)
    grouping = grouping_of(entity, ViewDefinition(group=group, span=span))
    assert grouping is not None
    asked = Listing(entity, sort=grouping.sort)
    values = [group_value(ctx, grouping, one) for one in page_of(ctx, asked, limit=100).rows]
    unique = list({group_key(one): one for one in values}.values())
    found = group_figures(ctx, asked, grouping, unique, SIZES)
    return [group_key(one) for one in values], dict(found)


@pytest.mark.parametrize(
    ("group", "span"),
    [
        ("status", ""),
        ("level", ""),
        ("firm", ""),
        ("assignee", ""),
        ("urgent", ""),
        ("size", ""),
        ("subject", ""),
        *(("day", one) for one in ("day", "week", "month", "quarter", "year")),
        *(("opened_at", one) for one in ("day", "week", "month", "quarter", "year")),
        ("created_at", "month"),
    ],
)
def test_groups_stand_together_and_hold_every_row_once(
    ctx: Context, cases: list[Case], group: str, span: str
) -> None:
    keys, found = parted(ctx, group, span)
    runs = [key for place, key in enumerate(keys) if place == 0 or keys[place - 1] != key]
    assert len(runs) == len(set(runs))
    assert {key: found[key].count for key in set(keys)} == {
        key: keys.count(key) for key in set(keys)
    }
    assert sum(one.figures["sum:size"] or 0 for one in found.values()) == 5 + 1 + 5 + 9 + 3


def test_two_firms_of_one_name_are_two_groups(ctx: Context, cases: list[Case], firm: Firm) -> None:
    twin = ctx.as_system().create(Firm, name=firm.name)
    for place in range(3):
        case = cases[place * 2]
        ctx.as_system().update(ctx.as_system().get(Case, case.id), firm=twin)
    keys, found = parted(ctx, "firm")
    assert sorted(one.count for one in found.values()) == [3, 4]
    assert len([key for place, key in enumerate(keys) if keys[place - 1 : place] != [key]]) == 2


def test_an_instant_belongs_to_the_day_of_the_organisation(ctx: Context, firm: Firm) -> None:
    system = ctx.as_system()
    midnight = NOW.astimezone(ctx.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for minutes in (-1, 1):
        system.create(Case, subject="x", firm=firm, opened_at=midnight + timedelta(minutes=minutes))
    keys, found = parted(ctx, "opened_at", "day")
    assert len(set(keys)) == 2
    assert all(one.count == 1 for one in found.values())


@pytest.mark.parametrize("span", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("day", [date.max, date.min, date(2300, 1, 1), date(1700, 1, 1)])
def test_a_day_beyond_the_calendar_is_a_group_by_itself(
    ctx: Context, firm: Firm, day: date, span: str
) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    ctx.as_system().create(Case, subject="x", firm=firm, opened_at=at, day=day)
    entity = ctx.snapshot.entity("toy_case")
    for key in ("day", "opened_at"):
        grouping = grouping_of(entity, ViewDefinition(group=key, span=span))
        assert grouping is not None
        value = group_value(ctx, grouping, ctx.rows(Case).get())
        found = group_figures(ctx, Listing(entity), grouping, [value])
        assert found[group_key(value)].count == 1
        assert span_name(span, value)


def test_figures_of_groups_are_one_query(
    ctx: Context, cases: list[Case], django_assert_num_queries: Callable[..., Any]
) -> None:
    entity = ctx.snapshot.entity(Case.key)
    grouping = grouping_of(entity, ViewDefinition(group="status"))
    assert grouping is not None
    asked = Listing(entity, sort=grouping.sort)
    ctx.reach(Case.key)
    with django_assert_num_queries(1):
        group_figures(ctx, asked, grouping, ["open", "closed", None], SIZES)


def test_a_hidden_field_is_neither_grouped_by_nor_added_up(ctx: Context, cases: list[Case]) -> None:
    hidden = {ctx.snapshot.entity(Case.key).by_key["size"].id: "hidden"}
    before = register_rights_source(
        lambda _ctx, _entity: EntityRights(dict.fromkeys(Verb, ALL), hidden)  # type: ignore[arg-type]  # a literal
    )
    try:
        unit = ctx.at(NOW)
        unit._rights.clear()
        unit._kept.clear()
        entity = unit.snapshot.entity(Case.key)
        by_status = grouping_of(entity, ViewDefinition(group="status"))
        assert by_status is not None
        found = group_figures(unit, Listing(entity), by_status, ["open"], SIZES)
        assert set(found[group_key("open")].figures) == {"least:day"}
        by_size = grouping_of(entity, ViewDefinition(group="size"))
        assert by_size is not None
        with pytest.raises(FieldHidden):
            group_figures(unit, Listing(entity), by_size, [5])
    finally:
        register_rights_source(before)


def test_what_cannot_be_grouped_is_not(ctx: Context) -> None:
    entity = ctx.snapshot.entity(Case.key)
    for key in ("body", "extra", "file", "no_such", "id"):
        assert grouping_of(entity, ViewDefinition(group=key)) is None


def test_a_column_offers_the_figures_of_its_kind() -> None:
    assert "sum" in figures_for(Kind.MONEY)
    assert figures_for(Kind.DATE) == ("least", "most", "filled")
    assert figures_for(Kind.TEXT) == ("filled",)


def test_widths_and_spans_are_kept_by_stable_id(ctx: Context) -> None:
    entity, schema = ctx.snapshot.entity(Case.key), ctx.snapshot.schema
    view = ViewDefinition(columns=("subject",), group="day", span="week", widths={"subject": 240})
    kept = view_to_json(schema, entity, view)
    assert kept["widths"] == {entity.by_key["subject"].id: 240}
    assert view_from_json(schema, entity, kept) == view
    odd = kept | {"widths": {entity.by_key["subject"].id: 9}, "span": "aeon"}
    assert view_from_json(schema, entity, odd).widths == {}


TODAY = date(2026, 11, 22)  # a Sunday, 1 Azar 1405


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("last_5_working_days", date(2026, 11, 17), TODAY),
        ("next_5_working_days", TODAY, date(2026, 11, 26)),
        ("last_10_working_days", date(2026, 11, 11), TODAY),
    ],
)
def test_working_days_are_counted_without_fridays(name: str, first: date, last: date) -> None:
    assert span_of(name, TODAY) == (first, last)


def test_a_calendar_that_never_opens_is_not_searched_for_ever() -> None:
    found = span_of("last_30_working_days", TODAY, lambda _: False)
    assert found is not None
    assert found[0] == TODAY - timedelta(days=300)
