"""The door of processes: draw, deploy, start, complete, tell, help.

save_draft(ctx, "refund", xml, name="بازپرداخت", entity="ticket")
deploy(ctx, "refund")
one = start(ctx, "refund", {"amount": Decimal(60)}, record=ticket)
complete_task(ctx, task.id, {"approved": True})
"""

from owj.server.processes.bulk import cancel_many, retry_many
from owj.server.processes.completing import complete_task, finish_work
from owj.server.processes.definitions import deploy, drop_draft, save_draft, set_archived
from owj.server.processes.helping import (
    cancel_instance,
    move_token,
    retry_incident,
    set_variables,
    skip_incident,
)
from owj.server.processes.messages import broadcast_signal, deliver_message, tell_record
from owj.server.processes.migrating import migrate
from owj.server.processes.starting import start

__all__ = [
    "broadcast_signal",
    "cancel_instance",
    "cancel_many",
    "complete_task",
    "deliver_message",
    "deploy",
    "drop_draft",
    "finish_work",
    "migrate",
    "move_token",
    "retry_incident",
    "retry_many",
    "save_draft",
    "set_archived",
    "set_variables",
    "skip_incident",
    "start",
    "tell_record",
]
