"""Regular expressions beyond RE2: what refers back to a group, the flag q, ends of lines."""

from __future__ import annotations

import random
import re

import pytest
from tests.kernel.feel.asking import ask, holds

from owj.kernel.feel import Environment, Limits, compile_expression
from owj.kernel.feel.patterns.programs import program_of
from owj.kernel.feel.running import FeelBudgetSpent, Run


@pytest.mark.parametrize(
    "text",
    [
        'matches("aa", "(a)\\1")', 'not(matches("aA", "(a)\\1"))', 'matches("aA", "(a)\\1", "i")',
        'matches("b", "(a)?\\1b")', 'matches("abab", "^(ab)\\1$")', 'matches("aa0", "(a)\\10")',
        'matches("abcdefghijj", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10")',
        'matches("x=1;x=1", "^([a-z]=\\d);\\1$")', 'not(matches("x=1;x=2", "([a-z]=\\d);\\1"))',
        'matches("aa bb", "^(?:(.)\\1 ?){2}$")', 'matches("a\nb\na", "^(a)$\\s+^b$\\s+\\1", "m")',
        'matches("éÉ", "(\\p{L})\\1", "i")', 'matches("a-a", "([^-])-\\1")',
        'replace("aabbcd", "(.)\\1", "<$1>") = "<a><b>cd"',
        'replace("abcabc", "(a)(b)(c)\\1", "$3$2") = "cbbc"',
        'split("a--b==c", "([-=])\\1") = ["a", "b", "c"]',
        'matches("aaaa", "^(a{1,2}?)\\1{2,}$")', 'not(matches("ab", "^(a*)*\\1b\\1c"))',
    ],
)  # fmt: skip
def test_a_pattern_may_refer_back_to_a_group(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "pattern",
    ["\\1(a)", "(a\\1)", "(a)\\2", "(a)[\\1]", "(a)\\1**", "(a)\\1)", "(a)\\1(b", "(a)\\1|*",
     "(a)\\1(?=b)", "(a)\\1{3,2}", "(a)\\1]", "(a)\\²", "(" * 60 + "a" + ")" * 60 + "\\1",
     "(a)\\1" + "(b)" * 60, "(a{900}){900}\\1"],
)  # fmt: skip
def test_what_refers_back_wrongly_is_refused(pattern: str) -> None:
    found = ask("matches(text, pattern)", {"text": "aa", "pattern": pattern})
    assert found.value is None
    assert found.warnings[0].code == "feel.refused"


def test_what_would_try_forever_ends_with_the_budget() -> None:
    with pytest.raises(FeelBudgetSpent):
        ask("matches(text, pattern)", {"text": "a" * 40, "pattern": "(a*)*(a*)*(a*)*b\\1"})


@pytest.mark.parametrize("text", ['split(text, "b")', 'replace(text, "b", "")'])
def test_every_match_counts_against_the_budget(text: str) -> None:
    few = Environment(limits=Limits(steps=4_000))
    with pytest.raises(FeelBudgetSpent):
        compile_expression(text, ("text",)).evaluate({"text": "ab" * 1_000}, environment=few)


@pytest.mark.parametrize(
    "text",
    [
        'matches("a.b", "a.b", "q")', 'not(matches("axb", "a.b", "q"))',
        'matches("AXB", "x", "qi")', 'replace("a.b", ".", "$0\\\\", "q") = "a$0\\\\b"',
        'not(matches("ab", "a b", "qx"))',
        'not(matches("abcd\n", "^$", "m"))', 'matches("\nabcd", "^$", "m")',
        'matches("a\n\nb", "^$", "m")', 'matches("\n", "^$", "m")', 'matches("a\n", "a$", "m")',
    ],
)  # fmt: skip
def test_flags_mean_what_xpath_says(text: str) -> None:
    assert holds(text)


def drawn(chance: random.Random, depth: int, groups: list[int]) -> str:
    """Return a pattern that Python reads alike; groups: those closed so far."""
    kind = chance.random()
    if depth == 0 or kind < 0.4:
        return chance.choice(["a", "b", ".", "[ab]", "[^a]"])
    if kind < 0.7:
        groups[0] += 1
        number = groups[0]
        inner = "".join(drawn(chance, depth - 1, groups) for _ in range(chance.randint(1, 3)))
        groups.append(number)
        return f"({inner}|a)" if chance.random() < 0.3 else f"({inner})"
    if kind < 0.9 and len(groups) > 1:
        return f"(?:\\{chance.choice(groups[1:])})"
    inner = "".join(drawn(chance, depth - 1, groups) for _ in range(2))
    return f"(?:{inner}){chance.choice(['*', '+', '?', '*?', '{1,2}', '{0,2}?'])}"


def test_trying_out_finds_what_python_finds() -> None:
    """Python fails where a group has not matched; XPath takes it for empty, so we tell Python."""
    chance = random.Random(11)
    compared = 0
    for _ in range(600):
        groups = [0]
        pattern = "".join(drawn(chance, 3, groups) for _ in range(3))
        theirs = re.compile(re.sub(r"\(\?:\\(\d+)\)", r"(?:(?(\1)\\\1|))", pattern))
        text = "".join(chance.choice("aabbc") for _ in range(chance.randint(0, 7)))
        mine = program_of(pattern, "").bound(Run()).search(text)
        found = theirs.search(text)
        assert (mine and (mine.start(), mine.end())) == (found and found.span()), (pattern, text)
        compared += "\\" in pattern
    assert compared > 100
