"""Making .venv: once, whole, and with a sentence when it cannot be done."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from owj.boot.start import python_environment as module
from owj.boot.start.python_environment import PythonEnvironment, failure, run_logged
from owj.service.progress import Progress
from owj.service.refusals import DiskFull, EnvironmentToolMissing, InstallFailed, NetworkMissing

QUIET = Progress(quiet=True)


class Machine:
    """Stands in for the programs that are run; `fail` names one whose log it then writes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ran: list[str] = []
        self.fail = ""
        self.says = b""

    def run_logged(self, command: Sequence[str], log: Path, _: Path, **__: object) -> int:
        what = "pip" if "pip" in command else "venv"
        self.ran.append(f"pip {Path(command[-1]).stem}" if what == "pip" else what)
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(self.says)
        if what == "venv" and self.fail != "venv":
            python = PythonEnvironment(self.root).python
            python.parent.mkdir(parents=True)
            python.symlink_to(sys.executable)
        return int(what == self.fail)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a checkout with two lists of requirements."""
    requirements = tmp_path / "checkout" / "requirements"
    requirements.mkdir(parents=True)
    (requirements / "base.txt").write_text("a==1 --hash=sha256:x\n")
    (requirements / "test.txt").write_text("b==1 --hash=sha256:x\n")
    return requirements.parent


@pytest.fixture
def machine(root: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Replace the programs by a stand-in."""
    made = Machine(root)
    monkeypatch.setattr(module, "run_logged", made.run_logged)
    monkeypatch.setattr(PythonEnvironment, "_has_pip", lambda self: self.python.exists())
    monkeypatch.setattr(PythonEnvironment, "_put_source_on_path", lambda _: None)
    return made


def test_everything_is_made_once(root: Path, machine: Machine) -> None:
    environment = PythonEnvironment(root)
    environment.install(["base"], QUIET)
    assert machine.ran == ["venv", "pip base"]
    environment.install(["base"], QUIET)
    assert machine.ran == ["venv", "pip base"]
    environment.install(["base", "test"], QUIET)
    assert machine.ran == ["venv", "pip base", "pip test"]


def test_only_a_changed_list_is_installed_again(root: Path, machine: Machine) -> None:
    environment = PythonEnvironment(root)
    environment.install(["base", "test"], QUIET)
    machine.ran.clear()
    (root / "requirements" / "test.txt").write_text("b==2 --hash=sha256:x\n")
    environment.install(["base", "test"], QUIET)
    assert machine.ran == ["pip test"]


def test_an_interrupted_installation_is_taken_up_again(root: Path, machine: Machine) -> None:
    environment = PythonEnvironment(root)
    machine.fail = "pip"
    with pytest.raises(InstallFailed):
        environment.install(["base"], QUIET)
    machine.fail = ""
    environment.install(["base"], QUIET)
    assert machine.ran == ["venv", "pip base", "pip base"]


def test_a_half_made_environment_is_made_anew(root: Path, machine: Machine) -> None:
    environment = PythonEnvironment(root)
    (environment.folder / "lib" / "half").mkdir(parents=True)
    (environment.folder / "pyvenv.cfg").write_text("")
    environment.install(["base"], QUIET)
    assert machine.ran == ["venv", "pip base"]
    assert not (environment.folder / "lib" / "half").exists()


def test_a_moved_checkout_is_installed_again(root: Path, machine: Machine) -> None:
    PythonEnvironment(root).install(["base"], QUIET)
    moved = root.with_name("moved")
    root.rename(moved)
    assert not PythonEnvironment(moved).is_installed("base")


def test_a_python_without_venv_gets_one_sentence(
    root: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_spec(name: str) -> object | None:
        return None if name == "ensurepip" else object()

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    with pytest.raises(EnvironmentToolMissing, match=r"apt install python3-venv"):
        PythonEnvironment(root).install(["base"], QUIET)
    assert machine.ran == []


def test_a_full_disk_is_refused_first(
    root: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**20))
    with pytest.raises(DiskFull, match="1 MB free, 400 MB needed"):
        PythonEnvironment(root).install(["base"], QUIET)
    assert machine.ran == []


@pytest.mark.parametrize(
    ("log", "kind", "said"),
    [
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\n"
            "ERROR: Could not find a version that satisfies the requirement django==5.2\n",
            NetworkMissing,
            "Connect to the network",
        ),
        ("npm error code EAI_AGAIN\n", NetworkMissing, "Connect to the network"),
        ("OSError: [Errno 28] No space left on device\n", InstallFailed, "no space left"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\nmore\n", InstallFailed, "DO NOT MATCH"),
        ("", InstallFailed, "no output"),
    ],
)
def test_an_installers_log_becomes_one_sentence(
    tmp_path: Path, log: str, kind: type[Exception], said: str
) -> None:
    path = tmp_path / "pip.log"
    path.write_text(log)
    found = failure("requirements/base.txt", path)
    assert type(found) is kind
    assert said in str(found)
    assert "\n" not in str(found)


def test_a_long_installation_is_quoted_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "QUOTE_S", 0.1)
    script = "import time; print('Collecting django', flush=True); time.sleep(0.5); exit(4)"
    command = [sys.executable, "-c", script]
    log = tmp_path / "log"
    assert run_logged(command, log, tmp_path, progress=Progress()) == 4
    assert "Collecting django" in capsys.readouterr().err
    assert log.read_text() == "Collecting django\n"


def test_pip_itself_refuses_what_has_no_hash(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real pip, told to look nowhere: a list without hashes must not even be tried."""
    (root / "requirements" / "base.txt").write_text("django==5.2\n")
    monkeypatch.setattr(PythonEnvironment, "python", property(lambda _: Path(sys.executable)))
    monkeypatch.setattr(PythonEnvironment, "_make", lambda *_: None)
    with pytest.raises(InstallFailed, match=r"(?i)hash"):
        PythonEnvironment(root).install(["base"], QUIET)


def test_without_a_network_pip_ends_in_one_sentence(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real pip, with an index that nobody answers for."""
    pin = f"nothing-like-this==1 --hash=sha256:{'0' * 64}\n"
    (root / "requirements" / "base.txt").write_text(pin)
    monkeypatch.setattr(PythonEnvironment, "python", property(lambda _: Path(sys.executable)))
    monkeypatch.setattr(PythonEnvironment, "_make", lambda *_: None)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(NetworkMissing, match="Connect to the network"):
        PythonEnvironment(root).install(["base"], QUIET)
