"""Bringing in the log of another help desk: read, map, file, sum up.

`bring.import_helpdesk_log` is the door; docs/guide/import.md tells what a log must look like.
"""

from owj.packages.desk.importer.bring import import_helpdesk_log
from owj.packages.desk.importer.priorities import SHIPPED_PRIORITIES, read_priority_map
from owj.packages.desk.importer.summary import PrioritySummary, PromiseCount, Summary

__all__ = [
    "SHIPPED_PRIORITIES",
    "PrioritySummary",
    "PromiseCount",
    "Summary",
    "import_helpdesk_log",
    "read_priority_map",
]
