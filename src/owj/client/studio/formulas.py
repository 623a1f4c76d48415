"""Looks at an expression while it is written: is it FEEL, and does it know its names."""

from __future__ import annotations

from django.utils.translation import gettext

from owj.kernel.feel import FeelBudgetSpent, FeelSyntaxError, compile_expression
from owj.server.records.defs import EntityDef, SchemaDef
from owj.ui.feel_words import say_error


def names_of_fields(entity: EntityDef) -> list[str]:
    """Return the names under which an expression knows the fields of an entity."""
    names: list[str] = ["id", "created_at", "updated_at", "created at", "updated at"]
    for field in entity.by_key.values():
        names += [field.key, field.key.replace("_", " "), field.label.fa, field.label.en]
    return list(dict.fromkeys(names))


def refusal_of(text: str, entity: EntityDef, schema: SchemaDef) -> str:
    """Return what is wrong with an expression over an entity's fields, empty when nothing is."""
    try:
        expression = compile_expression(text, names_of_fields(entity))
    except (FeelSyntaxError, FeelBudgetSpent) as error:
        return say_error(error)
    if expression.unknown:
        words = gettext("There is no field called %(name)s here.")
        return words % {"name": ", ".join(sorted(expression.unknown))}
    return ""
