"""The door of stepping: what may happen, what comes back, incidents and how they are resolved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.kernel.bpmn.drawing import (
    boundary,
    drawn,
    event,
    message,
    nodes,
    played,
    script,
    sub,
    timer,
)

from owj.kernel.bpmn.effects import (
    Effect,
    IncidentRaised,
    IncidentResolved,
    MessageThrown,
    NodeCancelled,
    ProcessEnded,
    SignalThrown,
    SubscriptionOpened,
    TaskCreated,
    TaskWithdrawn,
    TimerSet,
    TimerWithdrawn,
    WorkRequested,
    WorkWithdrawn,
)
from owj.kernel.bpmn.elements import Process
from owj.kernel.bpmn.errors import NothingWaitsThere, ProcessNotStarted
from owj.kernel.bpmn.graph import load_process
from owj.kernel.bpmn.happenings import (
    CancelProcess,
    CompleteTask,
    DeliverTo,
    FireTimer,
    Happening,
    ReportFailure,
    RetryIncident,
    SetVariables,
    StartProcess,
    ThrowError,
    ThrowEscalation,
)
from owj.kernel.bpmn.simulation.play import waiting_at
from owj.kernel.bpmn.state import State, Status
from owj.kernel.bpmn.step import Stepped, start_process, step
from owj.kernel.feel import Environment, FeelValue

PLAIN = nodes(s="startEvent", u="userTask", sv="serviceTask", v="userTask", e="endEvent")
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
HEAR = '<messageEventDefinition messageRef="M"/>'


class Case:
    """Run one process by hand, gathering effects."""

    def __init__(self, document: str, data: Mapping[str, FeelValue] | None = None) -> None:
        self.process: Process = load_process(document)
        self.now = NOW
        self.effects: list[Effect] = []
        self.state: State = self._take(
            start_process(self.process, StartProcess(data or {}), Environment(now=self.now))
        )

    def _take(self, stepped: Stepped) -> State:
        self.effects += stepped.effects
        return stepped.state

    def happen(self, happening: Happening, *, most_moves: int = 1000) -> None:
        """Let something happen."""
        environment = Environment(now=self.now)
        stepped = step(self.process, self.state, happening, environment, most_moves=most_moves)
        self.state = self._take(stepped)

    def token_at(self, node: str) -> int:
        """Return the oldest token at a node."""
        return min(token.id for token in self.state.tokens.values() if token.node == node)

    def of(self, kind: type[Effect]) -> list[Effect]:
        """Return the effects of a kind."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    @property
    def waiting(self) -> tuple[str, ...]:
        """Return where tokens wait."""
        return waiting_at(self.process, self.state)

    @property
    def incident(self) -> int:
        """Return the only incident."""
        (incident,) = self.state.incidents
        return incident


def test_work_is_requested_and_goes_on_when_told() -> None:
    case = Case(drawn(PLAIN, "s sv u e"))
    (asked,) = case.of(WorkRequested)
    assert isinstance(asked, WorkRequested)
    assert (asked.node, case.waiting) == ("sv", ("sv",))
    case.happen(CompleteTask(asked.token, {"n": Decimal(1)}))
    assert (case.waiting, case.state.data["n"]) == (("u",), 1)


def test_a_task_tells_its_lane_and_what_feel_gives_for_it() -> None:
    lane = '<laneSet><lane id="L" owj:group="finance"><flowNodeRef>w</flowNodeRef></lane></laneSet>'
    told = 'owj:assignee="boss" owj:due="now() + duration(&quot;PT4H&quot;)" owj:form="refund"'
    document = drawn(lane + PLAIN + event("userTask", "w", "", told), "s w e")
    case = Case(document, {"boss": "sara"})
    (created,) = case.of(TaskCreated)
    assert isinstance(created, TaskCreated)
    assert (created.lane, created.details["assignee"]) == ("finance", "sara")
    assert created.details["due"] == NOW + timedelta(hours=4)
    assert case.process.nodes["w"].extensions["form"] == "refund"


def test_what_comes_twice_is_refused_the_second_time_and_changes_nothing() -> None:
    case = Case(drawn(PLAIN + boundary("t", "u", timer("timeDuration", "PT1H")), "s u v e\nt e"))
    token, before = case.token_at("u"), case.state
    (set_,) = case.of(TimerSet)
    assert isinstance(set_, TimerSet)
    case.happen(CompleteTask(token))
    after = case.state
    late: list[Happening] = [
        CompleteTask(token),
        ThrowError(token, "X"),
        FireTimer(set_.timer),
        DeliverTo(99),
        RetryIncident(99),
        SetVariables({}, scope=99),
    ]
    for happening in late:
        with pytest.raises(NothingWaitsThere):
            case.happen(happening)
    assert case.state == after != before
    assert case.waiting == ("v",)


def test_what_comes_for_an_ended_process_has_no_effect() -> None:
    case = Case(drawn(PLAIN, "s u e"))
    token = case.token_at("u")
    case.happen(CompleteTask(token))
    assert case.of(ProcessEnded) == [ProcessEnded(Status.COMPLETED)]
    ended = case.state
    case.happen(CompleteTask(token))
    case.happen(CancelProcess())
    assert case.state is ended


def test_a_cancelled_process_withdraws_everything() -> None:
    late = boundary("t", "u", timer("timeDuration", "PT1H"))
    case = Case(drawn(PLAIN + nodes(f="parallelGateway") + late, "s f u e\nf sv e\nt e"))
    case.happen(CancelProcess())
    assert case.state.status is Status.CANCELLED
    assert not case.state.tokens
    assert [len(case.of(kind)) for kind in (TaskWithdrawn, WorkWithdrawn, TimerWithdrawn)] == [
        1
    ] * 3
    assert {effect.node for effect in case.of(NodeCancelled)} == {"u", "sv"}


def test_a_failure_is_tried_again() -> None:
    case = Case(drawn(PLAIN, "s sv u e"))
    case.happen(ReportFailure(case.token_at("sv"), "no network"))
    (raised,) = case.of(IncidentRaised)
    assert isinstance(raised, IncidentRaised)
    assert (raised.node, raised.kind, raised.detail) == ("sv", "failure", "no network")
    assert case.waiting == ()
    case.happen(RetryIncident(case.incident))
    assert len(case.of(WorkRequested)) == 2
    assert len(case.of(IncidentResolved)) == 1
    case.happen(CompleteTask(case.token_at("sv")))
    assert case.waiting == ("u",)


def test_boundary_events_of_a_stopped_task_still_fire() -> None:
    case = Case(drawn(PLAIN + boundary("t", "sv", timer("timeDuration", "PT1H")), "s sv e\nt u"))
    case.happen(ReportFailure(case.token_at("sv"), "no network"))
    (timer_id,) = case.state.timers
    case.happen(FireTimer(timer_id))
    assert (case.waiting, dict(case.state.incidents)) == (("u",), {})


def test_an_uncaught_error_of_a_persons_task_withdraws_it_and_retry_gives_it_again() -> None:
    case = Case(drawn(PLAIN, "s u e"))
    case.happen(ThrowError(case.token_at("u"), "X"))
    assert (case.waiting, len(case.of(TaskWithdrawn))) == ((), 1)
    case.happen(RetryIncident(case.incident))
    assert (case.waiting, len(case.of(TaskCreated))) == (("u",), 2)


def test_a_gateway_goes_on_after_variables_were_changed() -> None:
    case = Case(drawn(PLAIN + nodes(g="exclusiveGateway"), "s g\ng u | n > 1\ng v | n < 0"))
    case.happen(SetVariables({"n": Decimal(5)}))
    assert case.waiting == ()
    case.happen(RetryIncident(case.incident))
    assert case.waiting == ("u",)


def test_an_activity_that_found_no_flow_does_not_work_again() -> None:
    case = Case(drawn(PLAIN, "s u\nu v | n > 1\nu e | n < 0"))
    case.happen(CompleteTask(case.token_at("u")))
    case.happen(SetVariables({"n": Decimal(5)}))
    case.happen(RetryIncident(case.incident))
    assert (case.waiting, len(case.of(TaskCreated))) == (("v",), 2)


def test_a_collection_that_was_missing_is_read_again() -> None:
    loop = '<multiInstanceLoopCharacteristics owj:collection="who"/>'
    late = boundary("t", "w", timer("timeDuration", "PT1H"))
    case = Case(drawn(PLAIN + event("userTask", "w", loop) + late, "s w e\nt u"))
    assert not case.state.timers
    case.happen(SetVariables({"who": (Decimal(1), Decimal(2))}))
    case.happen(RetryIncident(case.incident))
    assert (case.waiting, len(case.state.timers)) == (("w", "w"), 1)


def test_a_missing_time_within_a_sequence_is_read_again() -> None:
    handler = event("startEvent", "h1", timer("timeDuration", "= wait"), 'isInterrupting="false"')
    inner = nodes(i="startEvent", w="userTask")
    inner += sub("h", handler, attributes='triggeredByEvent="true"')
    loop = '<multiInstanceLoopCharacteristics isSequential="true" owj:collection="[1, 2]"/>'
    case = Case(drawn(PLAIN + sub("q", loop + inner, "i w"), "s q e"), {"wait": "PT1H"})
    case.happen(SetVariables({"wait": None}))
    case.happen(CompleteTask(case.token_at("w")))
    assert len(case.state.incidents) == 1
    case.happen(SetVariables({"wait": "PT2H"}))
    case.happen(RetryIncident(case.incident))
    assert case.waiting == ("w",)
    case.happen(CompleteTask(case.token_at("w")))
    assert case.state.status is Status.COMPLETED


def test_a_process_whose_first_timer_has_no_time_does_not_start() -> None:
    handler = event("startEvent", "h1", timer("timeDuration", "= wait"))
    body = PLAIN + sub("h", handler, attributes='triggeredByEvent="true"')
    with pytest.raises(ProcessNotStarted):
        Case(drawn(body, "s u e"))


def test_a_process_starts_at_an_event_that_was_waited_for() -> None:
    start = event("startEvent", "m", HEAR)
    process = load_process(drawn(PLAIN + start, "s u e\nm v e", message("M", "go")))
    stepped = start_process(process, StartProcess({}, at="m"), Environment(now=NOW))
    assert waiting_at(process, stepped.state) == ("v",)
    with pytest.raises(NothingWaitsThere):
        start_process(process, StartProcess({}, at="u"), Environment(now=NOW))


def test_messages_and_signals_that_go_out_are_told() -> None:
    beep = '<signalEventDefinition signalRef="S"/>'
    document = drawn(
        PLAIN
        + event("intermediateThrowEvent", "m", HEAR)
        + event("endEvent", "x", beep)
        + event("sendTask", "w", "", 'messageRef="M"'),
        "s m w x",
        message("M", "go"),
        '<signal id="S" name="beep"/>',
    )
    case = Case(document)
    case.happen(CompleteTask(case.token_at("w")))
    assert case.of(MessageThrown) == [MessageThrown("m", "go"), MessageThrown("w", "go")]
    assert case.of(SignalThrown) == [SignalThrown("x", "beep")]


def test_a_message_may_be_delivered_to_one_subscription() -> None:
    catches = event("intermediateCatchEvent", "a", HEAR) + event(
        "intermediateCatchEvent", "b", HEAR
    )
    case = Case(
        drawn(PLAIN + nodes(f="parallelGateway") + catches, "s f a u\nf b v", message("M", "go"))
    )
    opened = [effect for effect in case.effects if isinstance(effect, SubscriptionOpened)]
    assert [(effect.node, effect.name) for effect in opened] == [("a", "go"), ("b", "go")]
    case.happen(DeliverTo(opened[1].subscription))
    assert case.waiting == ("a", "v")


def test_a_person_may_escalate_and_go_on() -> None:
    limit = '<escalationEventDefinition escalationRef="L"/>'
    document = drawn(
        PLAIN + boundary("b", "u", limit, interrupting=False),
        "s u e\nb v",
        '<escalation id="L" escalationCode="LIMIT"/>',
    )
    case = Case(document)
    case.happen(ThrowEscalation(case.token_at("u"), "LIMIT"))
    assert case.waiting == ("u", "v")


def test_a_loop_that_waits_for_nobody_ends_as_an_incident_and_can_go_on() -> None:
    case = Case(drawn(PLAIN + nodes(x="exclusiveGateway") + script("w", "n", "n + 1"), "s u x w x"))
    case.happen(CompleteTask(case.token_at("u"), {"n": Decimal(0)}), most_moves=100)
    (incident,) = case.state.incidents.values()
    assert (incident.kind, case.waiting) == ("moves", ())
    turns = case.state.data["n"]
    case.happen(RetryIncident(incident.id), most_moves=100)
    assert isinstance(turns, Decimal)
    assert case.state.data["n"] > turns


def test_a_process_that_calls_itself_for_ever_is_an_incident() -> None:
    call = event("callActivity", "c", "", 'calledElement="main"')
    case = Case(drawn(nodes(s="startEvent", u="userTask") + call, "s u c"))
    case.happen(CompleteTask(case.token_at("u")))
    # Each called process waits at its own task first.
    assert case.waiting == ("u",)
    ended = played(drawn(nodes(s="startEvent") + call, "s c"))
    assert (ended.status, ended.incident and ended.incident.kind) == ("incident", "calls")


def test_the_state_does_not_grow_with_turns() -> None:
    case = Case(drawn(PLAIN + nodes(x="exclusiveGateway"), "s x u x"))
    sizes = []
    for _ in range(50):
        case.happen(CompleteTask(case.token_at("u"), {"n": Decimal(1)}))
        sizes.append(len(repr(case.state)))
    assert max(sizes[10:]) - min(sizes[10:]) < 20


@pytest.mark.parametrize("branches", [2, 200])
def test_many_branches_join(branches: int) -> None:
    names = {f"t{at}": "serviceTask" for at in range(branches)}
    body = nodes(s="startEvent", f="parallelGateway", j="parallelGateway", e="endEvent", **names)
    ended = played(drawn(body, "s f\nj e\n" + "\n".join(f"f {name} j" for name in names)))
    assert (ended.status, ended.trace.count("j")) == ("completed", 1)


def test_a_long_line_and_deep_nests_need_no_stack() -> None:
    line = {f"t{at}": "task" for at in range(2000)}
    ended = played(drawn(nodes(s="startEvent", **line), f"s {' '.join(line)}"))
    assert len(ended.trace) == 2001
    inner, within = nodes(s60="startEvent", u="userTask"), "s60 u"
    for depth in range(60, 0, -1):
        inner = sub(f"q{depth}", inner, within) + nodes(**{f"s{depth - 1}": "startEvent"})
        within = f"s{depth - 1} q{depth}"
    ended = played(drawn(inner, within), {"complete": "u"})
    assert ended.status == "completed"
    assert ended.trace[-1] == "q1"
