"""What a drawing names outside of itself must be there when it is deployed."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.server.processes.drawings import drawing
from tests.server.processes.tasks.drawn import one_task, said

from owj.kernel.bpmn.errors import ProcessRefused
from owj.server.processes.errors import PartRefused
from owj.server.processes.services import deploy, save_draft
from owj.server.records.context import Context
from owj.ui.process_words import say_problem


def service(**attributes: str) -> str:
    """Return a process of one service task."""
    node = f'<startEvent id="s"/><serviceTask id="ask" {said(**attributes)}/><endEvent id="e"/>'
    return drawing(node, "s ask e")


def refused(admin: Context, xml: str, entity: str = "") -> PartRefused:
    """Deploy a drawing that cannot be, and return the only problem."""
    save_draft(admin, "drawn", xml, entity=entity)
    with pytest.raises(ProcessRefused) as found:
        deploy(admin, "drawn")
    (problem,) = found.value.problems
    assert isinstance(problem, PartRefused)
    assert problem.element == "ask"
    return problem


@pytest.mark.parametrize(
    ("xml", "part", "name"),
    [
        (one_task(form="refund"), "owj:form", "refund"),
        (one_task(form="edit"), "owj:form", "record"),
        (one_task(fields="{"), "owj:fields", "JSON"),
        (one_task(candidates='["admin", "treasury"]'), "owj:candidates", "treasury"),
        (one_task(assignee='{rule: "least loaded", of: "treasury"}'), "owj:assignee", "treasury"),
        (one_task(assignee='"nobody"'), "owj:assignee", "nobody"),
        (one_task(due='"4 working moons"'), "owj:due", "moons"),
        (
            one_task(due='add working time(now(), duration("PT4H"), "mars")'),
            "owj:calendar",
            "mars",
        ),
        (service(kind="process.start", process="gone"), "Process", "gone"),
        (service(kind="decision", decision="gone", question="{}"), "Decision", "gone"),
        (service(kind="http", url="https://a.example", secret="gone"), "Secret", "gone"),
        (service(kind="record.find", entity="gone"), "Entity", "gone"),
        (service(kind="record.create", entity="toy_firm", values="{gone: 1}"), "Values", "gone"),
        (service(kind="record.create", entity="firm"), "Values", "missing"),
    ],
)
def test_what_is_not_there_is_refused_at_its_shape_and_told_in_persian(
    admin: Context, xml: str, part: str, name: str
) -> None:
    with translation.override("en"):
        problem = refused(admin, xml)
        assert str(problem.data["part"]) == part
        assert name in str(problem.data["reason"])
    with translation.override("fa"):
        words = say_problem(problem)
    assert "there is" not in words
    assert "owj:" not in words
    assert "%(" not in words


@pytest.mark.parametrize(
    "xml",
    [
        one_task(candidates='["admin", "کارشناس", 7]', due='"2 working days"', assignee="who"),
        one_task(candidates="if hurried then [team] else []"),
        one_task(assignee='"round robin"', due='duration("PT4H")'),
        service(kind="process.start", process="drawn"),
    ],
)
def test_what_is_there_or_is_worked_out_later_is_not_refused(admin: Context, xml: str) -> None:
    save_draft(admin, "drawn", xml)
    assert deploy(admin, "drawn").number == 1
