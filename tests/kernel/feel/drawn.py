"""Expressions drawn at random: by the grammar, and as plain text."""

from __future__ import annotations

from hypothesis import strategies as st

from owj.kernel.feel.builtins.library import builtins_for

NAMES = ("a", "b", "order total", "customer", "items", "item", "date", "?")
FUNCTIONS = tuple(sorted(builtins_for(strict=False)))
PIECES = (
    *("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between"),
    *("and", "or", "not", "instance of", "function", "external", "null", "true", "false"),
    *("(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "@", "'", '"', "->", "?", "-", "+"),
    *("*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "//", "/*", "*/", "1", "0", "1e400"),
    *('"x"', '"\\uD83D"', '"\\U10FFFF"', '@"2026-11-22"', '@"P1D"', '@"-P99999999999Y"', "می‌شود"),
    *NAMES,
    *FUNCTIONS,
)

random_texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
)

literals = st.sampled_from(
    (
        *("0", "1", "-1", "2.5", "1e30", "123456789012345678901234567890.1234", "true", "false"),
        *("null", '""', '"abc"', '"2026-11-22"', '"\\"سلام\\n"', '@"2026-11-22"', "[]", "{}"),
        *('@"10:30:00"', '@"10:30:00@Asia/Tehran"', '@"2026-11-22T10:30:00"', '@"P1DT2H"'),
        *('@"2026-11-22T10:30:00.123456789+03:30"', '@"P1Y2M"', '@"-9999-01-01"', "[1..3]"),
        *('@"PT0.000000001S"', "(< 5)", "[1, 2, 3]", '{a: 1, "b c": "x"}', "(1..2)", '"[a-z]+"'),
        *('@"999999999-12-31T23:59:59"', '@"P999999999Y"', "a", "b", "order total", "items"),
        *("customer.name", "items[1]", "items[-1]", "items.total", "function(x) x + 1"),
    )
)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">="))
    logic = st.sampled_from(("and", "or"))
    functions = st.sampled_from(FUNCTIONS)
    return st.one_of(
        st.builds("({} {} {})".format, inner, operators, inner),
        st.builds("({} {} {})".format, inner, logic, inner),
        st.builds("-{}".format, inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
        st.builds("(for x in {} return {})".format, inner, inner),
        st.builds("(for x in {}..{} return [x, partial])".format, inner, inner),
        st.builds("(some x in {} satisfies {})".format, inner, inner),
        st.builds("(every x in {}, y in {} satisfies x = y)".format, inner, inner),
        st.builds("({}[{}])".format, inner, inner),
        st.builds("({}.{})".format, inner, st.sampled_from(("a", "year", "time offset", "start"))),
        st.builds("({} between {} and {})".format, inner, inner, inner),
        st.builds("({} in ({}, {}))".format, inner, inner, inner),
        st.builds("[{}..{}]".format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{a: {}, b c: {}}}".format, inner, inner),
        st.builds("({} instance of {})".format, inner, st.sampled_from(("number", "list<Any>"))),
        st.builds("(function(x: number) {})({})".format, inner, inner),
        st.builds("{}({})".format, functions, inner),
        st.builds("{}({}, {})".format, functions, inner, inner),
        st.builds("{}({}, {}, {})".format, functions, inner, inner, inner),
        st.builds("sort({}, function(x, y) {})".format, inner, inner),
    )


expressions = st.recursive(literals, _joined, max_leaves=12)
