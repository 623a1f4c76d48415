"""Look at an expression while somebody writes it: is it FEEL, are its names known, its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.http import JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.studio.expressions.process_subject import process_subject
from owj.client.studio.expressions.subject import EntitySubject, Step, Subject, subject_of
from owj.client.studio.formulas import refusal_of
from owj.kernel.errors import OwjError
from owj.kernel.feel import (
    Environment,
    Expression,
    FeelBudgetSpent,
    FeelSyntaxError,
    FeelValue,
    Limits,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
)
from owj.kernel.feel.running import start_run
from owj.kernel.feel.showing import show_literal
from owj.kernel.whole import whole
from owj.server.agreements.queries import calendar_at, calendar_rows
from owj.server.records.conditions import ConditionRefused, compile_condition
from owj.server.records.conditions.fields import CURRENT_USER
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.feel_words import say_error, say_warning

Mode = Literal["expression", "formula", "tests", "condition"]
MODES: tuple[Mode, ...] = ("expression", "formula", "tests", "condition")
LIMITS = Limits(text=10_000, depth=40, steps=100_000)
MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Check:
    """Hold what is to be said about a text.

    state: "good", "warn" (it can be kept) or "bad". start, end: letters that it is about.
    result: of the sample, as FEEL writes it; "" for none.
    """

    state: Literal["empty", "good", "warn", "bad"]
    message: str = ""
    start: int = 0
    end: int = 0
    result: str = ""
    sample: str = ""

    def to_json(self) -> dict[str, str | int]:
        """Return it as the page's script reads it."""
        return {name: getattr(self, name) for name in self.__slots__}


@staff_page
@require_POST
def check_view(request: DoorRequest) -> JsonResponse:
    """Say what is to be said about a text; nothing is kept."""
    given = request.POST
    subject = any_subject(request.ctx, given.get("about", ""))
    wanted = given.get("mode")
    mode: Mode = next((one for one in MODES if one == wanted), "expression")
    record_id = whole(given.get("record", ""))
    check = check_text(request.ctx, subject, given.get("text", ""), mode, record_id)
    return JsonResponse(check.to_json())


def check_text(
    ctx: Context, subject: Subject, text: str, mode: Mode = "expression", record: int | None = None
) -> Check:
    """Return what is to be said about a text. record: the sample's id; None: the last one."""
    if not text.strip():
        return Check("empty")
    try:
        program = _compiled(text, subject, mode)
    except FeelSyntaxError as error:
        start, end = error.position
        return Check("bad", say_error(error), start, end)
    unknown = program.unknown - CURRENT_USER if mode == "condition" else program.unknown
    stray = subject.stray(program.tree, unknown)
    if stray is not None:
        return _strayed(subject, stray)
    calendars = {row.key: calendar_at(row.key, ctx.now) for row in calendar_rows()}
    environment = Environment(now=ctx.now, calendars=calendars, limits=LIMITS)
    if isinstance(subject, EntitySubject):
        refused = _refused(ctx, subject, text, mode, environment)
        if refused is not None:
            return refused
        if mode == "condition" and CURRENT_USER.intersection(program.free):
            # One record tells nothing of what depends on who asks.
            return Check("good")
    return _tried(subject, program, environment, record)


def any_subject(ctx: Context, about: str) -> Subject:
    """Return what an expression is about, processes included. Raises: as `subject_of`."""
    kind, _colon, told = about.partition(":")
    return process_subject(ctx, told) if kind == "process" else subject_of(ctx, about)


def _strayed(subject: Subject, stray: Step) -> Check:
    """Return what is to be said about a name that stands for nothing."""
    words = gettext("%(owner)s has no field called “%(name)s”.") if stray.owner else ""
    if subject.open and not stray.owner:
        words = gettext("Nothing in this drawing writes “%(name)s”; it must come from outside.")
    words = words or gettext("Nothing is called “%(name)s” here.")
    said = words % {"owner": stray.owner, "name": stray.text}
    return Check("warn" if subject.open else "bad", said, stray.start, stray.end)


def _refused(
    ctx: Context, subject: EntitySubject, text: str, mode: Mode, environment: Environment
) -> Check | None:
    """Return why a text that is FEEL cannot be used where it stands."""
    if mode == "formula":
        refusal = refusal_of(text, subject.entity(subject.key), subject.schema, kept=True)
        return Check("bad", refusal) if refusal else None
    if mode != "condition":
        return None
    try:
        compile_condition(text, subject.key, ctx.snapshot, environment, actor=ctx.actor)
    except ConditionRefused as refused:
        start, end = refused.position
        return Check("bad", say_error(refused), start, end)
    return None


def _compiled(text: str, subject: Subject, mode: Mode) -> Expression | UnaryTests:
    if mode == "tests":
        return compile_unary_tests(text, subject.names(), limits=LIMITS)
    further = CURRENT_USER if mode == "condition" else frozenset()
    return compile_expression(text, subject.names() | further, limits=LIMITS)


def _tried(
    subject: Subject, program: Expression | UnaryTests, environment: Environment, record: int | None
) -> Check:
    """Return the result for a sample, and the first warning on the way to it."""
    sample = None if isinstance(program, UnaryTests) else subject.sample(program.tree, record)
    if sample is None and (program.free or isinstance(program, UnaryTests)):
        return Check("good")
    scope, title = sample if sample is not None and program.free else ({}, "")
    try:
        found = program.evaluate(scope, environment=environment)
    except FeelBudgetSpent as spent:
        return Check("bad", say_error(spent))
    shown = _shown(found.value)
    if not found.warnings:
        return Check("good", result=shown, sample=title)
    first = found.warnings[0]
    return Check("warn", say_warning(first), *first.position, result=shown, sample=title)


def _shown(value: FeelValue) -> str:
    try:
        shown = show_literal(value, start_run(Environment(limits=LIMITS)))
    except OwjError:
        return "…"
    return shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"
