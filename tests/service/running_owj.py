"""A real `up` for tests: started, asked, killed, stopped."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from owj.service.processes import is_alive, wait_until

CLI = [sys.executable, "-P", "-m", "owj.boot.cli"]
READY_S = 90.0


def environment(**more: str) -> dict[str, str]:
    """Return our environment without what the surrounding test run says about its own database."""
    own = {"DATABASE_URL", "OWJ_DATA", "OWJ_PROCESS"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    # Most tests ask for no more than one web server, and each takes its time to start.
    return {"OWJ_WEB_PROCESSES": "1"} | kept | more


def run_command(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*CLI, *map(str, arguments)],
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=READY_S,
        check=False,
    )


@dataclass(slots=True)
class RunningOwj:
    """An `up` that printed its line. said: that line."""

    process: subprocess.Popen[str]
    said: dict[str, Any]
    log: Path

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body of a page; status 0 when nobody answers."""
        address = urlsplit(self.said["url"])
        link = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
        try:
            link.request("GET", path)
            answer = link.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            link.close()

    def sign_in(self, shown: dict[str, str]) -> str:
        """Sign in with user and password and return the session as a Cookie header."""
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        address = f"{self.said['url']}/sign-in"
        page = opener.open(address, timeout=10).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None, page
        form = {
            "csrfmiddlewaretoken": token[1],
            "username": shown["user"],
            "password": shown["password"],
        }
        opener.open(address, urllib.parse.urlencode(form).encode(), timeout=10).read()
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

    def open_stream(self, cookie: str) -> http.client.HTTPResponse:
        """Open the live stream and return it once its first bytes came."""
        address = urlsplit(self.said["url"])
        link = http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)
        link.request("GET", "/live", headers={"Cookie": cookie})
        stream = link.getresponse()
        assert stream.status == 200
        assert stream.readline().startswith(b"retry:")
        return stream

    def readiness(self) -> dict[str, Any]:
        """Return what /readyz says, with its status."""
        status, body = self.get("/readyz")
        found: dict[str, Any] = json.loads(body) if body else {}
        return found | {"http": status}

    def wait_ready(self, timeout_s: float = 20) -> bool:
        """Wait until every part is ready."""
        return wait_until(lambda: self.readiness()["http"] == 200, timeout_s=timeout_s)

    def children(self) -> dict[str, int]:
        """Return name → pid of web servers (web, web-2, …) and worker."""
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        found: dict[str, int] = {}
        for number in listing.split():
            words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
            for name in ("web", "worker"):
                if b"owj.boot.cli" in words and name.encode() in words:
                    known = sum(other.startswith(name) for other in found)
                    found[f"{name}-{known + 1}" if known else name] = int(number)
        return found

    def database_pid(self) -> int:
        """Return the pid of the database server."""
        pid_file = Path(self.said["data"]) / "database" / "cluster" / "postmaster.pid"
        return int(pid_file.read_text().split("\n")[0])

    def stop(self) -> float:
        """Ask for the end and return the seconds it took."""
        began_s = time.monotonic()
        self.process.terminate()
        self.process.wait(30)
        return time.monotonic() - began_s


@contextmanager
def running_owj(data: Path, *arguments: str, **more: str) -> Iterator[RunningOwj]:
    """Give a running Owj for the block and stop it, however the block ends."""
    owj = start_owj(data, *arguments, **more)
    try:
        yield owj
    finally:
        if owj.process.poll() is None:
            owj.stop()


def start_owj(data: Path, *arguments: str, **more: str) -> RunningOwj:
    """Start `up --json` on a free port and wait for its line."""
    log = data.parent / f"up-{time.monotonic_ns()}.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*CLI, "up", "--json", "--port", "0", "--data", str(data), *arguments],
            env=environment(**more),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, log.read_text()
    return RunningOwj(process, json.loads(line), log)


def all_gone(*pids: int) -> bool:
    """Say whether none of these processes lives."""
    return not any(is_alive(pid) for pid in pids)
