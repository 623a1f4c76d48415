"""Messages with keys, timers, cycles and the clock of a play."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.kernel.bpmn.drawing import (
    boundary,
    complete,
    drawn,
    event,
    message,
    nodes,
    played,
    problems,
    timer,
    trace,
)

from owj.kernel.bpmn.times import Cycle, Span, TimeKind, read_moment, read_span, schedule

PLAIN = nodes(
    s="startEvent",
    f="parallelGateway",
    u="userTask",
    sv="serviceTask",
    e="endEvent",
    e2="endEvent",
    v="userTask",
)
HEAR = '<messageEventDefinition messageRef="M"/>'
GO = message("M", "go")
MARCH = datetime(2026, 3, 1, 9, tzinfo=UTC)


def catch(own_id: str, inner: str, attributes: str = "") -> str:
    """Return a catching event."""
    return event("intermediateCatchEvent", own_id, inner, attributes)


def test_a_message_goes_to_the_oldest_subscription_only() -> None:
    drawing = drawn(PLAIN + catch("a", HEAR) + catch("b", HEAR), "s f a e\nf b e", GO)
    assert played(drawing, {"message": "go"}).waiting == ("b",)


@pytest.mark.parametrize(
    ("key", "waiting"),
    [("7", ()), (7, ()), ("8", ("a",)), (None, ("a",))],
)
def test_a_keyed_subscription_needs_the_equal_key(key: object, waiting: tuple[str, ...]) -> None:
    drawing = drawn(PLAIN + catch("a", HEAR, 'owj:key="order.id"'), "s a e", GO)
    step = {"message": "go"} | ({"key": key} if key is not None else {})
    assert played(drawing, step, data={"order": {"id": 7}}).waiting == waiting


def test_without_key_any_key_fits() -> None:
    drawing = drawn(PLAIN + catch("a", HEAR), "s a e", GO)
    assert played(drawing, {"message": "go", "key": "x"}).status == "completed"


def test_a_key_is_read_when_the_event_begins_to_wait() -> None:
    drawing = drawn(PLAIN + catch("a", HEAR, 'owj:key="k"'), "s f a e\nf u e2", GO)
    ended = played(
        drawing, complete("u", k="new"), {"message": "go", "key": "old"}, data={"k": "old"}
    )
    assert ended.status == "completed"


def test_a_key_that_is_null_is_an_incident() -> None:
    ended = played(drawn(PLAIN + catch("a", HEAR, 'owj:key="missing"'), "s a e", GO))
    assert (ended.status, ended.incident and ended.incident.kind) == ("incident", "key")


def test_a_message_is_not_kept() -> None:
    drawing = drawn(PLAIN + catch("a", HEAR), "s u a e", GO)
    assert played(drawing, {"message": "go"}, complete("u")).waiting == ("a",)


def test_a_receive_task_has_a_key_and_boundary_events() -> None:
    receive = event("receiveTask", "r", "", 'messageRef="M" owj:key="k"')
    drawing = drawn(
        PLAIN + receive + boundary("t", "r", timer("timeDuration", "PT1H")), "s r e\nt v", GO
    )
    data = {"k": "1"}
    assert played(drawing, {"message": "go", "key": "2"}, data=data).waiting == ("r",)
    assert played(drawing, {"message": "go", "key": "1"}, data=data).status == "completed"
    assert played(drawing, {"advance": "PT1H"}, data=data).waiting == ("v",)


def test_a_timer_counts_from_the_instant_of_the_one_that_started_it() -> None:
    drawing = drawn(
        PLAIN
        + catch("t1", timer("timeDuration", "PT1H"))
        + catch("t2", timer("timeDuration", "PT1H")),
        "s t1 t2 e",
    )
    assert played(drawing, {"advance": "PT2H"}).status == "completed"
    assert played(drawing, {"advance": "PT1H59M"}).waiting == ("t2",)


def test_the_earliest_due_timer_fires_first() -> None:
    drawing = drawn(
        PLAIN
        + catch("t1", timer("timeDuration", "PT2H"))
        + catch("t2", timer("timeDuration", "PT1H")),
        "s f t1 e\nf t2 e",
    )
    assert trace(played(drawing, {"advance": "P1D"})) == ["s", "f", "t2", "e", "t1", "e"]


def test_a_timer_without_length_fires_without_a_step() -> None:
    drawing = drawn(PLAIN + catch("t", timer("timeDuration", "PT0S")), "s t e")
    assert played(drawing).status == "completed"


@pytest.mark.parametrize(
    ("text", "hours", "times"),
    [
        ("R3/PT1H", 1, 1),
        ("R3/PT1H", 24, 3),
        ("R/PT1H", 5, 5),
        ("R2/2026-03-01T10:30:00Z/PT1H", 1, 0),
        ("R2/2026-03-01T10:30:00Z/PT1H", 2, 1),
        ("R2/2026-03-01T10:30:00Z/PT1H", 9, 2),
        ("R5/2026-03-01T06:30:00Z/PT1H", 9, 2),
    ],
)
def test_a_cycle_fires_by_what_was_planned(text: str, hours: int, times: int) -> None:
    drawing = drawn(
        PLAIN + boundary("t", "u", timer("timeCycle", text), interrupting=False), "s u e\nt sv e2"
    )
    assert played(drawing, {"advance": f"PT{hours}H"}).trace.count("t") == times


def test_an_interrupting_cycle_fires_once() -> None:
    drawing = drawn(PLAIN + boundary("t", "u", timer("timeCycle", "R3/PT1H")), "s u e\nt v")
    assert played(drawing, {"advance": "P1D"}).trace.count("t") == 1


def test_a_duration_that_does_not_interrupt_fires_once() -> None:
    drawing = drawn(
        PLAIN + boundary("t", "u", timer("timeDuration", "PT1H"), interrupting=False),
        "s u e\nt sv e2",
    )
    assert played(drawing, {"advance": "P1D"}).trace.count("t") == 1


@pytest.mark.parametrize(
    ("kind", "text", "waits"),
    [
        ("timeDuration", '= duration("PT2H")', "PT2H"),
        ("timeDuration", "= wait", "PT2H"),
        ("timeDate", '= now() + duration("PT2H")', "PT2H"),
        ("timeDate", '= date and time("2026-03-01T14:30:00+03:30")', "PT2H"),
        ("timeDate", "2026-03-01T14:30:00+03:30", "PT2H"),
        ("timeDate", "2026-03-02", "PT15H"),
        ("timeCycle", '= "R/PT2H"', "PT2H"),
    ],
)
def test_a_time_may_be_feel(kind: str, text: str, waits: str) -> None:
    drawing = drawn(PLAIN + catch("t", timer(kind, text)), "s t e")
    data = {"wait": "PT2H"}
    assert played(drawing, {"advance": waits}, data=data).status == "completed"
    before = [{"advance": waits}] if waits == "PT0S" else [{"advance": "PT1H59M"}]
    assert played(drawing, *before, data=data).waiting == ("t",)


def test_feel_that_gives_no_time_is_an_incident() -> None:
    ended = played(drawn(PLAIN + catch("t", timer("timeDuration", "= missing")), "s t e"))
    assert (ended.status, ended.incident and ended.incident.node) == ("incident", "t")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDuration", "tomorrow"),
        ("timeDuration", ""),
        ("timeDuration", "P"),
        ("timeDuration", "PT"),
        ("timeDuration", "-PT1H"),
        ("timeDuration", "1H"),
        ("timeDuration", "PT1H30"),
        ("timeDuration", "P1S"),
        ("timeDate", "2026-02-30T00:00:00Z"),
        ("timeDate", "PT1H"),
        ("timeCycle", "PT1H"),
        ("timeCycle", "R0/PT1H"),
        ("timeCycle", "R/PT0S"),
        ("timeCycle", "R-1/PT1H"),
        ("timeCycle", "0 0 * * *"),
    ],
)
def test_a_text_that_is_no_time_is_refused(kind: str, text: str) -> None:
    (problem,) = problems(drawn(PLAIN + catch("t", timer(kind, text)), "s t e"))
    assert (problem.code, problem.element) == ("bpmn.time_refused", "t")


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("P1M", "2026-04-01T09:00:00+00:00"),
        ("P1Y2M3DT4H5M6.5S", "2027-05-04T13:05:06.500000+00:00"),
        ("P2W", "2026-03-15T09:00:00+00:00"),
        ("PT36H", "2026-03-02T21:00:00+00:00"),
    ],
)
def test_a_duration_is_added_as_xml_schema_says(text: str, then: str) -> None:
    span = read_span(text)
    assert span is not None
    assert span.after(MARCH).isoformat() == then


def test_months_of_a_cycle_do_not_drift() -> None:
    january = datetime(2026, 1, 31, tzinfo=UTC)
    plan = schedule(Cycle(None, Span(1)), january)
    days = []
    while plan is not None and len(days) < 4:
        days.append(plan.due.date().isoformat())
        plan = plan.next()
    assert days == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_a_cycle_whose_times_have_passed_is_over() -> None:
    moment = read_moment(TimeKind.CYCLE, "R2/2020-01-01T00:00:00Z/P1D")
    assert moment is not None
    assert schedule(moment, MARCH) is None


def test_too_long_a_duration_ends_with_time() -> None:
    span = read_span("P99999Y")
    assert span is not None
    assert span.after(MARCH).year == 9999
