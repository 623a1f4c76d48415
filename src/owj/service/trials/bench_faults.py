"""People write while web server, worker and database are killed: nothing lost, nothing twice.

Whoever gets no answer sends the same form again, as a person presses the button again; its key
makes it the same write. What was acknowledged must be there once in the end; what was not may be
there once or not at all.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from owj.kernel.figures import Figure
from owj.service.processes import wait_until
from owj.service.trials import acts
from owj.service.trials.killing import PARTS, POINTS, Kills, kill_at_point, kill_part
from owj.service.trials.stage import Stage, stage
from owj.service.trials.visitor import AnswerLost, Visitor

if TYPE_CHECKING:
    from owj.service.trials.people import People

T = TypeVar("T")

AGENTS, HUB_USERS = 3, 9
PAUSE_S = (0.2, 0.8)
AGAIN_S = 0.3
PATIENCE_S = 60.0
# Between two kills everything serves for a while: nobody's machine dies every second.
BETWEEN_S = (4.0, 12.0)
# Many kills come closer together, so that 200 of them take some twenty minutes.
CLOSE_S = (1.5, 5.0)
STEP_S = 15.0
BACK_BAR_S = 10.0
# A letter whose sender died waits for its lease.
CALM_S = 150.0
WORD = re.compile(r"نشانه-[0-9a-f]{32}")


@dataclass(slots=True)
class Book:
    """What was acknowledged. with_file: the words whose ticket carries a file."""

    tickets: set[str] = field(default_factory=set)
    messages: set[str] = field(default_factory=set)
    with_file: set[str] = field(default_factory=set)
    sent_again: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Trial:
    """One trial: its place, its people and what they saw."""

    place: Stage
    people: People
    points: Path
    book: Book = field(default_factory=Book)
    kills: Kills = field(default_factory=Kills)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(
        self, plan: list[tuple[str, str]], between_s: tuple[float, float] = BETWEEN_S
    ) -> None:
        """Let people write while the plan is carried out; then let them finish."""
        names = [*self.people.agents, *self.people.hub_users]
        writing = [
            asyncio.create_task(self._write(number, name)) for number, name in enumerate(names)
        ]
        for kind, what in plan:
            await asyncio.sleep(random.uniform(*between_s))
            if kind == "part":
                await kill_part(self.place, what, self.kills)
            else:
                await kill_at_point(self.place, self.points, what, self.kills)
        self.over.set()
        await asyncio.gather(*writing)

    async def _write(self, number: int, name: str) -> None:
        staff = name in self.people.agents
        door = "" if staff else "/hub"
        visitor = Visitor(self.place.host, self.place.port, door, f"10.9.0.{number + 1}")
        await self._insist(lambda: self._signed_in(visitor, name))
        own: list[str] = []
        while not self.over.is_set():
            await asyncio.sleep(random.uniform(*PAUSE_S))
            if staff:
                await self._answer(visitor)
            elif own and random.random() < 0.4:
                await self._say(visitor, random.choice(own))
            else:
                own += await self._file(visitor)
        visitor.leave()

    async def _signed_in(self, visitor: Visitor, name: str) -> None:
        answer = await visitor.sign_in(name, self.people.password)
        acts.checked("sign in", answer)

    async def _file(self, visitor: Visitor) -> list[str]:
        word, with_file = acts.new_word(), random.random() < 0.4

        async def filing() -> str | None:
            # The form anew: the token of a page before the sign-in opens nothing.
            acts.checked("form", await visitor.get("/hub/tickets/new"))
            return await acts.file_ticket(visitor, word, with_file=with_file)

        done, made = await self._insist(filing)
        if done:
            self.book.tickets.add(word.text)
        if done and with_file:
            self.book.with_file.add(word.text)
        return [made] if made else []

    async def _say(self, visitor: Visitor, ticket: str) -> None:
        word = acts.new_word()

        async def saying() -> bool:
            acts.checked("ticket", await visitor.get(f"{visitor.door}/tickets/{ticket}"))
            return await acts.reply(visitor, ticket, word)

        _, taken = await self._insist(saying)
        if taken:
            self.book.messages.add(word.text)

    async def _answer(self, visitor: Visitor) -> None:
        _, found = await self._insist(lambda: visitor.get("/inbox?queue=all"))
        tickets = acts.tickets_on(found) if found else []
        if tickets:
            await self._say(visitor, random.choice(tickets))

    async def _insist(self, doing: Callable[[], Awaitable[T]]) -> tuple[bool, T | None]:
        """Do it until it is acknowledged, as a person would; say whether it ever was."""
        deadline_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline_s:
            try:
                return True, await doing()
            except acts.ActFailed as error:
                # While a part is away its page says so (503); anything else is wrong.
                if error.data.get("status") not in {502, 503}:
                    self.book.wrong.append(str(error))
            except AnswerLost:
                pass
            self.book.sent_again += 1
            await asyncio.sleep(AGAIN_S)
        self.book.wrong.append("somebody gave up")
        return False, None


def plan_of(seconds: float, kills: int = 0) -> list[tuple[str, str]]:
    """Return what is killed in a trial of about this length, or in so many kills.

    By length each part and each point comes in turn; so many kills are drawn at random, each part
    and each point at least once where there are enough.
    """
    steps = [("part", name) for name in PARTS] + [("point", name) for name in POINTS]
    if not kills:
        many = max(len(steps), int(seconds / STEP_S))
        return [steps[number % len(steps)] for number in range(many)]
    plan = [*steps, *random.choices(steps, k=max(0, kills - len(steps)))][:kills]
    random.shuffle(plan)
    return plan


def judge(trial: Trial) -> list[Figure]:
    """Compare what was acknowledged with what the database and the folder of files hold."""
    from owj.packages.desk.entity import Attachment, Message, Ticket
    from owj.server.context import SYSTEM
    from owj.server.files.models import StoredFile
    from owj.server.files.storage import path_of
    from owj.server.outbox.models import OutboxMessage
    from owj.server.records.context import open_context

    open_states = [OutboxMessage.State.PENDING, OutboxMessage.State.SENDING]
    letters = OutboxMessage.objects.filter(state__in=open_states)
    wait_until(lambda: not letters.exists(), timeout_s=CALM_S, poll_s=0.5)
    ctx, book = open_context(SYSTEM), trial.book
    subjects = words_in(ctx.rows(Ticket).values_list("subject", flat=True))
    said = words_in(ctx.rows(Message).values_list("body", flat=True))
    names = {str(file.pk): file.storage_name for file in StoredFile.objects.all()}
    attached = ctx.rows(Attachment).values_list("ticket__subject", "file")
    carrying = words_in(text for text, file in attached if path_of(names[str(file)]).exists())
    wrong_files = [word for word in book.with_file if carrying[word] != 1]
    acknowledged = len(book.tickets) + len(book.messages)
    missing = [word for word in book.tickets if not subjects[word]]
    missing += [word for word in book.messages if not said[word]]
    doubled = [word for found in (subjects, said) for word, count in found.items() if count > 1]
    back_s = max(trial.kills.back_s, default=0.0)
    return [
        _count("kills", len(trial.kills.done), ok=len(trial.kills.done) > 0),
        _count("points_not_reached", len(trial.kills.untouched), ok=True),
        _count("acknowledged", acknowledged, ok=acknowledged > 0),
        _count("sent_again", book.sent_again, ok=True),
        _zero("acknowledged_and_missing", missing),
        _zero("doubled", doubled),
        _zero("files_missing_or_doubled", wrong_files),
        _zero("wrong_answers", book.wrong),
        _count("letters_not_sent", letters.count(), ok=not letters.exists()),
        Figure("serving_again_worst", round(back_s, 2), "s", BACK_BAR_S, ok=back_s <= BACK_BAR_S),
    ]


def words_in(texts: Iterable[Any]) -> Counter[str]:
    """Return how often each word of a trial stands in the texts."""
    return Counter(word for text in texts for word in set(WORD.findall(str(text))))


def _count(name: str, value: int, *, ok: bool) -> Figure:
    return Figure(name, value, "", 0, ok=ok)


def _zero(name: str, found: Sequence[str]) -> Figure:
    for one in found[:5]:
        print(f"{name}: {one}", file=sys.stderr)
    return _count(name, len(found), ok=not found)


def run_trial(
    plan: list[tuple[str, str]],
    agents: int,
    hub_users: int,
    between_s: tuple[float, float] = BETWEEN_S,
) -> list[Figure]:
    """Return the figures of one trial on a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="owj-points-") as name:
        points = Path(name)
        with stage("--no-demo", OWJ_FAILPOINTS=str(points)) as place:
            from django.db import connection

            from owj.service.trials.people import add_people

            trial = Trial(place, add_people(agents, hub_users), points)
            # Its server is about to die.
            connection.close()
            asyncio.run(trial.run(plan, between_s))
            return judge(trial)


def run_bench(seconds: float, kills: int = 0) -> list[Figure]:
    """Return the figures of a long trial, or of one with so many kills."""
    between_s = CLOSE_S if kills else BETWEEN_S
    return run_trial(plan_of(seconds, kills), AGENTS, HUB_USERS, between_s)
