"""Draw a decision from nothing: its inputs, one table without rules, the columns of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from owj.kernel.dmn.editing.columns import ColumnWords
from owj.kernel.dmn.names import clean_name
from owj.kernel.feel import FeelSyntaxError
from owj.kernel.feel.lexer import END, NAME, read_tokens
from owj.kernel.feel.parser import KEYWORDS
from owj.kernel.markup import Element, parse_xml
from owj.kernel.markup.write import escape_text

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
_FIRST_DECISION = re.compile(r"[ \t]*<decision\b")


def feel_name(label: str) -> str:
    """Return a label as FEEL can read it as a name; "" where it cannot."""
    try:
        tokens = read_tokens(label)
    except FeelSyntaxError:
        return ""
    words = tokens.texts[:-1]
    if not words or set(tokens.kinds) != {NAME, END} or not KEYWORDS.isdisjoint(words):
        return ""
    return " ".join(words)


def distinct_names(columns: Iterable[ColumnWords]) -> list[ColumnWords]:
    """Return the columns, each of which looks at an input of a name of its own."""
    taken: set[str] = set()
    named: list[ColumnWords] = []
    for number, one in enumerate(columns, start=1):
        name = feel_name(one.expression) or feel_name(one.label) or f"input {number}"
        while name in taken:
            name = f"{name} {number}"
        taken.add(name)
        named.append(ColumnWords(one.label, one.type_ref, one.values, name, one.name, one.default))
    return named


def fresh_model(
    decision: str, inputs: Sequence[ColumnWords], outputs: Sequence[ColumnWords]
) -> str:
    """Return a model with one decision that a table without rules makes.

    inputs: `expression` is the name of an input that the model gets. Raises: ValueError without
    an output.
    """
    if not outputs:
        raise ValueError("outputs")
    data = "".join(_input_data(number, one) for number, one in enumerate(inputs, start=1))
    needs = "".join(_requirement(f"i{number}") for number in range(1, len(inputs) + 1))
    conditions = "".join(_condition(number, one) for number, one in enumerate(inputs, start=1))
    answers = "".join(
        _answer(number, one, len(outputs)) for number, one in enumerate(outputs, start=1)
    )
    name = _quoted(decision)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<definitions xmlns="{MODEL}" id="model" name={name} namespace="urn:owj:own">\n'
        f"{data}"
        f'  <decision id="decision" name={name}>\n'
        f"    <variable name={name}/>\n"
        f"{needs}"
        '    <decisionTable id="table" hitPolicy="FIRST">\n'
        f"{conditions}{answers}"
        '      <annotation name=""/>\n'
        "    </decisionTable>\n"
        "  </decision>\n"
        "</definitions>\n"
    )


def add_input_data(source: str, decision: str, name: str, type_ref: str) -> str:
    """Return the model with another input, which a decision needs; as it was if it has it.

    Raises: XmlRefused.
    """
    root = parse_xml(source)
    every = [one for one in root.every("inputData") if clean_name(one.get("name")) == name]
    drawn = [one for one in root.every("decision") if clean_name(one.get("name")) == decision]
    place = _FIRST_DECISION.search(source)
    if every or not drawn or place is None:
        return source
    number = _free_number(root)
    made = source[: place.start()] + _input_data(number, ColumnWords(name, type_ref, "", name))
    rest = source[place.start() :]
    # A decision's table and other logic stand behind what it needs.
    logic = re.search(r"[ \t]*<(?:decisionTable|literalExpression|context|invocation)\b", rest)
    if logic is None:
        return made + rest
    return made + rest[: logic.start()] + _requirement(f"i{number}") + rest[logic.start() :]


def _free_number(root: Element) -> int:
    taken = {one.get("id") for one in root.every("inputData")}
    number = len(taken) + 1
    while f"i{number}" in taken:
        number += 1
    return number


def _input_data(number: int, one: ColumnWords) -> str:
    name = _quoted(one.expression)
    kind = f" typeRef={_quoted(one.type_ref)}" if one.type_ref else ""
    return f'  <inputData id="i{number}" name={name}><variable name={name}{kind}/></inputData>\n'


def _requirement(identity: str) -> str:
    return (
        f'    <informationRequirement><requiredInput href="#{identity}"/>'
        "</informationRequirement>\n"
    )


def _condition(number: int, one: ColumnWords) -> str:
    kind = f" typeRef={_quoted(one.type_ref)}" if one.type_ref else ""
    return (
        f'      <input id="c{number}" label={_quoted(one.label)}>\n'
        f"        <inputExpression{kind}>"
        f"<text>{escape_text(one.expression)}</text></inputExpression>\n"
        f"{_values('inputValues', one.values)}"
        "      </input>\n"
    )


def _answer(number: int, one: ColumnWords, count: int) -> str:
    kind = f" typeRef={_quoted(one.type_ref)}" if one.type_ref else ""
    # Several answers are a context, whose entries need names.
    name = f" name={_quoted(feel_name(one.label) or f'answer {number}')}" if count > 1 else ""
    return (
        f'      <output id="a{number}"{name} label={_quoted(one.label)}{kind}>\n'
        f"{_values('outputValues', one.values)}"
        "      </output>\n"
    )


def _quoted(text: str) -> str:
    return f'"{escape_text(text, quoted=True)}"'


def _values(element: str, text: str) -> str:
    return (
        f"        <{element}><text>{escape_text(text)}</text></{element}>\n" if text.strip() else ""
    )
