"""One deed on many running processes: each in a transaction of its own, failures told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from owj.kernel.errors import OwjError
from owj.server.processes.access import check_administer
from owj.server.processes.helping import cancel_instance, retry_incident
from owj.server.processes.state_rows import ProcessIncident
from owj.server.records.context import Context

Deed = Callable[[int], object]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BulkReport:
    """How many were done, and why the others were not, by number."""

    done: int
    refused: dict[int, OwjError]


def cancel_many(
    ctx: Context, ids: Iterable[int], reason: str = "", *, progress: Progress | None = None
) -> BulkReport:
    """End many processes. Raises: OnlyProcessAdministrators."""
    check_administer(ctx)
    return _do_all(ids, lambda one: cancel_instance(ctx, one, reason), progress)


def retry_many(ctx: Context, ids: Iterable[int], *, progress: Progress | None = None) -> BulkReport:
    """Let every stopped token of many processes try again. Raises: OnlyProcessAdministrators."""
    check_administer(ctx)

    def retry_all(instance_id: int) -> None:
        rows = ProcessIncident.objects.filter(instance_id=instance_id, resolved_at=None)
        for number in rows.order_by("number").values_list("number", flat=True):
            retry_incident(ctx, instance_id, number)

    return _do_all(ids, retry_all, progress)


def _do_all(ids: Iterable[int], deed: Deed, progress: Progress | None) -> BulkReport:
    chosen = list(dict.fromkeys(ids))
    refused: dict[int, OwjError] = {}
    for done, one in enumerate(chosen, start=1):
        try:
            deed(one)
        except OwjError as error:
            refused[one] = error
        if progress is not None:
            progress(done, len(chosen))
    return BulkReport(len(chosen) - len(refused), refused)
