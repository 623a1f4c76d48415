"""The door of FEEL, the one expression language: texts to expressions, values and types.

Source: DMN 1.5, chapter 10. See docs/subsystems/feel.md.
"""

from __future__ import annotations

from owj.kernel.feel.calling import invoke
from owj.kernel.feel.expression import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    expression_of_tree,
)
from owj.kernel.feel.running import (
    DEFAULT_LIMITS,
    EMPTY_ENVIRONMENT,
    Environment,
    Evaluation,
    FeelBudgetSpent,
    FeelSyntaxError,
    FeelWarning,
    Limits,
    Run,
    start_run,
)
from owj.kernel.feel.values import (
    FeelContext,
    FeelFunction,
    FeelList,
    FeelValue,
    Months,
    Parameter,
    Range,
    Time,
    WideDate,
    WideDateTime,
    WideDuration,
    kind_of,
)

__all__ = [
    "DEFAULT_LIMITS",
    "EMPTY_ENVIRONMENT",
    "Environment",
    "Evaluation",
    "Expression",
    "FeelBudgetSpent",
    "FeelContext",
    "FeelFunction",
    "FeelList",
    "FeelSyntaxError",
    "FeelValue",
    "FeelWarning",
    "Limits",
    "Months",
    "Parameter",
    "Range",
    "Run",
    "Time",
    "UnaryTests",
    "WideDate",
    "WideDateTime",
    "WideDuration",
    "compile_expression",
    "compile_unary_tests",
    "expression_of_tree",
    "invoke",
    "kind_of",
    "start_run",
]
