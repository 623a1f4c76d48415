"""What is read: names with spaces, precedence, and where a text stops being FEEL."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.kernel.feel.asking import ask, holds, value_of

from owj.kernel.feel import FeelSyntaxError, Limits, compile_expression
from owj.kernel.feel.expression import dialect
from owj.kernel.feel.syntax import Arithmetic, Expr, Literal, Name, Path


def tree(text: str, *names: str) -> Expr:
    return dialect(names).parser(text).parse_whole()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 ** 3 ** 2", "64"),  # powers bind to the left
        ("-3 ** 2", "9"),  # the sign binds tighter than the power
        ("10 - 5 - 2", "3"),
        ("--10", "10"),
        ("1 + /* two */ 2 // three", "3"),
        ("if 1 < 2 and 2 < 3 then 1 else 2", "1"),
        (".5 * 4", "2.0"),
        ("1.5e3 - 0", "1500"),
    ],
)
def test_operators_bind_as_the_standard_says(text: str, value: str) -> None:
    assert value_of(text) == Decimal(value)


@pytest.mark.parametrize(
    "name",
    ["order total", "Teacher's Evaluation", "days in week", "a-b", "a+b*c", "مبلغ سفارش", "می‌شود"],
)
def test_a_name_of_the_scope_is_read_whole(name: str) -> None:
    assert value_of(f"{name} + 1", {name: Decimal(2), "a": Decimal(9)}) == 3


def test_the_longest_name_wins() -> None:
    scope = {"order": Decimal(1), "order total": Decimal(2), "order total net": Decimal(3)}
    assert value_of("[order, order total, order total net]", scope) == (1, 2, 3)


def test_words_side_by_side_that_nobody_announced_are_one_name() -> None:
    assert tree("foo bar + 1") == Arithmetic(
        0, 11, "+", Name(0, 7, "foo bar"), Literal(10, 11, Decimal(1))
    )


def test_keys_of_a_context_are_known_in_what_follows() -> None:
    assert value_of("{net price: 2, gross-price: net price * 2}") == {
        "net price": 2,
        "gross-price": 4,
    }


@pytest.mark.parametrize("name", ["person's age", "last-name", "a+b", "rate 2", "x/y", "v1.2"])
def test_an_argument_is_named_by_any_name(name: str) -> None:
    assert value_of(f"(function({name}, to) {name} - to)(to: 1, {name}: 3)") == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[ ]1..3[ ][1].end included", "false"),
        ('[ ]@"P1D"..duration("P2D")] ][1].start included', "false"),
        ("[]a..3[, 9][2]", "9"),
        ("[[], ]1..2]][1]", "[]"),
        ("if [] = [] then [] else 1", "[]"),
        ("{b: [], c: 1}.c", "1"),
        ("some x in [] satisfies x", "false"),
    ],
)
def test_a_range_may_open_with_a_closing_bracket_inside_a_list(text: str, value: str) -> None:
    assert value_of(text, {"a": Decimal(1)}) == value_of(value)


def test_a_path_takes_a_name_with_spaces() -> None:
    assert tree("customer.first name") == Path(0, 19, Name(0, 8, "customer"), "first name")


def test_a_field_named_like_a_function_leaves_the_function_be() -> None:
    scope = {"date": "2026-11-22", "count": Decimal(3)}
    assert holds('date("2026-11-22") = date(date) and count([1, 2, 3]) = count', scope)


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("1 +", 3, "an expression"),
        ("(1 + 2", 6, ")"),
        ("[1, 2", 5, "]"),
        ("1 2", 2, "an operator or the end"),
        ('"open', 0, "a closing quotation mark"),
        ("if a then b", 11, "else"),
        ("for x return x", 6, "in"),
        ("{a 1}", 4, "a colon"),
        ("1 # 2", 2, "an expression"),
        ("x between 1 or 2", 12, "and"),
        ("f(a: 1, 2)", 10, "names for all arguments or for none"),
        ("x instance of 5", 14, "the name of a type"),
    ],
)
def test_an_error_says_where_and_what_was_expected(text: str, start: int, expected: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert (caught.value.position[0], caught.value.data["expected"]) == (start, expected)


@pytest.mark.parametrize(
    "text",
    ["(" * 10_000 + "1" + ")" * 10_000, "-" * 10_000 + "1", "[" * 10_000, "a." * 9_999 + "a"],
)
def test_deep_nesting_is_an_error_of_ours(text: str) -> None:
    with pytest.raises(FeelSyntaxError, match="at most"):
        compile_expression(text)


def test_a_long_sum_is_not_deep() -> None:
    assert value_of("1" + " + 1" * 1_500) == 1_501


def test_a_text_longer_than_the_limit_is_refused() -> None:
    with pytest.raises(FeelSyntaxError, match="at most 10 characters"):
        compile_expression("1 + 1 + 1 + 1", limits=Limits(text=10))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"a\"b\\c\n\t"', 'a"b\\c\n\t'),
        (r'"\u0041\U01F40E"', "A🐎"),
        (r'"\uD83D\uDE00"', "😀"),
        (r'"\d+"', r"\d+"),  # what is no escape stays as written
        (r'"\uD83D"', "\ufffd"),  # half a character is none
    ],
)
def test_escapes_of_texts(text: str, value: str) -> None:
    assert value_of(text) == value


def test_the_same_text_is_compiled_once() -> None:
    first = compile_expression("a + 1", ("a",))
    assert compile_expression("a + 1", ("a",)) is first
    assert compile_expression("a + 1", ("a", "b")) is not first


def test_an_expression_tells_the_names_it_uses() -> None:
    found = compile_expression("a + b[x > c] + tomorrow", ("a", "b"))
    assert set(found.free) == {"a", "b", "c", "x", "tomorrow"}
    assert found.unknown == {"tomorrow"}


def test_an_unknown_name_is_null_with_a_warning_at_its_place() -> None:
    found = ask("1 + unheard of")
    assert found.value is None
    assert [(w.code, w.position) for w in found.warnings] == [
        ("feel.unknown_name", (4, 14)),
        ("feel.wrong_operand", (0, 14)),
    ]
