"""What an administrator does to a running process: retry, skip, correct, move, cancel."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from owj.kernel.bpmn.happenings import (
    CancelProcess,
    Happening,
    MoveToken,
    RetryIncident,
    SetVariables,
    SkipIncident,
)
from owj.kernel.feel import FeelValue
from owj.server.processes.access import check_administer
from owj.server.processes.errors import UnknownInstance
from owj.server.processes.live import tell_live
from owj.server.processes.loading import load_instance
from owj.server.processes.stepping import Stepped, go
from owj.server.processes.value_texts import kept_values
from owj.server.processes.writing import Aside
from owj.server.records.context import Context


@transaction.atomic
def retry_incident(ctx: Context, instance_id: int, number: int) -> Stepped:
    """Let a stopped token try again. Raises: as `help_on`."""
    return help_on(ctx, instance_id, RetryIncident(number), ("retried", number, None))


@transaction.atomic
def skip_incident(
    ctx: Context, instance_id: int, number: int, data: Mapping[str, FeelValue] | None = None
) -> Stepped:
    """Let a stopped token go on as if its work were done. data: what it would have given."""
    told = ("skipped", number, kept_values(data or {}))
    return help_on(ctx, instance_id, SkipIncident(number, data or {}), told)


@transaction.atomic
def set_variables(
    ctx: Context, instance_id: int, data: Mapping[str, FeelValue], scope: int = 0
) -> Stepped:
    """Change variables; scope 0 is the process itself. Raises: as `help_on`."""
    told = ("corrected", scope, kept_values(data))
    return help_on(ctx, instance_id, SetVariables(data, scope), told)


@transaction.atomic
def move_token(ctx: Context, instance_id: int, token: int, node: str) -> Stepped:
    """Take a token from where it stands to another node of the same scope."""
    return help_on(ctx, instance_id, MoveToken(token, node), ("moved", token, {"to": node}))


@transaction.atomic
def cancel_instance(ctx: Context, instance_id: int, reason: str = "") -> Stepped:
    """End a process. Raises: as `help_on`."""
    told = ("cancelled by hand", 0, {"reason": reason[:500]})
    return help_on(ctx, instance_id, CancelProcess(), told)


def help_on(
    ctx: Context, instance_id: int, happening: Happening, told: tuple[str, int, object]
) -> Stepped:
    """Let something happen that an administrator wants, and remember it.

    Raises: OnlyProcessAdministrators, UnknownInstance, NothingWaitsThere.
    """
    check_administer(ctx)
    loaded = load_instance(instance_id)
    if loaded is None:
        raise UnknownInstance
    kind, visit, detail = told
    tell_live(instance_id, loaded.entity, loaded.record_id)
    return go(ctx, loaded, happening, Aside(history=[(kind, "", visit, detail)]))
