"""Drawn conditions over drawn rows: the database keeps the rows for which Python's FEEL is true."""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.server.records.toys import Case, Firm, Level, Person, Status

from owj.kernel.feel import Environment
from owj.server.records.conditions import compile_condition
from owj.server.records.context import Context

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
ENVIRONMENT = Environment(now=NOW)
# By default a few hundred, as CI can bear; a long run sets another number.
EXAMPLES = int(os.environ.get("CONDITION_EXAMPLES", "200"))
SEED = int(os.environ.get("CONDITION_SEED", "1405"))
TEXTS = ["", "a", "B", "ab", "%", "_", "\\", "ی", "ي", "é", "z\u200cb", "\U0001f600", "A b"]
NUMBERS = [0, 1, 2, 5, 100]
DAYS = [date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 1)]
INSTANTS = [NOW, NOW + timedelta(microseconds=500_000), NOW + timedelta(days=1)]

texts = st.sampled_from(TEXTS)
literal_texts = texts.map(lambda text: '"' + text.replace("\\", "\\\\") + '"')
numbers = st.sampled_from(
    ["0", "1", "2", "5", "-1", "2.5", "100", "1e30", "-1e30", "9223372036854775807"]
)
days = st.sampled_from(
    [*(f'date("{day}")' for day in DAYS), "jalali date(1405, 9, 1)", "today()", '@"2026-11-30"']
)
instants = st.sampled_from(
    [*(f'@"{one.isoformat()}"' for one in INSTANTS), 'now() - duration("PT1H")']
)
text_fields = st.sampled_from(
    [
        "subject",
        "body",
        "status",
        "level",
        "سطح",
        "person.name",
        "person.boss.name",
        "firm.name",
        "person.boss.boss.name",
        "person.firm.name",
    ]
)
whole_numbers = st.sampled_from(["size", "اندازه", "id - id", "size + 1", "2 * size", "-size"])
number_fields = st.one_of(whole_numbers, st.sampled_from(["person.id - person.id", "size - size"]))
KINDS = {
    "text": (text_fields, literal_texts),
    "number": (number_fields, numbers),
    "day": (st.just("day"), days),
    "instant": (st.sampled_from(["opened at", "created_at", "person.created at"]), instants),
}
ORDERS = ["<", "<=", ">", ">="]


@st.composite
def comparisons(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(sorted(KINDS)))
    fields, known = KINDS[kind]
    constants = st.one_of(known, st.just("null"))
    left, right = draw(fields), draw(constants)
    sign = draw(st.sampled_from(["=", "!=", *ORDERS]))
    # Two fields with instants are not asked for equality: FEEL compares whole seconds.
    plain = draw(st.sampled_from(ORDERS)) if kind == "instant" else sign
    return draw(
        st.sampled_from(
            [
                f"{left} {sign} {right}",
                f"{right} {sign} {left}",
                f"{left} {plain} {draw(fields)}",
                f"{left} between {right} and {draw(st.one_of(constants, fields))}",
            ]
        )
    )


@st.composite
def memberships(draw: st.DrawFn) -> str:
    fields, known = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    constants = st.one_of(known, st.just("null"))
    left = draw(fields)
    items = ", ".join(draw(st.lists(constants, max_size=3)))
    tests = draw(st.lists(st.one_of(constants, known.map(lambda one: f">= {one}")), min_size=2))
    opening, closing = draw(st.sampled_from(["[]", "()", "[)", "(]"]))
    high = draw(st.one_of(known, fields))
    return draw(
        st.sampled_from(
            [
                f"{left} in [{items}]",
                f"{left} in [{draw(known)}, < {draw(known)}]",
                f"{left} in {opening}{draw(known)}..{high}{closing}",
                f"{left} in ({', '.join(tests[:4])})",
            ]
        )
    )


functions = st.builds(
    lambda name, field, text: f"{name}({field}, {text})",
    st.sampled_from(["contains", "starts with", "ends with"]),
    text_fields,
    literal_texts,
)
flags = st.sampled_from(
    (
        *("urgent", "فوری", "urgent = true", "true != urgent", "urgent = null"),
        *("true", "false", "null", "file = null", "assignee != null", "assignee.is active"),
        *("person = null", "person.boss != null", "person.user = null"),
        *("assignee.full name = null", "person.boss.user.full name = null"),
    )
)
conditions = st.recursive(
    st.one_of(comparisons(), memberships(), functions, flags),
    lambda inner: st.one_of(
        st.builds(lambda one: f"not({one})", inner),
        st.builds(
            lambda one, sign, two: f"({one}) {sign} ({two})",
            inner,
            st.sampled_from(["and", "or"]),
            inner,
        ),
    ),
    max_leaves=6,
)


def drawn_cases(ctx: Context, chance: random.Random, user_id: int) -> list[Case]:
    """Make cases with every kind of null, also at the end of each link."""
    pick = chance.choice
    firms = [ctx.create(Firm, name=name, code=name) for name in ("a", "B", "ی")]
    people: list[Person] = []
    for name in ["a", "ab", "%", "A b", "\U0001f600"]:
        boss, user = pick([None, *people]), pick([None, user_id])
        people.append(ctx.create(Person, firm=pick(firms), name=name, boss=boss, user_id=user))
    return [
        ctx.create(
            Case,
            firm=pick(firms),
            subject=pick(TEXTS) or "-",
            body=pick(TEXTS),
            status=pick(list(Status)),
            level=pick([None, *Level]),
            person=pick([None, *people]),
            assignee_id=pick([None, user_id]),
            opened_at=pick(INSTANTS),
            day=pick([None, *DAYS]),
            size=pick([None, *NUMBERS]),
            urgent=pick([True, False]),
        )
        for _ in range(40)
    ]


def test_database_and_python_keep_the_same_rows(ctx: Context, user_id: int) -> None:
    drawn_cases(ctx, random.Random(SEED), user_id)
    cases = list(ctx.rows(Case).select_related("person__boss__boss", "person__firm", "firm"))
    seen = {True: 0, False: 0, None: 0}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],
    )
    @given(conditions)
    def agree(text: str) -> None:
        condition = compile_condition(text, Case, ctx.snapshot, ENVIRONMENT)
        opposite = compile_condition(f"not({text})", Case, ctx.snapshot, ENVIRONMENT)
        true, false = set[int](), set[int]()
        for case in cases:
            scope = condition.scope(case)
            value = condition.expression.evaluate(scope, environment=ENVIRONMENT).value
            assert value is None or isinstance(value, bool)
            seen[value] += 1
            true |= {case.id} if value is True else set()
            false |= {case.id} if value is False else set()
        assert set(ctx.rows(Case).filter(condition.q).values_list("id", flat=True)) == true
        assert set(ctx.rows(Case).filter(opposite.q).values_list("id", flat=True)) == false

    agree()
    # A drawing that never met one of FEEL's three values would prove nothing.
    assert min(seen.values()) > EXAMPLES, seen
