"""What happens around the writing of a step: people are chosen before, and told after."""

from __future__ import annotations

from owj.server.processes.tasks.news import concerns_somebody, tell_new_tasks
from owj.server.processes.tasks.people import TaskPlace, settle_people
from owj.server.processes.work.asking import ask_for_work
from owj.server.processes.writing import Aside
from owj.server.records.context import Context


def before_writing(ctx: Context, place: TaskPlace, aside: Aside) -> None:
    """Settle what a step leaves open until it is written. Costs nothing without new tasks."""
    if aside.tasks:
        settle_people(ctx, place, aside.tasks)


def leads_further(aside: Aside) -> bool:
    """Tell whether something is to be done after a step is written."""
    return bool(aside.work) or concerns_somebody(aside.tasks)


def after_writing(ctx: Context, instance_id: int, aside: Aside) -> None:
    """Tell of new tasks, and ask for work that reaches outside."""
    if aside.tasks:
        tell_new_tasks(ctx, instance_id, aside.tasks)
    if aside.work:
        ask_for_work(instance_id, aside.work)
