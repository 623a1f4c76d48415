"""Looks at an expression of a draft: is it FEEL, are its names fields, can its result be kept."""

from __future__ import annotations

from django.utils.translation import gettext

from owj.kernel.feel import FeelBudgetSpent, FeelSyntaxError
from owj.server.records.computed.reading import Reading, SchemaNames, read_expression
from owj.server.records.computed.refusals import FormulaRefused
from owj.server.records.defs import EntityDef, SchemaDef
from owj.ui.feel_words import say_error


def refusal_of(text: str, entity: EntityDef, schema: SchemaDef, *, kept: bool = False) -> str:
    """Return what is wrong with an expression over an entity's fields, empty when nothing is.

    kept: its result is stored, so it may not read the clock.
    """
    try:
        reading = read_expression(text, entity.key, SchemaNames(schema), str(entity.label))
    except (FeelSyntaxError, FeelBudgetSpent) as error:
        return say_error(error)
    except FormulaRefused as refused:
        return str(refused.data["reason"])
    return _moving(reading) if kept else ""


def _moving(reading: Reading) -> str:
    """Return why a result cannot be kept, where it changes by itself."""
    if not reading.volatile:
        return ""
    words = gettext("{function}() changes without any write, so its result cannot be kept.")
    return words.format(function=reading.volatile[0])
