"""Functions of texts. Source: DMN 1.5, 10.3.4.3."""

from __future__ import annotations

from decimal import Decimal

from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.numbers import whole
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import FeelList, FeelValue, kind_of


@feel_function("substring", "string: string, start position: number, [length: number?]")
def substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> FeelValue:
    """Return part of a text, from a character counted from 1, or from the end by -1."""
    first = whole(start)
    if not first or abs(first) > len(text):
        raise Refused(f"expected a start position from 1 to {len(text)}")
    begin = first - 1 if first > 0 else len(text) + first
    if length is None:
        return text[begin:]
    count = whole(length)
    if count < 1:
        raise Refused("expected a length of at least 1")
    return text[begin : begin + count]


@feel_function("string length", "string: string")
def string_length(run: Run, text: str) -> FeelValue:
    """Return the number of characters."""
    return Decimal(len(text))


@feel_function("upper case", "string: string")
def upper_case(run: Run, text: str) -> FeelValue:
    """Return the text in capitals."""
    run.charge(len(text))
    return text.upper()


@feel_function("lower case", "string: string")
def lower_case(run: Run, text: str) -> FeelValue:
    """Return the text in small letters."""
    run.charge(len(text))
    return text.lower()


@feel_function("substring before", "string: string, match: string")
def substring_before(run: Run, text: str, match: str) -> FeelValue:
    """Return what stands before the first match, nothing if there is none."""
    before, found, _after = text.partition(match) if match else ("", "", "")
    return before if found else ""


@feel_function("substring after", "string: string, match: string")
def substring_after(run: Run, text: str, match: str) -> FeelValue:
    """Return what stands after the first match, nothing if there is none."""
    return text.partition(match)[2] if match else text


@feel_function("contains", "string: string, match: string")
def contains(run: Run, text: str, match: str) -> FeelValue:
    """Return whether the match occurs in the text."""
    return match in text


@feel_function("starts with", "string: string, match: string")
def starts_with(run: Run, text: str, match: str) -> FeelValue:
    """Return whether the text begins with the match."""
    return text.startswith(match)


@feel_function("ends with", "string: string, match: string")
def ends_with(run: Run, text: str, match: str) -> FeelValue:
    """Return whether the text ends with the match."""
    return text.endswith(match)


@feel_function("string join", "list: list, [delimiter: string?]")
def string_join(run: Run, items: FeelList, delimiter: str | None = None) -> FeelValue:
    """Return the texts of a list as one, with the delimiter between; nulls are left out."""
    texts: list[str] = []
    for item in items:
        if isinstance(item, str):
            texts.append(item)
        elif item is not None:
            raise Refused(f"expected only texts, got {kind_of(item)}")
    between = delimiter or ""
    run.charge(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


@feel_function("matches", "input: string, pattern: string, [flags: string?]")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> FeelValue:
    """Return whether the pattern matches somewhere in the text."""
    from owj.kernel.feel.patterns.matching import find

    run.charge(len(text))
    return find(text, pattern, flags or "", run)


@feel_function("replace", "input: string, pattern: string, replacement: string, [flags: string?]")
def replace(
    run: Run, text: str, pattern: str, replacement: str, flags: str | None = None
) -> FeelValue:
    """Return the text with every match replaced; $1 is what the first group matched."""
    from owj.kernel.feel.patterns.matching import replace_matches

    run.charge(len(text))
    return replace_matches(text, pattern, replacement, flags or "", run)


@feel_function("split", "string: string, delimiter: string")
def split(run: Run, text: str, delimiter: str) -> FeelValue:
    """Return the parts between the matches of a pattern."""
    from owj.kernel.feel.patterns.matching import split_at_matches

    run.charge(len(text))
    return split_at_matches(text, delimiter, run)
