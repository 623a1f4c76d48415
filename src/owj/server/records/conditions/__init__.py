"""FEEL as conditions of the database: filters and access rules that people write.

    condition = compile_condition('customer.city = "تهران" and not(is_bug)', Ticket, ctx.snapshot)
    ctx.rows(Ticket).filter(condition.q)

See docs/subsystems/conditions.md for the subset and for what differs under access rules.
"""

from owj.server.records.conditions.compiling import Condition, compile_condition
from owj.server.records.conditions.refusals import ConditionRefused

__all__ = ["Condition", "ConditionRefused", "compile_condition"]
