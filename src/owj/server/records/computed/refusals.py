"""How computed fields and rules say no: to whoever draws them, and to whoever writes a record."""

from __future__ import annotations

from owj.kernel.errors import DefinitionError
from owj.server.records.refusals import FieldValueRejected


class FormulaRefused(DefinitionError):
    """Say why an expression cannot be a formula, a rule or a source. data: where, reason."""

    code = "computed.refused"
    message = "%(where)s: %(reason)s"


class ComputedCycle(DefinitionError):
    """Say that computed fields would need each other. data: where, path."""

    code = "computed.cycle"
    message = "%(where)s: these computed fields read one another in a circle: %(path)s."
    # The keys of the entities and fields of the circle, which ends where it began.
    circle: tuple[tuple[str, str], ...] = (("", ""),)

    @property
    def node(self) -> tuple[str, str]:
        """Return the keys of the entity and the field at which the circle was met."""
        return self.circle[0]


class RuleBroken(FieldValueRejected):
    """Say that new values break a rule. data: entity, name, field, rule (key), reason."""

    code = "field.rule_broken"
    message = "%(field)s: %(reason)s"
