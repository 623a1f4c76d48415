"""What is played against a process: data, a clock, answers of services, and what people do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from owj.kernel.bpmn.arming import key_text
from owj.kernel.bpmn.errors import ScenarioRefused
from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.bpmn.state import Variables
from owj.kernel.bpmn.times import Span, read_instant, read_span
from owj.kernel.feel import FeelValue
from owj.kernel.feel.json_text import feel_value
from owj.kernel.feel.numbers import read_number

FIRST_INSTANT = datetime(2026, 3, 21, 4, 30, tzinfo=UTC)
# JSON as its reader makes it, with numbers already as FEEL wants them.
Json = None | bool | Decimal | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody ends a task: the nth that is open, from 1; with an error where there is one."""

    task: str
    nth: int
    data: Variables
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message comes."""

    name: str
    key: str | None
    data: Variables


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal comes."""

    name: str
    data: Variables


@dataclass(frozen=True, slots=True)
class Advance:
    """Time goes by."""

    span: Span


Play = Answer | Message | Signal | Advance


@dataclass(frozen=True, slots=True)
class Scenario:
    """Hold a scenario. names: of all variables and entries that it may write."""

    data: Variables
    now: datetime
    stubs: Mapping[str, Outcome]
    steps: tuple[Play, ...]
    names: frozenset[str]


def read_scenario(text: str) -> Scenario:
    """Return the scenario of a JSON text. Raises: ScenarioRefused."""
    return scenario_of(read_json(text, "the whole"), "the whole")


def read_json(text: str, where: str) -> Json:
    """Return what a JSON text holds, numbers with all their digits. Raises: ScenarioRefused."""
    try:
        found: Json = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_no_number
        )
    except json.JSONDecodeError as error:
        got = f"{error.msg} at line {error.lineno}"
        raise ScenarioRefused(where=where, expected="JSON", got=got) from None
    except RecursionError:
        expected = "JSON that is not so deep"
        raise ScenarioRefused(where=where, expected=expected, got="a deeper one") from None
    return found


def scenario_of(found: Json, where: str) -> Scenario:
    """Return the scenario that JSON describes. Raises: ScenarioRefused."""
    given = _object(found, where)
    stubs = {
        element: _outcome(stub, f"stubs.{element}")
        for element, stub in _object(given.get("stubs", {}), "stubs").items()
    }
    steps = given.get("steps", [])
    if not isinstance(steps, list):
        raise ScenarioRefused(where="steps", expected="a list", got="something else")
    return Scenario(
        data=_data(given.get("data", {}), "data"),
        now=_instant(given.get("now")),
        stubs=stubs,
        steps=tuple(_step(step, f"steps[{at}]") for at, step in enumerate(steps)),
        names=frozenset(_names(_every_data(given))),
    )


def _step(found: Json, where: str) -> Play:
    given = _object(found, where)
    data = _data(given.get("data", {}), where)
    if "complete" in given:
        return Answer(_text(given["complete"], where), _nth(given, where), data)
    if "error" in given:
        code = _text(given["error"], where)
        return Answer(_text(given.get("task"), where), _nth(given, where), data, code)
    if "message" in given:
        key = given.get("key")
        return Message(_text(given["message"], where), key_text(feel_value(key)), data)
    if "signal" in given:
        return Signal(_text(given["signal"], where), data)
    if "advance" in given:
        span = read_span(_text(given["advance"], where))
        if span is not None:
            return Advance(span)
        got = _text(given["advance"], where)
        raise ScenarioRefused(where=where, expected="a duration such as PT1H", got=got)
    expected = "complete, error, message, signal or advance"
    raise ScenarioRefused(where=where, expected=expected, got=", ".join(given) or "nothing")


def _outcome(found: Json, where: str) -> Outcome:
    given = _object(found, where)
    texts: dict[str, str | None] = {
        name: _text(given[name], where) if given.get(name) is not None else None
        for name in ("error", "escalation", "fail")
    }
    return Outcome(
        _data(given.get("data", {}), where), texts["error"], texts["escalation"], texts["fail"]
    )


def _object(found: Json, where: str) -> dict[str, Json]:
    if isinstance(found, dict):
        return found
    raise ScenarioRefused(where=where, expected="an object", got="something else")


def _data(found: Json, where: str) -> dict[str, FeelValue]:
    return {name: feel_value(value) for name, value in _object(found or {}, where).items()}


def _text(found: Json, where: str) -> str:
    if isinstance(found, str):
        return found
    raise ScenarioRefused(where=where, expected="a text", got="something else")


def _nth(given: dict[str, Json], where: str) -> int:
    nth = given.get("nth", Decimal(1))
    if isinstance(nth, Decimal) and nth == nth.to_integral_value() and nth >= 1:
        return int(nth)
    raise ScenarioRefused(where=where, expected="nth from 1 on", got="something else")


def _instant(found: Json) -> datetime:
    if found is None:
        return FIRST_INSTANT
    instant = read_instant(found) if isinstance(found, str) else None
    if instant is None:
        expected = "an instant such as 2026-03-01T09:00:00Z"
        raise ScenarioRefused(where="now", expected=expected, got="something else")
    return instant


def _every_data(given: dict[str, Json]) -> Json:
    """Return all data that may be written."""
    steps, stubs = given.get("steps", []), given.get("stubs", {})
    parts: list[Json] = [given.get("data", {})]
    for holder in (
        *(steps if isinstance(steps, list) else []),
        *(stubs.values() if isinstance(stubs, dict) else []),
    ):
        parts.append(holder.get("data") if isinstance(holder, dict) else None)
    return parts


def _names(found: Json) -> Iterator[str]:
    """Yield the keys of all objects at any depth."""
    waiting: list[Json] = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _number(text: str) -> Decimal:
    number = read_number(text)
    if number is None:
        expected = "a number that FEEL can hold"
        raise ScenarioRefused(where="data", expected=expected, got=text[:40])
    return number


def _no_number(text: str) -> Decimal:
    raise ScenarioRefused(where="data", expected="a number", got=text)
