"""A working day in minutes: agents and customers at once, with the pauses people make.

Every page they hold listens to the live stream, and does what a browser does on news: it asks
for the part that changed, once for several news.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, TypeVar

from owj.kernel.errors import OwjError
from owj.kernel.figures import Figure
from owj.service.processes import allow_open_files
from owj.service.trials import acts
from owj.service.trials.visitor import Answer, Visitor

if TYPE_CHECKING:
    from owj.service.trials.people import People

T = TypeVar("T")

# As assets/js/live.js: news of a moment are one refresh, and refreshes keep a distance that grows
# with the time the last one took.
GATHER_S, DISTANCE_S, LONGEST_DISTANCE_S, REST = 0.12, 1.5, 6.0, 5
AGENT_PAUSE_S, HUB_PAUSE_S = (5.0, 15.0), (30.0, 90.0)
TYPING_S = (2.0, 6.0)
P50_BAR_MS, P95_BAR_MS, P99_BAR_MS = 300.0, 1000.0, 3000.0
FILES_NEEDED = 4096
LIVE_TAG = re.compile(rb'<[^<>]*\bdata-live-refresh="[^<>]*>')
ATTRIBUTE = re.compile(rb'([\w-]+)="([^"]*)"')
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
        self.parts: tuple[LivePart, ...] = ()
        self._stale: set[str] = set()
        self._heard = asyncio.Event()

    def show(self, found: Answer | None) -> None:
        """Show a page, and fetch what it fetches by itself once it stands."""
        self.parts = live_parts(found.body) if found is not None else ()
        self._stale = {part.path for part in self.parts if part.comes_later}
        if self._stale:
            self._heard.set()

    async def listen(self) -> None:
        """Hear the news; open the stream again when it ends, as a browser does."""
        while self.place.left_s > 0:
            self.tally.listening += 1
            try:
                async for line in self.visitor.listen():
                    self.tally.news += 1
                    self._hear(json.loads(line))
            except OwjError as error:
                self.tally.errors.append(f"live: {error}")
            finally:
                self.tally.listening -= 1
            await asyncio.sleep(1.0)

    def _hear(self, news: dict[str, object]) -> None:
        what = str(news["what"])
        names = {what, f"{what}:{news.get('id')}", f"{what}@{news.get('of')}"}
        changed = {
            part.path for part in self.parts if what == "resync" or not names.isdisjoint(part.news)
        }
        self._stale |= changed
        if changed:
            self._heard.set()

    async def keep_fresh(self) -> None:
        """Ask for the changed parts, on connections of their own."""
        while self.place.left_s > 0:
            await self._heard.wait()
            await asyncio.sleep(GATHER_S)
            self._heard.clear()
            stale, self._stale = self._stale, set()
            took_s = max([0.0, *await asyncio.gather(*(self._renew(path) for path in stale))])
            distance_s = min(max(took_s * REST, DISTANCE_S), LONGEST_DISTANCE_S)
            await asyncio.sleep(distance_s * random.uniform(0.75, 1.25))

    async def _renew(self, path: str) -> float:
        began_s = time.perf_counter()
        visitor = self.visitor
        asking = Visitor(visitor.host, visitor.port, visitor.door, visitor.address, visitor.cookies)
        await self.tally.timed("refresh", answered(asking, path, htmx=True))
        asking.leave()
        return time.perf_counter() - began_s


@dataclass(frozen=True, slots=True)
class LivePart:
    """A part of a page that follows the news. comes_later: the page fetches it by itself, too."""

    path: str
    news: frozenset[str]
    comes_later: bool


def live_parts(page: bytes) -> tuple[LivePart, ...]:
    """Return what a page keeps fresh, as assets/js/live.js finds it."""
    found = []
    for tag in LIVE_TAG.findall(page):
        given = {name.decode(): unescape(value.decode()) for name, value in ATTRIBUTE.findall(tag)}
        # What has a pace of its own follows seldom: figures, of which no page here has any.
        if "hx-get" in given and "data-live-pace" not in given:
            news = frozenset(given["data-live-refresh"].split())
            later = "load" in given.get("hx-trigger", "")
            found.append(LivePart(given["hx-get"], news, later))
    return tuple(found)


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
        self.page.show(found)
        if found is not None:
            self.known = acts.tickets_on(found)

    async def _ticket(self, place: Place, ticket: str) -> None:
        path = f"/tickets/{ticket}"
        found = await self.tally.timed("agent ticket", answered(self.visitor, path))
        self.page.show(found)
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
                home = await self.tally.timed("hub home", answered(self.visitor, "/hub/"))
                self.page.show(home)
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
        path = f"/hub/tickets/{ticket}"
        self.page.show(await self.tally.timed("hub ticket", answered(self.visitor, path)))
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
    waiting = [asyncio.create_task(page.listen()), asyncio.create_task(page.keep_fresh())]
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
