"""A part that lives and does nothing is ended, and nobody else."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from owj.service import hanging
from owj.service.hanging import HangWatch, hung_after_s
from owj.service.processes import wait_until
from owj.service.readiness import Readiness
from owj.service.refusals import VariableRejected
from tests.service.conftest import Prepared
from tests.service.running_owj import running_owj

WELL = Readiness(True, (), 0.4)
NO_WEB = Readiness(False, ("web",))
NO_DATABASE = Readiness(False, ("database", "migrations", "worker", "timers"))
OLD_BEAT = Readiness(False, ("worker",), 20.0)


@pytest.mark.parametrize(
    ("answers", "ended"),
    [
        ([(50, WELL), (100, WELL)], []),
        ([(50, NO_WEB), (59, NO_WEB)], []),
        ([(50, NO_WEB), (55, WELL), (110, NO_WEB)], []),
        ([(50, NO_WEB), (61, NO_WEB)], ["web"]),
        # It has as long again to come back.
        ([(61, NO_WEB), (110, NO_WEB), (122, NO_WEB)], ["web", "web"]),
        ([(50, OLD_BEAT), (61, OLD_BEAT)], ["worker"]),
        ([(61, NO_DATABASE), (200, NO_DATABASE)], []),
    ],
)
def test_only_who_was_silent_for_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, answers: list[tuple[float, Readiness]], ended: list[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(hanging.time, "monotonic", lambda: now[0])
    told: list[str] = []
    watch = HangWatch({"web": ("127.0.0.1", 1)}, 60.0, told.append)
    for at, answer in answers:
        now[0] = at
        monkeypatch.setattr(hanging, "ask_readiness", lambda *_, said=answer, **__: said)
        watch.look()
    assert told == ended


def test_of_several_web_servers_the_silent_one_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(hanging.time, "monotonic", lambda: now[0])
    # Only the one behind port 2 hangs; the worker's age is told by the other.
    said = {1: WELL, 2: NO_WEB}
    monkeypatch.setattr(hanging, "ask_readiness", lambda _, port, **__: said[port])
    told: list[str] = []
    watch = HangWatch({"web": ("127.0.0.1", 1), "web-2": ("127.0.0.1", 2)}, 60.0, told.append)
    for at in (50, 61, 100):
        now[0] = at
        watch.look()
    assert told == ["web-2"]


def test_the_setting_is_read_or_refused() -> None:
    assert hung_after_s({}) == 60
    assert hung_after_s({"OWJ_HUNG_AFTER_S": "0"}) == 0
    with pytest.raises(VariableRejected, match="a whole number of seconds, got soon"):
        hung_after_s({"OWJ_HUNG_AFTER_S": "soon"})


@pytest.mark.fault
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only on systems with /proc")
def test_stopped_processes_are_replaced(prepared: Prepared) -> None:
    with running_owj(prepared.data, "--no-demo", OWJ_HUNG_AFTER_S="6") as owj:
        before = owj.children()
        for name in ("worker", "web"):
            # It lives and answers nobody.
            os.kill(before[name], signal.SIGSTOP)

            def replaced(name: str = name) -> bool:
                return owj.children().get(name, before[name]) != before[name]

            assert wait_until(replaced, timeout_s=60), owj.log.read_text()
            assert f"{name} gives no sign of life and is ended" in owj.log.read_text()
            assert owj.wait_ready(40)
