"""Random processes made of blocks that begin and end in one place, and their XML."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st
from tests.kernel.bpmn.drawing import definitions

OURS, PYTHON = "ours", "python"


@dataclass(frozen=True)
class Task:
    """One task."""


@dataclass(frozen=True)
class Row:
    """Blocks one after the other."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Fork:
    """Blocks at the same time; kind: the gateway at both ends."""

    kind: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Choice:
    """One of several blocks. chosen: which."""

    blocks: tuple[Block, ...]
    chosen: int


@dataclass(frozen=True)
class Turns:
    """A block repeated by flows."""

    block: Block
    times: int


@dataclass(frozen=True)
class Inside:
    """A block in a sub-process."""

    block: Block


Block = Task | Row | Fork | Choice | Turns | Inside


def blocks(*kinds: str, inside: bool = True) -> st.SearchStrategy[Block]:
    """Return random blocks. kinds: of gateways that fork."""

    def wider(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        found: list[st.SearchStrategy[Block]] = [
            st.builds(Row, several),
            st.builds(Fork, st.sampled_from(kinds), several),
            st.builds(Choice, several, st.integers(0, 1)),
            st.builds(Turns, inner, st.integers(1, 3)),
        ]
        if inside:
            found.append(st.builds(Inside, inner))
        return st.one_of(found)

    return st.recursive(st.just(Task()), wider, max_leaves=10)


def ways(block: Block) -> int:
    """Return how many tasks run."""
    if isinstance(block, Task):
        return 1
    if isinstance(block, Choice):
        return ways(block.blocks[block.chosen])
    if isinstance(block, Turns):
        return ways(block.block) * block.times
    if isinstance(block, Inside):
        return ways(block.block)
    return sum(map(ways, block.blocks))


@dataclass
class Drawing:
    """Write blocks as XML. task: the element of a task. speech: of scripts and conditions."""

    task: str = "serviceTask"
    speech: str = OURS
    parts: list[str] = field(default_factory=list)
    counters: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def document(self, block: Block) -> str:
        """Return the file."""
        start, end = self.node("startEvent"), self.node("endEvent")
        first, last = self.write(block)
        self.flow(start, first)
        self.flow(last, end)
        return definitions(
            f'<process id="main" isExecutable="true">{"".join(self.parts)}</process>'
        )

    def node(self, kind: str, inner: str = "", attributes: str = "") -> str:
        """Write a node and return its id."""
        own_id = f"{kind}{next(self.numbers)}"
        self.parts.append(f'<{kind} id="{own_id}" {attributes}>{inner}</{kind}>')
        return own_id

    def flow(self, source: str, target: str, condition: str = "") -> str:
        """Write a flow and return its id."""
        own_id = f"flow{next(self.numbers)}"
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        self.parts.append(
            f'<sequenceFlow id="{own_id}" sourceRef="{source}" targetRef="{target}">{inner}'
            "</sequenceFlow>"
        )
        return own_id

    def write(self, block: Block) -> tuple[str, str]:
        """Write a block and return its first and last node."""
        if isinstance(block, Task):
            own_id = self.node(self.task)
            return own_id, own_id
        if isinstance(block, Row):
            return self._row(block)
        if isinstance(block, Fork):
            first, last = self.node(block.kind), self.node(block.kind)
            self._between(first, last, [(inner, "") for inner in block.blocks])
            return first, last
        if isinstance(block, Choice):
            first, last = self.node("exclusiveGateway"), self.node("exclusiveGateway")
            told = [
                (inner, "1 &lt; 2" if at == block.chosen else "1 &gt; 2")
                for at, inner in enumerate(block.blocks)
            ]
            self._between(first, last, told)
            return first, last
        return self._turns(block) if isinstance(block, Turns) else self._inside(block)

    def _row(self, block: Row) -> tuple[str, str]:
        ends = [self.write(inner) for inner in block.blocks]
        for (_, before), (after, _) in itertools.pairwise(ends):
            self.flow(before, after)
        return ends[0][0], ends[-1][1]

    def _between(self, first: str, last: str, told: list[tuple[Block, str]]) -> None:
        for inner, condition in told:
            begin, end = self.write(inner)
            self.flow(first, begin, condition)
            self.flow(end, last)

    def _turns(self, block: Turns) -> tuple[str, str]:
        counter = f"n{next(self.numbers)}"
        self.counters.append(counter)
        first, again = self.node("exclusiveGateway"), None
        if self.speech == OURS:
            text = f"{counter} + 1"
            count = self.node("scriptTask", f"<script>{text}</script>", f'owj:result="{counter}"')
        else:
            count = self.node("scriptTask", f"<script>{counter} = {counter} + 1</script>")
        begin, end = self.write(block.block)
        again, last = self.node("exclusiveGateway"), self.node("exclusiveGateway")
        self.flow(first, begin)
        self.flow(end, count)
        self.flow(count, again)
        self.flow(again, first, f"{counter} &lt; {block.times}")
        self.flow(again, last, f"{counter} &gt;= {block.times}")
        if self.speech == OURS:
            zero = self.node("scriptTask", "<script>0</script>", f'owj:result="{counter}"')
        else:
            zero = self.node("scriptTask", f"<script>{counter} = 0</script>")
        self.flow(zero, first)
        return zero, last

    def _inside(self, block: Inside) -> tuple[str, str]:
        outer, self.parts = self.parts, []
        start, end = self.node("startEvent"), self.node("endEvent")
        first, last = self.write(block.block)
        self.flow(start, first)
        self.flow(last, end)
        inner, self.parts = "".join(self.parts), outer
        own_id = self.node("subProcess", inner)
        return own_id, own_id
