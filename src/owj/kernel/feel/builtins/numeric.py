"""Functions of numbers. Source: DMN 1.5, 10.3.4.5."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    InvalidOperation,
)

from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.civil import make_duration, nanos_of
from owj.kernel.feel.numbers import CALCULATION, LEAST_SCALE, MOST_SCALE, ZERO
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import DayTimeDuration, FeelValue, Months

# Series of 34 digits take as long as so many plain steps.
SERIES_STEPS = 50
_EXACT = Context(prec=13_000, Emin=-13_000, Emax=13_000, traps=[InvalidOperation])


def rounded(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    """Return the number with so many digits after the point. Raises: Refused."""
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise Refused(f"expected a scale from {LEAST_SCALE} to {MOST_SCALE}, got {scale}")
    places = int(scale)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return number
    kept = number.quantize(Decimal((0, (1,), -places)), rounding=rounding, context=_EXACT)
    return CALCULATION.plus(kept)


@feel_function("decimal", "n: number, scale: number")
def round_to_even(run: Run, number: Decimal, scale: Decimal) -> FeelValue:
    """Return n with `scale` digits after the point; halves go to the even digit."""
    return rounded(number, scale, ROUND_HALF_EVEN)


def _register_rounding(name: str, rounding: str, signature: str) -> None:
    def round_number(run: Run, number: Decimal, scale: Decimal = ZERO) -> FeelValue:
        return rounded(number, scale, rounding)

    feel_function(name, signature)(round_number)


for _name, _rounding in (
    ("round up", ROUND_UP),
    ("round down", ROUND_DOWN),
    ("round half up", ROUND_HALF_UP),
    ("round half down", ROUND_HALF_DOWN),
):
    _register_rounding(_name, _rounding, "n: number, scale: number")
for _name, _rounding in (("floor", ROUND_FLOOR), ("ceiling", ROUND_CEILING)):
    _register_rounding(_name, _rounding, "n: number, [scale: number]")


@feel_function("abs", "n: number|days and time duration|years and months duration")
def absolute(run: Run, number: Decimal | DayTimeDuration | Months) -> FeelValue:
    """Return the size of a number or duration, without its sign."""
    if isinstance(number, Decimal):
        return number.copy_abs()
    if isinstance(number, Months):
        return Months(abs(number.months))
    return make_duration(abs(nanos_of(number)))


@feel_function("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> FeelValue:
    """Return the rest of a division; it has the divisor's sign."""
    if not divisor:
        raise Refused("expected a divisor other than zero")
    rest = _EXACT.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = _EXACT.add(rest, divisor)
    return CALCULATION.plus(rest)


@feel_function("sqrt", "number: number")
def square_root(run: Run, number: Decimal) -> FeelValue:
    """Return the square root of a number that is not negative."""
    if number < 0:
        raise Refused("expected a number that is not negative")
    return CALCULATION.sqrt(number)


@feel_function("log", "number: number")
def logarithm(run: Run, number: Decimal) -> FeelValue:
    """Return the natural logarithm of a positive number."""
    if number <= 0:
        raise Refused("expected a positive number")
    run.charge(SERIES_STEPS)
    return CALCULATION.ln(number)


@feel_function("exp", "number: number")
def exponential(run: Run, number: Decimal) -> FeelValue:
    """Return e to the power of a number."""
    run.charge(SERIES_STEPS)
    return CALCULATION.exp(number)


def _register_parity(name: str, rest: int) -> None:
    def has_parity(run: Run, number: Decimal) -> FeelValue:
        if number != number.to_integral_value():
            return False
        return _EXACT.remainder(number, Decimal(2)).copy_abs() == rest

    feel_function(name, "number: number")(has_parity)


_register_parity("odd", 1)
_register_parity("even", 0)
