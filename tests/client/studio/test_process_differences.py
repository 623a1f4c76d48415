"""Two drawings are compared shape by shape; where shapes stand on the canvas is no difference."""

from __future__ import annotations

from tests.client.studio.drawn import drawing, refund_drawing

from owj.client.studio.processes.differences import Change, Part, differences


def test_the_same_drawing_differs_in_nothing() -> None:
    assert differences(refund_drawing(), refund_drawing()) == []


def test_a_condition_is_told_before_and_after() -> None:
    found = differences(refund_drawing(), refund_drawing(limit=60))
    part = Part("conditionExpression", "amount > 50000000", "amount > 60")
    assert found == [Change("changed", "f3", "sequenceFlow", "", (part,))]


def test_new_and_gone_shapes_are_told_by_kind_and_name() -> None:
    before = drawing("<bpmn:startEvent id='s'/><bpmn:userTask id='t' name='الف'/>")
    after = drawing("<bpmn:startEvent id='s'/><bpmn:endEvent id='e' name='ب'/>")
    assert differences(before, after) == [
        Change("added", "e", "endEvent", "ب"),
        Change("removed", "t", "userTask", "الف"),
    ]


def test_our_own_attributes_and_timers_are_parts_of_their_shape() -> None:
    timer = "<bpmn:timerEventDefinition><bpmn:timeDuration>{}</bpmn:timeDuration>"
    event = (
        "<bpmn:boundaryEvent id='b' attachedToRef='t'>{}</bpmn:timerEventDefinition>"
        "</bpmn:boundaryEvent>"
    )
    task = "<bpmn:userTask id='t' owj:due='{}'/>"
    before = drawing(task.format("1") + event.format(timer.format("PT4H")))
    after = drawing(task.format("2") + event.format(timer.format("PT8H")))
    assert [(one.node, one.parts) for one in differences(before, after)] == [
        ("t", (Part("owj:due", "1", "2"),)),
        ("b", (Part("timeDuration", "PT4H", "PT8H"),)),
    ]


def test_of_what_a_task_asks_for_only_what_differs_is_told() -> None:
    task = "<bpmn:userTask id='t' owj:fields='{}' owj:hint='{}'/>"
    kept = '{"name": "why", "kind": "text"}'
    before = task.format(f'[{{"name": "percent", "kind": "percent", "most": 60}}, {kept}]', "")
    after = task.format(
        f'[{kept}, {{"name": "percent", "kind": "percent", "most": 40}}, {{"name": "day"}}]',
        '{"fa": "بگویید چرا"}',
    )
    (change,) = differences(drawing(before), drawing(after))
    assert change.parts == (
        Part("owj:fields", "percent: most 60", "percent: most 40"),
        Part("owj:fields", "", "day"),
        Part("owj:hint", "", "fa: بگویید چرا"),
    )


def test_another_kind_of_the_same_shape_is_a_change() -> None:
    found = differences(drawing("<bpmn:task id='t'/>"), drawing("<bpmn:userTask id='t'/>"))
    assert found[0].parts == (Part("kind", "task", "userTask"),)
