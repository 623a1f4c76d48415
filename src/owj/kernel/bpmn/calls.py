"""Calls of processes that somebody else keeps: what they are told, and what they give back.

Both are FEEL contexts. Where the drawing writes none, nothing goes over: a called process has
variables of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from owj.kernel.bpmn.elements import Node, StandardLoop
from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.bpmn.state import NO_VARIABLES, Doing, Token, Variables
from owj.kernel.bpmn.work import TokenStopped, Work
from owj.kernel.feel import FeelValue

NOWHERE = 0


def call_data(work: Work, token: Token, node: Node) -> Variables:
    """Return what a called process is told. Raises: TokenStopped."""
    if node.given is None:
        return NO_VARIABLES
    repeated = isinstance(node.loop, StandardLoop)
    counter = {"loopCounter": Decimal(token.turn + 1)} if repeated else None
    return _context(work.evaluate(node.given, token.scope, counter), "owj:in", node.given.text)


def brought_back(work: Work, node: Node, outcome: Outcome) -> Variables:
    """Return what the caller takes of the variables of a process that has ended.

    Nothing of one that ended with an error. Raises: TokenStopped.
    """
    failed = outcome.error is not None or outcome.escalation is not None
    if node.taken is None or failed:
        return NO_VARIABLES
    value = work.evaluate(node.taken, NOWHERE, outcome.data)
    return _context(value, "owj:out", node.taken.text)


def _context(value: FeelValue, part: str, text: str) -> Variables:
    if not isinstance(value, Mapping):
        got = "null" if value is None else "another value"
        raise TokenStopped("call", f"{part} {text}: expected a context, got {got}", Doing.BODY)
    return value
