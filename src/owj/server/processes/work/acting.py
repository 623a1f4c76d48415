"""In whose name and with whose rights work is done."""

from __future__ import annotations

from owj.server.context import Actor
from owj.server.identity.models import User
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.work import WorkPlace
from owj.server.processes.work.settings import WorkSettingRefused
from owj.server.records.context import Context
from owj.server.roles.known import ADMIN


def acting_context(place: WorkPlace, acts_as: str) -> Context:
    """Return the unit of work in which a task writes.

    "process": with an administrator's rights through the generic doors, thus with what packages
    opened and nothing else; the timeline names the process. "starter": with the present rights of
    who started it; who left, or a process that nobody started, writes nothing.
    Raises: WorkSettingRefused.
    """
    if acts_as == "starter":
        return place.ctx.as_actor(_starter(place)).guarded()
    name = place.node.name or place.node.id
    actor = Actor(user_id=None, kind="staff", roles=frozenset({ADMIN}), name=name[:200])
    return place.ctx.as_actor(actor).guarded()


def _starter(place: WorkPlace) -> Actor:
    if place.instance_id is None:
        # The process begins within this very step: who acts is who starts it.
        return place.ctx.actor
    row = ProcessInstance.objects.select_related("started_by").get(pk=place.instance_id)
    person: User | None = row.started_by
    if person is None or not person.is_active:
        raise WorkSettingRefused(part="owj:as", reason="nobody who could act started this process")
    return person.actor
