"""A working day in minutes: agents and customers at once, with the pauses people make.

Every page they hold listens to the live stream, and does what a browser does on news: it asks
for the part that changed, once for several news.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from owj.kernel.errors import OwjError
from owj.kernel.figures import Figure
from owj.service.processes import allow_open_files
from owj.service.trials import acts
from owj.service.trials.visitor import Answer, Visitor

if TYPE_CHECKING:
    from owj.service.trials.people import People

T = TypeVar("T")

# As assets/js/live.js: news of a moment are one refresh, and refreshes keep a distance.
GATHER_S = 0.12
AGENT_PAUSE_S, HUB_PAUSE_S = (5.0, 15.0), (30.0, 90.0)
TYPING_S = (2.0, 6.0)
P50_BAR_MS, P95_BAR_MS, P99_BAR_MS = 300.0, 1000.0, 3000.0
FILES_NEEDED = 4096
SHOWN_ERRORS = 12


@dataclass(slots=True)
class Tally:
    """What was asked and how it went."""

    took_ms: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    news: int = 0
    listening: int = 0

    async def timed(self, act: str, doing: Awaitable[T]) -> T | None:
        """Wait for an act and note how long it took, or what went wrong."""
        began_s = time.perf_counter()
        try:
            done = await doing
        except OwjError as error:
            self.errors.append(f"{act}: {error}")
            return None
        self.took_ms[act].append((time.perf_counter() - began_s) * 1000)
        return done


@dataclass(frozen=True, slots=True)
class Place:
    """Where the trial's server is, and how long the trial lasts."""

    host: str
    port: int
    ends_at_s: float
    sign_in_within_s: float

    @property
    def left_s(self) -> float:
        """How long it still lasts."""
        return self.ends_at_s - time.monotonic()


async def pause(place: Place, between: tuple[float, float]) -> bool:
    """Think; say whether there is time to go on."""
    length_s = random.uniform(*between)
    await asyncio.sleep(max(0.0, min(length_s, place.left_s)))
    return place.left_s > 0


class Page:
    """The page a visitor holds open: it hears the news and asks again for what they change."""

    def __init__(self, visitor: Visitor, tally: Tally, place: Place) -> None:
        self.visitor = visitor
        self.tally = tally
        self.place = place
        self.parts: tuple[str, ...] = ()
        self._stale = asyncio.Event()

    async def listen(self) -> None:
        """Hear the news; open the stream again when it ends, as a browser does."""
        while self.place.left_s > 0:
            self.tally.listening += 1
            try:
                async for line in self.visitor.listen():
                    self.tally.news += 1
                    if json.loads(line)["what"] in {"ticket", "resync"}:
                        self._stale.set()
            except OwjError as error:
                self.tally.errors.append(f"live: {error}")
            finally:
                self.tally.listening -= 1
            await asyncio.sleep(1.0)

    async def keep_fresh(self, distance_s: float) -> None:
        """Ask for the changed parts, on a connection of its own."""
        while self.place.left_s > 0:
            await self._stale.wait()
            await asyncio.sleep(GATHER_S)
            self._stale.clear()
            asking = Visitor(
                self.visitor.host, self.visitor.port, self.visitor.door, self.visitor.address,
                self.visitor.cookies,
            )  # fmt: skip
            for part in self.parts:
                await self.tally.timed("refresh", answered(asking, part, htmx=True))
            asking.leave()
            await asyncio.sleep(distance_s * random.uniform(0.8, 1.2))


async def answered(visitor: Visitor, path: str, *, htmx: bool = False) -> Answer:
    """Fetch a page that must be there. Raises: ActFailed, AnswerLost."""
    return acts.checked(path.split("?", maxsplit=1)[0], await visitor.get(path, htmx=htmx))


class Agent:
    """A colleague at the desk: looks at the inbox, opens, answers, notes, takes, resolves."""

    def __init__(self, visitor: Visitor, page: Page, tally: Tally) -> None:
        self.visitor, self.page, self.tally = visitor, page, tally
        self.known: list[str] = []

    async def work(self, place: Place) -> None:
        """Act until the trial ends."""
        while await pause(place, AGENT_PAUSE_S):
            if not self.known or random.random() < 0.4:
                await self._inbox()
            else:
                await self._ticket(place, random.choice(self.known))

    async def _inbox(self) -> None:
        found = await self.tally.timed("inbox", answered(self.visitor, "/inbox?queue=all"))
        self.page.parts = ("/inbox/rows?queue=all", "/places?nav=inbox")
        if found is not None:
            self.known = acts.tickets_on(found)

    async def _ticket(self, place: Place, ticket: str) -> None:
        path = f"/tickets/{ticket}"
        found = await self.tally.timed("agent ticket", answered(self.visitor, path))
        self.page.parts = ("/places?nav=inbox",)
        if found is None or not await pause(place, TYPING_S):
            return
        word, chance = acts.new_word(), random.random()
        if chance < 0.35:
            await self.tally.timed("agent reply", acts.reply(self.visitor, ticket, word))
        elif chance < 0.5:
            await self.tally.timed("note", acts.note(self.visitor, ticket, word))
        elif chance < 0.65:
            await self.tally.timed("assign", acts.assign(self.visitor, ticket, ""))
        elif chance < 0.75:
            await self.tally.timed("resolve", acts.resolve(self.visitor, ticket))


class Customer:
    """A person of the hub: looks at the own tickets, files, writes back."""

    def __init__(self, visitor: Visitor, page: Page, tally: Tally) -> None:
        self.visitor, self.page, self.tally = visitor, page, tally
        self.own: list[str] = []

    async def work(self, place: Place) -> None:
        """Act until the trial ends."""
        while await pause(place, HUB_PAUSE_S):
            chance = random.random()
            if chance < 0.5 or (chance >= 0.8 and not self.own):
                await self.tally.timed("hub home", answered(self.visitor, "/hub/"))
                self.page.parts = ("/hub/",)
            elif chance < 0.65:
                await self._file(place)
            elif self.own:
                await self._ticket(place, random.choice(self.own), writes=chance >= 0.8)

    async def _file(self, place: Place) -> None:
        await self.tally.timed("hub form", answered(self.visitor, "/hub/tickets/new"))
        if not await pause(place, TYPING_S):
            return
        with_file = random.random() < 0.3
        filing = acts.file_ticket(self.visitor, acts.new_word(), with_file=with_file)
        made = await self.tally.timed("file", filing)
        if made:
            self.own.append(made)

    async def _ticket(self, place: Place, ticket: str, *, writes: bool) -> None:
        await self.tally.timed("hub ticket", answered(self.visitor, f"/hub/tickets/{ticket}"))
        self.page.parts = (f"/hub/tickets/{ticket}/live",)
        if writes and await pause(place, TYPING_S):
            answering = acts.reply(self.visitor, ticket, acts.new_word())
            await self.tally.timed("hub reply", answering)


async def live_one(place: Place, tally: Tally, name: str, people: People, number: int) -> None:
    """Sign one person in at some moment of the first stretch and let the person act."""
    await asyncio.sleep(random.uniform(0, place.sign_in_within_s))
    staff = name in people.agents
    address = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
    visitor = Visitor(place.host, place.port, "" if staff else "/hub", address)
    answer = await tally.timed("sign in", visitor.sign_in(name, people.password))
    if answer is None or answer.status not in acts.GOOD or not visitor.cookies:
        tally.errors.append(f"sign in: {answer.status if answer else 'lost'}")
        return
    page = Page(visitor, tally, place)
    waiting = [asyncio.create_task(page.listen()), asyncio.create_task(page.keep_fresh(2.0))]
    person = Agent(visitor, page, tally) if staff else Customer(visitor, page, tally)
    try:
        await person.work(place)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        visitor.leave()


async def live_all(place: Place, people: People) -> Tally:
    """Let everybody act until the trial ends."""
    tally = Tally()
    names = [*people.agents, *people.hub_users]
    living = [live_one(place, tally, name, people, number) for number, name in enumerate(names)]
    watching = asyncio.create_task(most_listening(tally, place))
    await asyncio.gather(*living)
    tally.listening = await watching
    return tally


async def most_listening(tally: Tally, place: Place) -> int:
    """Return the largest number of live streams that were open at once."""
    most = 0
    while place.left_s > 0:
        most = max(most, tally.listening)
        await asyncio.sleep(0.5)
    return most


def run_load(host: str, port: int, people: People, seconds: float) -> Tally:
    """Run the trial and return what it found."""
    allow_open_files(FILES_NEEDED)
    place = Place(host, port, time.monotonic() + seconds, sign_in_within_s=seconds / 5)
    return asyncio.run(live_all(place, people))


def figures_of(tally: Tally, people: People, seconds: float) -> list[Figure]:
    """Return the figures of a trial: errors, listeners, and how long each act took."""
    everybody = len(people.agents) + len(people.hub_users)
    asked = sum(len(took) for took in tally.took_ms.values())
    found = [
        Figure("errors", len(tally.errors), "", 0, ok=not tally.errors),
        Figure("listeners", tally.listening, "", everybody, ok=tally.listening >= everybody * 0.95),
        Figure("answers_per_second", round(asked / seconds, 1), "1/s", 0, ok=asked > 0),
        Figure("news_heard", tally.news, "", 0, ok=tally.news > 0),
    ]
    for act, took in sorted(tally.took_ms.items()):
        name = act.replace(" ", "_")
        for share, bar in ((50, P50_BAR_MS), (95, P95_BAR_MS), (99, P99_BAR_MS)):
            value = percentile(took, share)
            found.append(Figure(f"{name}_p{share}", round(value, 1), "ms", bar, ok=value <= bar))
    return found


def percentile(values: list[float], share: int) -> float:
    """Return the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)] if ordered else 0.0


def run_bench(seconds: float, agents: int, hub_users: int) -> list[Figure]:
    """Return the figures of a whole trial on a data folder of its own."""
    from owj.service.trials.stage import stage

    with stage() as place:
        # Models are imported after Django was set up.
        from owj.service.trials.people import add_people

        people = add_people(agents, hub_users)
        tally = run_load(place.host, place.port, people, seconds)
    for error in tally.errors[:SHOWN_ERRORS]:
        print(error, file=sys.stderr)
    return figures_of(tally, people, seconds)
