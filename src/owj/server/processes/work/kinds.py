"""The kinds of work that a service task may name, with what each is to be told.

The studio draws its element templates from here; deployment checks drawings against it. A
package adds a kind of its own by `declare` and `register`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from owj.server.records.defs import Label


class ParameterKind(StrEnum):
    """Name how a parameter is written.

    FEEL: an expression. TEXT: words, in which {{ … }} holds FEEL; all FEEL behind a sign =.
    """

    FEEL = "feel"
    TEXT = "text"
    LONG_TEXT = "long_text"
    ENTITY = "entity"
    PROCESS = "process"
    DECISION = "decision"
    CONFIDENTIAL = "secret"
    CHOICE = "choice"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a kind of work is told: the attribute `owj:NAME` of the task.

    options: values of a choice with their names. default: what holds where nothing is written.
    """

    name: str
    kind: ParameterKind
    label: Label
    help: Label
    required: bool = False
    options: tuple[tuple[str, Label], ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class WorkKind:
    """A kind of work. outward: it reaches outside of the program, so a job does it later."""

    key: str
    label: Label
    help: Label
    icon: str
    parameters: tuple[Parameter, ...]
    outward: bool = False

    @property
    def by_name(self) -> Mapping[str, Parameter]:
        """Return the parameters by name."""
        return {one.name: one for one in self.parameters}


# What BPMN itself calls parts of a task: bpmn-js would take the one for the other.
OF_BPMN = frozenset(
    {
        "auditing",
        "default",
        "documentation",
        "id",
        "implementation",
        "incoming",
        "lanes",
        "messageRef",
        "monitoring",
        "name",
        "operationRef",
        "outgoing",
        "properties",
        "resources",
    }
)
_declared: dict[str, WorkKind] = {}


def declare(kind: WorkKind) -> WorkKind:
    """Make a kind of work known; the same key again replaces it.

    Raises: ValueError, for a parameter that is called like a part of BPMN's own.
    """
    if taken := OF_BPMN & kind.by_name.keys():
        raise ValueError(f"{kind.key}: BPMN has a name of its own for {sorted(taken)}")
    _declared[kind.key] = kind
    return kind


def kinds() -> tuple[WorkKind, ...]:
    """Return every kind of work, in the order in which they are offered."""
    return tuple(_declared.values())


def work_kind(key: str) -> WorkKind | None:
    """Return a kind of work; None for one that no room declares."""
    return _declared.get(key)


def words(fa: str, en: str) -> Label:
    """Return a name or an explanation in both languages."""
    return Label(fa, en)


RESULT = Parameter(
    "result",
    ParameterKind.TEXT,
    words("نتیجه در متغیر", "Result into the variable"),
    words("نام متغیری که نتیجه در آن می‌ماند.", "Name of the variable that keeps the result."),
)
ACTS_AS = Parameter(
    "as",
    ParameterKind.CHOICE,
    words("به نام", "Acts as"),
    words(
        "فرایند: با دسترسی مدیر سامانه و به نام فرایند. "
        "آغازگر: با دسترسی امروز کسی که فرایند را آغاز کرده است.",
        "The process: with an administrator's rights, in the name of the process. "
        "The starter: with the present rights of who started it.",
    ),
    options=(
        ("process", words("فرایند", "The process")),
        ("starter", words("آغازگر", "The starter")),
    ),
    default="process",
)
