"""Kills the parts of a running Owj, at random moments and at named points, and waits for them."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from owj.service.database.choice import home_of
from owj.service.database.postmaster import read_postmaster_file
from owj.service.installation import Installation
from owj.service.processes import send_signal
from owj.service.readiness import ask_readiness
from owj.service.trials.stage import Stage

# The file of a point in this folder kills whoever comes by first (server/failpoints.py).
POINTS = (
    "desk.before_commit",
    "web.before_answer",
    "files.before_rename",
    "outbox.claimed",
    "outbox.sent_before_commit",
)
PARTS = ("web", "worker", "database")
SERVING_LIMIT_S = 60.0
# A busy machine takes its time to come by.
POINT_LIMIT_S = 30.0


@dataclass(slots=True)
class Kills:
    """What was killed, and after how long everything served again."""

    done: list[str] = field(default_factory=list)
    back_s: list[float] = field(default_factory=list)
    untouched: list[str] = field(default_factory=list)


def pid_of(place: Stage, part: str) -> int | None:
    """Return the process of a part: one of the web servers, worker or database. Linux."""
    if part == "database":
        files = home_of(Installation(place.data)) / "cluster"
        state = read_postmaster_file(files)
        return state.pid if state else None
    children = Path(f"/proc/{place.pid}/task/{place.pid}/children").read_text(encoding="utf-8")
    found = [
        int(number)
        for number in children.split()
        if {b"owj.boot.cli", part.encode()} <= set(_words_of(int(number)))
    ]
    return random.choice(found) if found else None  # noqa: S311 -- whom to kill is no secret


def _words_of(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


async def kill_part(place: Stage, part: str, kills: Kills) -> None:
    """Kill a part without any farewell and wait until everything serves again."""
    pid = pid_of(place, part)
    if pid is None:
        kills.untouched.append(part)
        return
    began_s = time.monotonic()
    send_signal(pid, "SIGKILL")
    await until_serving(place, began_s)
    kills.done.append(part)
    kills.back_s.append(time.monotonic() - began_s)


async def kill_at_point(place: Stage, folder: Path, point: str, kills: Kills) -> None:
    """Arm a point, wait until somebody died there, and until everything serves again."""
    armed = folder / point
    armed.touch()
    deadline_s = time.monotonic() + POINT_LIMIT_S
    while armed.exists() and time.monotonic() < deadline_s:
        await asyncio.sleep(0.02)
    if armed.exists():
        armed.unlink(missing_ok=True)
        kills.untouched.append(point)
        return
    began_s = time.monotonic()
    await until_serving(place, began_s)
    kills.done.append(point)
    kills.back_s.append(time.monotonic() - began_s)


async def until_serving(place: Stage, began_s: float) -> None:
    """Wait until /readyz finds every part well: first they must be seen to be gone."""
    await asyncio.sleep(0.3)
    while time.monotonic() - began_s < SERVING_LIMIT_S:
        answer = await asyncio.to_thread(ask_readiness, place.host, place.port)
        if answer.ready:
            return
        await asyncio.sleep(0.05)
