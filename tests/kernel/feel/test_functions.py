"""The built-in functions, ours too, and regular expressions."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.kernel.feel.asking import ask, holds, value_of

from owj.kernel.feel import Environment, compile_expression
from owj.kernel.feel.builtins.library import builtins_for
from owj.kernel.feel.builtins.registry import ADDITIONS, STANDARD

DOCS = Path(__file__).parents[3] / "docs" / "subsystems" / "feel.md"


@pytest.mark.parametrize(
    "text",
    [
        'substring("foobar", 3, 2) = "ob"', 'substring("foobar", -2) = "ar"',
        'substring before("a-b", "-") = "a"', 'substring after("a-b", "-") = "b"',
        'split("a;b;;", ";") = ["a", "b", "", ""]', 'string join(["a", null, "b"], "-") = "a-b"',
        'replace("abracadabra", "a(.)", "[$1]") = "[b]r[c][d][b]ra"',
        'number("1.000,5", ".", ",") = 1000.5', 'upper case("straße") = "STRASSE"',
        "decimal(2.5, 0) = 2", "decimal(3.5, 0) = 4", "round up(-1.121, 2) = -1.13",
        "floor(-1.5) = -2", "ceiling(1.21, 1) = 1.3", "round half down(2.5, 0) = 2",
        "modulo(-12, 5) = 3", "modulo(10.1, -4.5) = -3.4", "sqrt(16) = 4", "odd(-3)", "even(0)",
        "abs(@\"-P1D\") = @\"P1D\"", "exp(0) = 1", "log(1) = 0",
        "sum([1, 2, 3]) = 6", "mean(1, 2, 3) = 2", "median([8, 2, 5, 7]) = 6",
        "mode([6, 3, 9, 6, 3]) = [3, 6]", "stddev([2, 4, 4, 4, 5, 5, 7, 9]) > 2.13",
        "product([2, 3]) = 6", 'min("b", "a") = "a"', "max([1, 3, 2]) = 3",
        "sublist([1, 2, 3], 2) = [2, 3]", "insert before([1, 3], 2, 2) = [1, 2, 3]",
        "remove([1, 2, 3], -1) = [1, 2]", "index of([1, 2, 1], 1) = [1, 3]",
        "distinct values([1, 2, 1, null, null]) = [1, 2, null]", "union([1], [1, 2]) = [1, 2]",
        "flatten([1, [2, [3]]]) = [1, 2, 3]", "list contains([1, null], null)",
        "list replace([1, 2], function(item, new) item = 2, 5) = [1, 5]",
        'get value({a: {b: 1}}, ["a", "b"]) = 1', 'context put({a: 1}, "b", 2) = {a: 1, b: 2}',
        'context merge([{a: 1}, {a: 2}]).a = 2', 'get entries({a: 1}) = [{key: "a", value: 1}]',
        'years and months duration(@"2011-12-22", @"2013-08-24") = @"P1Y8M"',
        'week of year(@"2010-01-01") = 53', 'day of week(@"2026-11-22") = "Sunday"',
        'day of year(@"2024-12-31") = 366', 'month of year(@"2026-11-22") = "November"',
        'today() = @"2026-11-22"', 'now() = @"2026-11-22T16:30:00Z"',
        'time(11, 59, 45.25, @"PT2H") = @"11:59:45.25+02:00"',
        "before(1, [2..3])", "meets([1..5], [5..7])", "overlaps([1..5], [3..8])",
        "during(5, (1..9))", "finishes(10, [1..10])", "coincides([1..2], [1..2])",
        "starts(1, [1..5])", "includes([1..9], [2..3])", "after(6, [1..5])",
        "met by([5..7], [1..5])",
        "before((< 5), [5..6])", 'range("[1..3)") = [1..3)', 'range("(..3]") = (<= 3)',
        'range("[3..)") = (>= 3)', '7 in range("(3..)")', 'time("23:59:00z") = time("23:59:00Z")',
        "is(1, 1)", "not(is(value1: 1))", "not(is(value2: 1))", "is(value1: null)",
        "before(range: [1..10], point: 11)", "not(before(point: 11, range: [1..10]))",
        "after(range: [5..10], point: 1)", "starts(range1: [1..2], range2: [1..5])",
        'not(is(@"10:00:00Z", @"11:00:00+01:00"))', "any([false, true])", "all([])",
    ],
)  # fmt: skip
def test_functions_of_the_standard(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    ['substring("abc", 0)', 'substring("abc", 9)', "sqrt(-1)", "log(0)", "abs()", "abs(1, 2)",
     "is(1)", "is()",
     'abs(nn: 1)', "sum([1, \"a\"])", 'date("2026-13-01")', 'date("26-1-1")', "modulo(1, 0)",
     'time("25:00:00")', 'duration("1Y")', "remove([1], 2)", "floor(1, null)", "min([1, \"a\"])",
     'matches("a", "(a)\\2")', 'matches("a", "a", "p")', 'replace("a", "a*", "b")',
     'context([{key: "a", value: 1}, {key: "a", value: 2}])', 'range("[3..1]")',
     'range("[..2]")', 'range("[1..]")', 'range("(..)")', 'split("a", "")',
     "sort([1, \"a\"])", "sort([1, 2], function(a) true)", "decimal(1, 7000)"],
)  # fmt: skip
def test_what_a_function_does_not_take_gives_null_and_one_warning(text: str) -> None:
    found = ask(text)
    assert found.value is None
    assert [warning.position for warning in found.warnings] == [(0, len(text))]


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "found"),
    [
        ("X", "[A-Z-[OI]]", "i", True),
        ("o", "[A-Z-[OI]]", "i", False),
        ("q", "[^Q]", "i", False),
        ("\u212a", "k", "i", True),
        ("hello world", "hello\\ sworld", "x", True),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("x\ny", "^y$", "m", True),
        ("x\ny", "^y$", "", False),
        ("سلام", "^\\p{IsArabic}+$", "", True),
        ("۱۲", "^\\d\\d$", "", True),
        ("_a.b", "^\\i\\c*$", "", True),
        ("a-b", "^[\\w-[b]]-b$", "", True),
        ("b-b", "^[\\w-[b]]-b$", "", False),
        ("ab{", "^ab\\{$", "", True),
    ],
)
def test_patterns_are_those_of_xpath(text: str, pattern: str, flags: str, found: bool) -> None:
    scope = {"text": text, "pattern": pattern, "flags": flags}
    assert value_of("matches(text, pattern, flags)", scope) is found


@pytest.mark.parametrize(
    "pattern",
    ["[", "a{2", "(?=a)", "\\b", "(a)\\2", "[b-a]", "[[:alpha:]]", "\\p{Xx}", "a{9999}", "+"],
)
def test_a_pattern_that_cannot_be_used_says_why(pattern: str) -> None:
    found = ask("matches(text, pattern)", {"text": "a", "pattern": pattern})
    assert found.value is None
    assert found.warnings[0].code == "feel.refused"


@pytest.mark.parametrize(
    "text",
    [
        'jalali date("1405-09-01") = @"2026-11-22"', 'jalali date("۱۴۰۵/۰۹/۰۱") = @"2026-11-22"',
        "jalali date(1405, 9, 1) = today()", 'jalali year(@"2026-11-22") = 1405',
        'jalali month(@"2026-11-22T23:00:00") = 9', 'jalali day(@"2026-11-22") = 1',
        'jalali month name(@"2026-11-22") = "آذر"', 'jalali text(@"2026-11-22") = "۱ آذر ۱۴۰۵"',
        'jalali add months(jalali date("1405-06-31"), 1) = jalali date("1405-07-30")',
        'jalali month length(jalali date("1403-12-01")) = 30',
        'working minutes between(@"2026-11-22T10:00:00@Asia/Tehran",'
        ' @"2026-11-22T11:30:00@Asia/Tehran", "ticket") = 90',
        'add working time(@"2026-11-22T16:00:00@Asia/Tehran", @"PT2H", "ticket")'
        ' = @"2026-11-23T09:30:00@Asia/Tehran"',
        'not(is working time(@"2026-11-20T10:00:00@Asia/Tehran", "ticket"))',
        'fold("كتاب‌ها") = fold("کتاب")', 'rial words(2500000) = "دو میلیون و پانصد هزار ریال"',
        'number words(1405) = "یک هزار و چهارصد و پنج"',
        '@"2026-11-22" in jalali days("this quarter")',
        'jalali days("this month") = [jalali date("1405-09-01")..jalali date("1405-09-30")]',
        'not(@"2026-12-22" in jalali days("this month"))',
        'now() in jalali moments("today")', 'not(now() in jalali moments("yesterday"))',
        'jalali days("last 5 working days", "ticket").end = today()',
        'jalali days("last 30 working days").start < today() - @"P30D"',
    ],
)  # fmt: skip
def test_our_additions(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    ['jalali days("some day")', 'jalali days("last 5 working days", "moon")',
     'jalali date("1405-13-01")', 'jalali year(@"0500-01-01")', "rial words(1.5)",
     'working minutes between(now(), now(), "moon")', 'add working time(now(), @"P1D", "moon")',
     'is working time(@"2026-11-20T10:00:00", "ticket")', 'jalali year(@"-9999-01-01")'],
)  # fmt: skip
def test_our_additions_warn_like_the_others(text: str) -> None:
    assert ask(text).value is None
    assert ask(text).warnings[0].code == "feel.refused"


def test_strict_mode_knows_the_standards_functions_only() -> None:
    found = compile_expression('jalali date("1405-09-01")', strict=True).evaluate({})
    assert found.value is None
    assert found.warnings[0].code == "feel.unknown_name"
    assert set(builtins_for(strict=True)) == set(STANDARD)
    assert not set(ADDITIONS) & set(STANDARD)


def test_the_present_is_what_the_caller_says() -> None:
    found = compile_expression("now()").evaluate({}, environment=Environment())
    assert found.value is None
    assert found.warnings[0].code == "feel.refused"


def test_every_function_stands_in_the_documents() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert {name for name in builtins_for(strict=False) if f"`{name}(" not in text} == set()


def test_numbers_keep_their_digits_in_every_function() -> None:
    long = "1.234567890123456789012345678901234"
    for function in ("abs", "max", "sum", "round half up"):
        scale = ", 33" if function == "round half up" else ""
        assert value_of(f"{function}({long}{scale})") == Decimal(long)


@pytest.mark.parametrize("given", ["1, 2", "[1, 2]"])
def test_a_function_of_several_forms_stands_for_each_of_them(given: str) -> None:
    kind = "number, number" if given[0] != "[" else "list<number>"
    assert value_of(f"(function(f: function<{kind}> -> number) f({given}))(sum)") == 3
    assert ask("(function(f: function<string> -> number) f(1))(sqrt)").value is None
