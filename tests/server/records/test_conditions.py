"""FEEL in the database: the same rows as FEEL in Python, or a refusal that says which part."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q
from tests.server.records.toys import Case, Firm, Person

from owj.kernel.feel import Environment, FeelSyntaxError
from owj.server.records import access
from owj.server.records.conditions import ConditionRefused, compile_condition
from owj.server.records.context import Context, open_context

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
ENVIRONMENT = Environment(now=NOW)


@pytest.fixture
def cases(ctx: Context) -> dict[str, Case]:
    firm = ctx.create(Firm, name="پخش مهرگستر", code="m")
    boss = ctx.create(Person, firm=firm, name="Ali")
    person = ctx.create(Person, firm=firm, name="Zohreh", boss=boss)
    full = ctx.create(
        Case,
        subject="Printer",
        firm=firm,
        person=person,
        opened_at=NOW,
        day=date(2026, 11, 22),
        size=5,
        level="high",
        urgent=True,
    )
    empty = ctx.create(Case, subject="printer ۲", firm=firm, opened_at=NOW - timedelta(days=400))
    return {"full": full, "empty": empty}


def kept(ctx: Context, cases: dict[str, Case], text: str) -> set[str]:
    condition = compile_condition(text, Case, ctx.snapshot, ENVIRONMENT)
    ids = set(ctx.rows(Case).filter(condition.q).values_list("id", flat=True))
    return {name for name, case in cases.items() if case.id in ids}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('firm.name = "پخش مهرگستر" and level in ("high", "low")', "full"),
        ('opened at > date and time("2026-01-01T00:00:00Z")', "full"),
        ('opened at > now() - duration("P30D")', "full"),
        ("person = null", "empty"),
        ("person.name = null", "empty"),
        ("person.name != null", "full"),
        ('person.boss = null or person.created at != @"2026-11-22T08:30:00Z"', "empty"),
        ('person.boss != null or person.created at != @"2026-11-22T08:30:00Z"', "full empty"),
        ('person.name != "Ali"', "full empty"),
        ('not(person.name = "Ali")', "full empty"),
        ('not(contains(person.name, "A"))', "full"),
        ('person.boss.name = "Ali"', "full"),
        ('starts with(subject, "Pri")', "full"),
        ('ends with(subject, "۲")', "empty"),
        ('contains(subject, "%")', ""),
        ('subject > "a"', "empty"),
        ("size > 3 or urgent", "full"),
        ("not(size > 3)", ""),
        ("not(size > 3 and urgent)", "empty"),
        ("size < 5.5", "full"),
        ("size = 5.5", ""),
        ("size != 5.5", "full empty"),
        ("size < 1e30", "full"),
        ("not(size < -1e30)", "full"),
        ("size + 1 = 6", "full"),
        ("size - 6 < 0", "full"),
        ("2 * size = null", "empty"),
        ("size between 1 and 5", "full"),
        ("not(size between 6 and 9)", "full"),
        ("size in [1..5)", ""),
        ("size in (> 4)", "full"),
        ("size in (null, 7)", "empty"),
        ("not(size in [6, 7])", "full empty"),
        ('not(level in ("low", "x"))', "full empty"),
        ("day = jalali date(1405, 9, 1)", "full"),
        ('day in jalali days("this quarter")', "full"),
        ('not(day in jalali days("last month"))', "full"),
        ('opened at in jalali moments("this month")', "full"),
        ("day < null", ""),
        ("not(day < null)", ""),
        ("urgent = false", "empty"),
        ('opened at = @"2026-11-22T12:00:00.7+03:30"', "full"),
        ("file = null", "full empty"),
        ("true", "full empty"),
        ("null", ""),
        ('وضعیت = "open" and فوری', "full"),
        ("subject > person.name", "empty full"),
    ],
)
def test_a_condition_keeps_exactly_the_rows_for_which_feel_is_true(
    ctx: Context, cases: dict[str, Case], text: str, names: str
) -> None:
    condition = compile_condition(text, Case, ctx.snapshot, ENVIRONMENT)
    in_python = {
        name
        for name, case in cases.items()
        if condition.expression.evaluate(condition.scope(case), environment=ENVIRONMENT).value
        is True
    }
    assert kept(ctx, cases, text) == in_python
    if text != "subject > person.name":
        assert in_python == set(names.split())


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("urgent and nonsense = 1", "condition.field_unknown", "nonsense"),
        ("firm.nonsense = 1", "condition.field_unknown", "firm.nonsense"),
        ('size = "5"', "condition.kinds_differ", 'size = "5"'),
        ("urgent > true", "condition.kinds_differ", "urgent > true"),
        (
            'opened at > date("2026-01-01")',
            "condition.kinds_differ",
            'opened at > date("2026-01-01"',
        ),
        ('opened at > date and time("2026-01-01T00:00:00")', "condition.not_exact", ""),
        ("size / 2 = 1", "condition.not_exact", "size / 2"),
        ("size + 0.5 = 1", "condition.not_exact", "size + 0.5"),
        ("id * id * size > 1", "condition.not_exact", "id * id"),
        ('subject = "\\u0000"', "condition.not_exact", ""),
        ("firm", "condition.not_true_or_false", "firm"),
        ("urgent and 5", "condition.not_true_or_false", "5"),
        ("size + 1", "condition.not_true_or_false", "size + 1"),
        ('matches(subject, "a")', "condition.refused", 'matches(subject, "a"'),
        ("count(subject) = 1", "condition.refused", "subject"),
        ("opened at.year = 2026", "condition.refused", "opened at.year"),
        ("if urgent then true else false", "condition.refused", "if urgent then true else false"),
        ("some x in [size] satisfies x > 1", "condition.refused", "[size"),
        ('day > date("x")', "condition.no_value", 'date("x"'),
        ("extra = null", "condition.field_unknown", "extra"),
        ("person.assignee = null", "condition.field_unknown", "person.assignee"),
        (" or ".join(["size = 1"] * 80), "condition.too_large", ""),
    ],
)
def test_what_does_not_compile_says_which_part_and_why(
    ctx: Context, text: str, code: str, part: str
) -> None:
    with pytest.raises(ConditionRefused) as refused:
        compile_condition(text, Case, ctx.snapshot, ENVIRONMENT)
    start, end = refused.value.position
    assert refused.value.code == code
    assert text[start:end].startswith(part)
    assert str(refused.value).count("%(") == 0


def test_a_text_that_is_no_feel_is_refused_as_everywhere(ctx: Context) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_condition("size >", Case, ctx.snapshot)


def test_what_a_person_writes_reaches_the_database_as_parameters_only(ctx: Context) -> None:
    hostile = "x' OR 1=1 --%s"
    condition = compile_condition(
        f'subject = "{hostile}" or contains(body, "{hostile}") or subject < "{hostile}"',
        Case,
        ctx.snapshot,
    )
    rows: Any = ctx.rows(Case).filter(condition.q)
    sql, parameters = rows.query.sql_with_params()
    assert "OR 1=1" not in sql
    assert hostile in parameters


def test_a_person_is_asked_for_open_columns_only(ctx: Context, user_id: int) -> None:
    firm = ctx.create(Firm, name="f", code="f")
    case = ctx.create(Case, subject="s", firm=firm, opened_at=NOW, assignee_id=user_id)
    assert kept(ctx, {"one": case}, 'assignee.full name = "سارا" and مسئول.is_active') == {"one"}
    with pytest.raises(ConditionRefused):
        compile_condition('assignee.password = ""', Case, ctx.snapshot)


def test_hidden_rows_behind_a_link_are_as_if_there_were_none(
    ctx: Context, hub: Context, user_id: int
) -> None:
    """The hub user may not see people: neither a condition nor its opposite tells of them."""
    firm = ctx.create(Firm, name="f", code="f")
    own = ctx.create(Person, firm=firm, name="Navid", user_id=user_id)
    case = ctx.create(Case, subject="s", firm=firm, opened_at=NOW, person=own)
    hub = Context(
        actor=type(hub.actor)(user_id=user_id, kind="hub", roles=frozenset(), name="N"),
        now=hub.now,
        snapshot=hub.snapshot,
    )
    seen = hub.rows(Case).get(id=case.id)
    for text in (
        'person.name = "Navid"',
        'person.name != "Navid"',
        "person.name = null",
        'person.name > "A"',
        'not(person.name > "A")',
        'contains(person.name, "a")',
        'not(contains(person.name, "a"))',
    ):
        condition = compile_condition(text, Case, hub.snapshot)
        value = condition.expression.evaluate(condition.scope(seen)).value
        assert hub.rows(Case).filter(condition.q).exists() is (value is True), text


def test_conditions_may_be_access_rules_also_behind_links(
    ctx: Context, cases: dict[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    def reach_people(ctx: Context) -> Q:
        text = 'starts with(name, "Z") and firm.code != "x" or boss.name > "Z"'
        return compile_condition(text, Person, ctx.snapshot).q

    monkeypatch.setitem(access._rules, Person.key, reach_people)
    ctx = open_context(ctx.actor, NOW)
    assert [person.name for person in ctx.rows(Person)] == ["Zohreh"]
    assert kept(ctx, cases, 'person.name = "Zohreh"') == {"full"}
    # Her boss is hidden, so nothing is said of him.
    assert kept(ctx, cases, 'person.boss.name = "Ali"') == set()
    assert kept(ctx, cases, "person.boss.name = null") == {"full", "empty"}


def test_texts_are_ordered_by_code_point_whatever_the_collation(ctx: Context) -> None:
    for text in ('subject < "b"', "subject < body", 'subject in ["a".."b"]'):
        rows: Any = ctx.rows(Case).filter(compile_condition(text, Case, ctx.snapshot).q)
        assert 'COLLATE "C"' in str(rows.query)
