"""What a drawing tells a kind of work, read and worked out with the variables at the task."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from owj.kernel.errors import DefinitionError, OwjError
from owj.kernel.feel import Environment, FeelSyntaxError, FeelValue, compile_expression, start_run
from owj.kernel.feel.temporal_text import show_temporal
from owj.kernel.whole import whole
from owj.server.processes.work.kinds import Parameter, ParameterKind, WorkKind

_HOLE = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
_TEXTS = frozenset({ParameterKind.TEXT, ParameterKind.LONG_TEXT})
MOST_LETTERS = 100_000


class WorkSettingRefused(DefinitionError):
    """Say which setting of a task is wrong."""

    code = "process.work_setting_refused"
    message = "%(part)s: %(reason)s."


class Settings:
    """The settings of one task, by name.

    texts: the attributes as drawn. read: gives a variable. Only what the drawing wrote is worked
    out; a variable that holds FEEL or {{ }} is text and stays text.
    """

    def __init__(
        self,
        kind: WorkKind,
        texts: Mapping[str, str],
        read: Callable[[str], FeelValue],
        now: datetime,
    ) -> None:
        self._kind = kind
        self._texts = texts
        self._read = read
        self._environment = Environment(now=now)

    def written(self, name: str) -> str:
        """Return a setting as it was drawn. Raises: WorkSettingRefused when it is missing."""
        parameter = self._kind.by_name[name]
        text = self._texts.get(name, "").strip() or parameter.default
        if parameter.required and not text:
            raise WorkSettingRefused(part=f"owj:{name}", reason="it is missing")
        return text

    def value(self, name: str) -> FeelValue:
        """Return what the FEEL of a setting comes to; null where nothing is written."""
        text = self.written(name)
        return self._evaluate(text.removeprefix("="), name) if text else None

    def text(self, name: str, say: Callable[[FeelValue], str] | None = None) -> str:
        """Return a setting as words, with its holes filled. say: how a value is worded."""
        say, text = say or shown, self.written(name)
        if text.startswith("="):
            return say(self._evaluate(text[1:], name))
        filled = _HOLE.sub(lambda hole: say(self._evaluate(hole[1], name)), text)
        return filled[:MOST_LETTERS]

    def choice(self, name: str) -> str:
        """Return which answer of a choice was drawn. Raises: WorkSettingRefused."""
        text = self.written(name)
        if text not in {value for value, _label in self._kind.by_name[name].options}:
            raise WorkSettingRefused(part=f"owj:{name}", reason=f"there is no answer {text[:40]}")
        return text

    def number(self, name: str, least: int, most: int) -> int:
        """Return a whole number within limits. Raises: WorkSettingRefused."""
        number = whole(self.written(name))
        if number is None or not least <= number <= most:
            reason = f"expected a whole number from {least} to {most}"
            raise WorkSettingRefused(part=f"owj:{name}", reason=reason)
        return number

    def context(self, name: str) -> dict[str, FeelValue]:
        """Return a setting that is a FEEL context. Raises: WorkSettingRefused."""
        value = self.value(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise WorkSettingRefused(part=f"owj:{name}", reason="expected a context in braces")
        return value

    def _evaluate(self, text: str, name: str) -> FeelValue:
        try:
            expression = compile_expression(text)
            found = {free: self._read(free) for free in expression.free}
            return expression.run(found, start_run(self._environment))
        except OwjError as error:
            raise WorkSettingRefused(part=f"owj:{name}", reason=str(error)) from None


def shown(value: FeelValue) -> str:
    """Return a value as text; null is nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return ", ".join(shown(one) for one in value)
    return show_temporal(value) or str(value)


def setting_faults(kind: WorkKind, texts: Mapping[str, str]) -> Iterator[tuple[Parameter, str]]:
    """Yield each setting that cannot be right before anything runs, and why."""
    for parameter in kind.parameters:
        text = texts.get(parameter.name, "").strip()
        if parameter.required and not text and not parameter.default:
            yield parameter, "it is missing"
        for reason in _syntax_faults(parameter, text):
            yield parameter, reason


def _syntax_faults(parameter: Parameter, text: str) -> list[str]:
    if parameter.kind is ParameterKind.CHOICE and text:
        known = {value for value, _label in parameter.options}
        return [] if text in known else [f"there is no answer {text[:40]}"]
    sources = [text.removeprefix("=")] if parameter.kind is ParameterKind.FEEL and text else []
    if parameter.kind in _TEXTS:
        sources = [text[1:]] if text.startswith("=") else _HOLE.findall(text)
    faults: list[str] = []
    for source in sources:
        try:
            compile_expression(source)
        except FeelSyntaxError as error:
            faults.append(str(error))
    return faults
