"""Closures of operators with two sides: the usual types at once, all else by the slow way.

One shape for each way the sides are got: a place of the frame, a constant, other code. Each saves
a call for every evaluation, which is most of the time of a short expression.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from owj.kernel.feel.compiler.scopes import Code, Compiled, Frame
from owj.kernel.feel.numbers import NUMBER_FAILED
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import FeelValue

Quick: TypeAlias = Callable[[FeelValue, FeelValue], FeelValue]
Slow: TypeAlias = Callable[[FeelValue, FeelValue, Run], FeelValue]
# What Python raises where the quick way does not do: null or a wide value among them.
_NOT_QUICK = (*NUMBER_FAILED, TypeError, OverflowError)
NO_ENTRY = (*_NOT_QUICK, KeyError)


def trusting(left: Compiled, right: Compiled, quick: Quick, slow: Slow) -> Code:
    """Return code for sides whose types are known: nothing is looked at beforehand."""
    first, second = left.code, right.code
    slot, other, bound = left.slot, right.slot, right.value

    def run_code(frame: Frame, run: Run) -> FeelValue:
        a = first(frame, run)
        b = second(frame, run)
        try:
            return quick(a, b)
        except _NOT_QUICK:
            return slow(a, b, run)

    def run_bound(frame: Frame, run: Run) -> FeelValue:
        a = first(frame, run)
        try:
            return quick(a, bound)
        except _NOT_QUICK:
            return slow(a, bound, run)

    if left.entry is not None and (right.constant or other is not None):
        return _trusting_entry(left, right, quick, slow)
    if right.constant:
        return run_bound if slot is None else _trusting_slot_bound(slot, bound, quick, slow)
    if slot is not None and other is not None:
        return _trusting_slots(slot, other, quick, slow)
    return run_code if other is None else _trusting_code_slot(first, other, quick, slow)


def _trusting_slot_bound(slot: int, bound: FeelValue, quick: Quick, slow: Slow) -> Code:
    def run_slot_bound(frame: Frame, run: Run) -> FeelValue:
        try:
            return quick(frame[slot], bound)
        except _NOT_QUICK:
            return slow(frame[slot], bound, run)

    return run_slot_bound


def _trusting_slots(slot: int, other: int, quick: Quick, slow: Slow) -> Code:
    def run_slots(frame: Frame, run: Run) -> FeelValue:
        try:
            return quick(frame[slot], frame[other])
        except _NOT_QUICK:
            return slow(frame[slot], frame[other], run)

    return run_slots


def _trusting_entry(left: Compiled, right: Compiled, quick: Quick, slow: Slow) -> Code:
    """Return code for an entry of an element beside a constant or a place of the frame."""
    first = left.code
    slot, name = left.entry or (0, "")
    other, bound = right.slot, right.value

    def run_entry_bound(frame: Frame, run: Run) -> FeelValue:
        try:
            return quick(frame[slot][name], bound)  # type: ignore[index,call-overload]  # or below
        except NO_ENTRY:
            return slow(first(frame, run), bound, run)

    if other is None:
        return run_entry_bound

    def run_entry_slot(frame: Frame, run: Run) -> FeelValue:
        try:
            return quick(frame[slot][name], frame[other])  # type: ignore[index,call-overload]
        except NO_ENTRY:
            return slow(first(frame, run), frame[other], run)

    return run_entry_slot


def _trusting_code_slot(first: Code, other: int, quick: Quick, slow: Slow) -> Code:
    def run_code_slot(frame: Frame, run: Run) -> FeelValue:
        a = first(frame, run)
        try:
            return quick(a, frame[other])
        except _NOT_QUICK:
            return slow(a, frame[other], run)

    return run_code_slot


def with_constant(left: Compiled, bound: FeelValue, kind: type, quick: Quick, slow: Slow) -> Code:
    """Return code for a constant right side. kind: of the left sides that `quick` takes."""
    code, slot = left.code, left.slot

    def run_code(frame: Frame, run: Run) -> FeelValue:
        value = code(frame, run)
        if type(value) is kind:
            try:
                return quick(value, bound)
            except _NOT_QUICK:
                pass
        return slow(value, bound, run)

    if slot is None:
        return run_code

    def run_slot(frame: Frame, run: Run) -> FeelValue:
        value = frame[slot]
        if type(value) is kind:
            try:
                return quick(value, bound)
            except _NOT_QUICK:
                pass
        return slow(value, bound, run)

    return run_slot


def of_two(
    left: Compiled, right: Compiled, kinds: frozenset[type], quick: Quick, slow: Slow
) -> Code:
    """Return code for two sides. kinds: of which both must be the same for `quick`."""
    first, second = left.code, right.code

    def run_code(frame: Frame, run: Run) -> FeelValue:
        a = first(frame, run)
        b = second(frame, run)
        if type(a) is type(b) and type(a) in kinds:
            try:
                return quick(a, b)
            except _NOT_QUICK:
                pass
        return slow(a, b, run)

    slot, other = left.slot, right.slot
    if slot is None or other is None:
        return run_code

    def run_slots(frame: Frame, run: Run) -> FeelValue:
        a = frame[slot]
        b = frame[other]
        if type(a) is type(b) and type(a) in kinds:
            try:
                return quick(a, b)
            except _NOT_QUICK:
                pass
        return slow(a, b, run)

    return run_slots
