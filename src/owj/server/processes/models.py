"""Every table of processes; each concern keeps its own file."""

from owj.server.processes.deed_rows import ProcessDeed
from owj.server.processes.definition_rows import ProcessDefinition, ProcessDraft, ProcessVersion
from owj.server.processes.history_rows import ProcessHistory
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.message_rows import ProcessMessage, ProcessStart
from owj.server.processes.state_rows import (
    ProcessIncident,
    ProcessRollback,
    ProcessRound,
    ProcessScope,
    ProcessSubscription,
    ProcessTimer,
    ProcessToken,
    ProcessUndo,
    ProcessVariable,
)
from owj.server.processes.task_rows import UserTask, WorkItem

__all__ = [
    "ProcessDeed",
    "ProcessDefinition",
    "ProcessDraft",
    "ProcessHistory",
    "ProcessIncident",
    "ProcessInstance",
    "ProcessMessage",
    "ProcessRollback",
    "ProcessRound",
    "ProcessScope",
    "ProcessStart",
    "ProcessSubscription",
    "ProcessTimer",
    "ProcessToken",
    "ProcessUndo",
    "ProcessVariable",
    "ProcessVersion",
    "UserTask",
    "WorkItem",
]
