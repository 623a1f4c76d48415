"""One line of help for every function that an expression may call."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.kernel.feel.builtins.library import builtins_for

HELP = {
    "abs": _("the number without its sign"),
    "add working time": _("the instant at which so much working time is spent"),
    "after": _("whether the first lies after the second"),
    "all": _("whether all are true"),
    "any": _("whether one is true"),
    "append": _("the list with items added at its end"),
    "before": _("whether the first lies before the second"),
    "ceiling": _("the next whole number upwards"),
    "coincides": _("whether two points or ranges are the same"),
    "concatenate": _("several lists as one"),
    "contains": _("whether a text holds another"),
    "context": _("a context out of entries with key and value"),
    "context merge": _("several contexts as one"),
    "context put": _("a context with one entry set"),
    "count": _("how many items a list has"),
    "date": _("a day, out of text, instant, or year, month and day"),
    "date and time": _("an instant, out of text, or a day and a time"),
    "day of week": _("the name of the weekday"),
    "day of year": _("which day of the year it is"),
    "decimal": _("the number rounded to so many decimals"),
    "distinct values": _("every item of a list once"),
    "duration": _("a duration, such as P1DT2H or P1Y2M"),
    "during": _("whether the first lies inside the second"),
    "ends with": _("whether a text ends so"),
    "even": _("whether a number is even"),
    "exp": _("e to the power of a number"),
    "finished by": _("whether a range ends with another"),
    "finishes": _("whether the first is the end of the second"),
    "flatten": _("lists inside a list as one list"),
    "floor": _("the next whole number downwards"),
    "fold": _("a text in the one form of all its Persian spellings"),
    "get entries": _("the entries of a context as a list"),
    "get value": _("the entry of a context by its key"),
    "includes": _("whether a range holds a point or range"),
    "index of": _("where in a list an item stands"),
    "insert before": _("the list with an item put in at a place"),
    "is": _("whether two values are the same in every part"),
    "is working time": _("whether a calendar is open at an instant"),
    "jalali add months": _("the same day of another Jalali month"),
    "jalali date": _("the day of a Jalali date such as 1405-09-01"),
    "jalali day": _("the day of the Jalali month"),
    "jalali days": _("the days of a span such as this quarter"),
    "jalali moments": _("the span as instants, such as this quarter"),
    "jalali month": _("the number of the Jalali month"),
    "jalali month length": _("how many days the Jalali month has"),
    "jalali month name": _("the Persian name of the Jalali month"),
    "jalali text": _("the date in Persian words"),
    "jalali weekday name": _("the Persian name of the weekday"),
    "jalali year": _("the Jalali year"),
    "list contains": _("whether a list holds an item"),
    "list replace": _("the list with one item replaced"),
    "log": _("the natural logarithm"),
    "lower case": _("the text in small letters"),
    "matches": _("whether a text fits a regular expression"),
    "max": _("the largest"),
    "mean": _("the average"),
    "median": _("the one in the middle"),
    "meets": _("whether the second range begins where the first ends"),
    "met by": _("whether the first range begins where the second ends"),
    "min": _("the smallest"),
    "mode": _("those that come most often"),
    "modulo": _("what a division leaves over"),
    "month of year": _("the name of the month"),
    "not": _("true for false, false for true"),
    "now": _("the present instant"),
    "number": _("a number out of a text"),
    "number words": _("a whole number in Persian words"),
    "odd": _("whether a number is odd"),
    "overlaps": _("whether two ranges have something in common"),
    "overlaps after": _("whether the first range overlaps the end of the second"),
    "overlaps before": _("whether the first range overlaps the begin of the second"),
    "product": _("all numbers multiplied"),
    "range": _("a range out of a text"),
    "remove": _("the list without the item at a place"),
    "replace": _("the text with what fits a regular expression replaced"),
    "reverse": _("the list from its end"),
    "rial words": _("an amount in rial in Persian words"),
    "round down": _("rounded towards zero"),
    "round half down": _("rounded, halves towards zero"),
    "round half up": _("rounded, halves away from zero"),
    "round up": _("rounded away from zero"),
    "sort": _("the list in order"),
    "split": _("a text cut into a list"),
    "sqrt": _("the square root"),
    "started by": _("whether a range begins with another"),
    "starts": _("whether the first is the begin of the second"),
    "starts with": _("whether a text begins so"),
    "stddev": _("the standard deviation"),
    "string": _("the value as a text"),
    "string join": _("texts of a list joined"),
    "string length": _("how many characters a text has"),
    "sublist": _("a part of a list"),
    "substring": _("a part of a text"),
    "substring after": _("the text after another"),
    "substring before": _("the text before another"),
    "sum": _("all numbers added"),
    "time": _("a time of day, out of text, or hour, minute and second"),
    "today": _("the present day"),
    "toman words": _("an amount of rial, in toman in Persian words"),
    "union": _("several lists as one, every item once"),
    "upper case": _("the text in capital letters"),
    "week of year": _("which week of the year it is"),
    "working minutes between": _("the minutes of working time between two instants"),
    "years and months duration": _("years and months between two days"),
}


@dataclass(frozen=True, slots=True)
class FunctionHelp:
    """Hold what completion shows of a function: its name, how it is called, what it gives."""

    name: str
    form: str
    help: str


def function_helps() -> list[FunctionHelp]:
    """Return the help of every function in the reader's language."""
    return [
        FunctionHelp(name, builtin.signatures()[0], gettext(HELP[name]))
        for name, builtin in sorted(builtins_for(strict=False).items())
    ]
