"""Why an expression does not become a condition of the database: which part, and where."""

from __future__ import annotations

from owj.kernel.errors import DefinitionError
from owj.kernel.feel.values import Position


class ConditionRefused(DefinitionError):
    """Say which part of a condition the database cannot answer. data: at, start, end, part."""

    code = "condition.refused"
    message = "Character %(at)s: the database cannot answer “%(part)s”."

    @property
    def position(self) -> Position:
        """Give start and end of the part, in characters from 0."""
        start, end = self.data["start"], self.data["end"]
        return (start, end) if isinstance(start, int) and isinstance(end, int) else (0, 0)


class FieldUnknown(ConditionRefused):
    """Say that an entity has no such field. data: name, entity."""

    code = "condition.field_unknown"
    message = "Character %(at)s: %(entity)s has no field called “%(part)s”."


class FieldAmbiguous(ConditionRefused):
    """Say that several fields bear a label. data: fields."""

    code = "condition.field_ambiguous"
    message = "Character %(at)s: “%(part)s” may mean several fields: %(fields)s."


class KindsDiffer(ConditionRefused):
    """Say that two kinds of values have nothing to compare. data: left, right."""

    code = "condition.kinds_differ"
    message = "Character %(at)s: in “%(part)s”, %(left)s and %(right)s cannot be compared."


class NotACondition(ConditionRefused):
    """Say that a part is neither true nor false."""

    code = "condition.not_true_or_false"
    message = "Character %(at)s: “%(part)s” is neither true nor false."


class NotExact(ConditionRefused):
    """Say that the database would answer something else than FEEL. data: reason."""

    code = "condition.not_exact"
    message = "Character %(at)s: the database would not answer “%(part)s” exactly as FEEL does."


class NoValue(ConditionRefused):
    """Say that a constant part has no value. data: reason."""

    code = "condition.no_value"
    message = "Character %(at)s: “%(part)s” has no value. %(reason)s"


class ConditionTooLarge(ConditionRefused):
    """Say that a condition has more parts than a query should. data: limit."""

    code = "condition.too_large"
    message = "A condition may have at most %(limit)s parts, not one more at character %(at)s."
