"""What this package tells the rooms below: late phases, on which claims can rest (R30-R35)."""

from __future__ import annotations

from owj.packages.projects.queries import late_phases
from owj.packages.remedies.queries import register_late_items

register_late_items(late_phases)
