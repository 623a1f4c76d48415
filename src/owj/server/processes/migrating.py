"""Running processes taken over to another version: looked at first, then one by one.

report = migrate(ctx, "refund", to=4, mapping={"ask": "ask_manager"})          # a dry run
report = migrate(ctx, "refund", to=4, mapping={…}, dry_run=False, progress=show)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from owj.kernel.bpmn.changes import changes_between
from owj.kernel.bpmn.migrating import Migration, migrate_state
from owj.kernel.bpmn.state import Status
from owj.server.processes.access import check_administer
from owj.server.processes.definition_rows import ProcessVersion
from owj.server.processes.definitions import designed
from owj.server.processes.drawings import Drawing, drawing_of
from owj.server.processes.errors import UnknownProcess
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.loading import Loaded, load_instance
from owj.server.processes.stepping import head_of
from owj.server.processes.task_rows import UserTask
from owj.server.processes.writing import Aside, write_step
from owj.server.records.context import Context

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Migrated:
    """What became of one instance. problems: why it stays where it is."""

    id: int
    title: str
    from_number: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What a migration did, or would do."""

    to_number: int
    dry_run: bool
    instances: tuple[Migrated, ...]

    @property
    def moved(self) -> int:
        """Return how many went, or would go."""
        return sum(not one.problems for one in self.instances)


def migrate(
    ctx: Context,
    key: str,
    *,
    to: int,
    mapping: Mapping[str, str] | None = None,
    ids: Iterable[int] | None = None,
    dry_run: bool = True,
    progress: Progress | None = None,
) -> MigrationReport:
    """Take running instances of other versions over to version `to`.

    mapping: old ids of nodes to new ones, where they differ. ids: only these instances. Each goes
    in a transaction of its own; one that cannot go stays, with its problems in the report.
    Raises: OnlyProcessAdministrators, UnknownProcess.
    """
    check_administer(ctx)
    version = ProcessVersion.objects.filter(definition=designed(ctx, key), number=to).first()
    if version is None:
        raise UnknownProcess(key=f"{key}/{to}")
    rows = ProcessInstance.objects.filter(
        version__definition_id=version.definition_id, status=ProcessInstance.Status.ACTIVE
    ).exclude(version=version)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    chosen = list(rows.order_by("pk").values_list("pk", flat=True))
    target, found = drawing_of(version.pk), []
    for done, instance_id in enumerate(chosen, start=1):
        one = _migrate_one(ctx, instance_id, target, mapping or {}, dry_run=dry_run)
        found += [one] if one is not None else []
        if progress is not None:
            progress(done, len(chosen))
    return MigrationReport(to, dry_run, tuple(found))


@transaction.atomic
def _migrate_one(
    ctx: Context, instance_id: int, target: Drawing, mapping: Mapping[str, str], *, dry_run: bool
) -> Migrated | None:
    loaded = load_instance(instance_id)
    if loaded is None or loaded.state.status is not Status.ACTIVE:
        return None
    before = drawing_of(loaded.version_id)
    migration = migrate_state(before.process, target.process, loaded.state, mapping)
    if migration.state is not None and not dry_run:
        _write(ctx, loaded, before, target, migration, mapping)
    return Migrated(instance_id, loaded.title, before.number, migration.problems, migration.notes)


def _write(  # noqa: PLR0917 -- one write, and all that it is about
    ctx: Context,
    loaded: Loaded,
    before: Drawing,
    target: Drawing,
    migration: Migration,
    mapping: Mapping[str, str],
) -> None:
    if migration.state is None:
        return
    head = head_of(ctx, loaded)
    head.version = target.version_id
    detail = {"from": before.number, "to": target.number}
    aside = Aside(history=[("migrated", "", 0, detail)])
    changes = changes_between(loaded.state, migration.state)
    write_step(loaded.id, head, migration.state, changes, aside)
    open_tasks = UserTask.objects.filter(instance_id=loaded.id, status=UserTask.Status.OPEN)
    for task in open_tasks:
        node = target.process.nodes[mapping.get(task.node, task.node)]
        open_tasks.filter(pk=task.pk).update(node=node.id, name=(node.name or node.id)[:300])
