"""Fields that the records work out themselves, and the rules that new values must keep.

Formulas (FEEL over the record and what it links to), lookups (a field behind a link) and rollups
(what many rows that link here come to). See docs/subsystems/computed.md.
"""

from owj.server.records.computed.backfill import (
    Difference,
    Progress,
    changed_fields,
    recompute,
    recompute_changed,
    verify,
)
from owj.server.records.computed.plans import check_computed, faults_of
from owj.server.records.computed.working_out import Explanation, explain_value

__all__ = [
    "Difference",
    "Explanation",
    "Progress",
    "changed_fields",
    "check_computed",
    "explain_value",
    "faults_of",
    "recompute",
    "recompute_changed",
    "verify",
]
