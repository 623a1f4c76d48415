"""What the desk decides by tables that an organisation may change: priority and escalation."""

from __future__ import annotations

from owj.packages.desk.decisions.escalation import Escalation, decide_escalation
from owj.packages.desk.decisions.priority import decide_priority

__all__ = ["Escalation", "decide_escalation", "decide_priority"]
