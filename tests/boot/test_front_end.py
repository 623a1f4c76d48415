"""Building the front end: with which Node.js, and when."""

from __future__ import annotations

from pathlib import Path

import pytest

from owj.boot.start import front_end as module
from owj.boot.start.front_end import (
    Node,
    build_front_end,
    find_node,
    sources,
    wheel_node,
)
from owj.boot.start.python_environment import PythonEnvironment
from owj.service.progress import Progress
from owj.service.refusals import NetworkMissing, NodeMissing

QUIET = Progress(quiet=True)


@pytest.fixture
def checkout(tmp_path: Path) -> PythonEnvironment:
    """Give a checkout with sources of a front end."""
    assets = tmp_path / "assets"
    (assets / "css").mkdir(parents=True)
    (assets / "package-lock.json").write_text("{}")
    (assets / "css" / "a.css").write_text("a{}")
    return PythonEnvironment(tmp_path)


@pytest.fixture
def ran(checkout: PythonEnvironment, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for npm: note what it was asked for, and write what a build writes."""
    words: list[str] = []
    output = checkout.root / "src" / "owj" / "client" / "static" / "owj"

    def run(_: PythonEnvironment, __: Node, ___: Progress, *arguments: str) -> None:
        words.append(arguments[0])
        if arguments[0] == "ci":
            (checkout.root / "assets" / "node_modules").mkdir(exist_ok=True)
        else:
            output.mkdir(parents=True, exist_ok=True)
            (output / "manifest.json").write_text("{}")

    monkeypatch.setattr(module, "_run", run)
    monkeypatch.setattr(module, "find_node", lambda *_: Node(("npm",), Path("/bin")))
    return words


def test_it_is_built_once(checkout: PythonEnvironment, ran: list[str]) -> None:
    build_front_end(checkout, QUIET)
    build_front_end(checkout, QUIET)
    assert ran == ["ci", "run"]


def test_a_changed_source_is_built_without_installing_again(
    checkout: PythonEnvironment, ran: list[str]
) -> None:
    build_front_end(checkout, QUIET)
    (checkout.root / "assets" / "css" / "a.css").write_text("b{}")
    build_front_end(checkout, QUIET)
    assert ran == ["ci", "run", "run"]


def test_changed_packages_are_installed_again(checkout: PythonEnvironment, ran: list[str]) -> None:
    build_front_end(checkout, QUIET)
    (checkout.root / "assets" / "package-lock.json").write_text('{"a": 1}')
    build_front_end(checkout, QUIET)
    assert ran == ["ci", "run", "ci", "run"]


def test_a_removed_output_is_built_again(checkout: PythonEnvironment, ran: list[str]) -> None:
    build_front_end(checkout, QUIET)
    (checkout.root / "src/owj/client/static/owj/manifest.json").unlink()
    build_front_end(checkout, QUIET)
    assert ran == ["ci", "run", "run"]


def test_installed_packages_are_no_sources(checkout: PythonEnvironment) -> None:
    (checkout.root / "assets" / "node_modules" / "x").mkdir(parents=True)
    (checkout.root / "assets" / "node_modules" / "x" / "index.js").write_text("")
    names = {path.name for path in sources(checkout.root / "assets")}
    assert names == {"package-lock.json", "a.css"}


def test_an_installed_release_without_sources_builds_nothing(
    tmp_path: Path, ran: list[str]
) -> None:
    build_front_end(PythonEnvironment(tmp_path / "release"), QUIET)
    assert ran == []


def put_node(folder: Path, version: str) -> Path:
    folder.mkdir()
    for name in ("node", "npm"):
        (folder / name).write_text(f"#!/bin/sh\necho {version}\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_node_of_the_machine_is_used_when_new_enough(
    checkout: PythonEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put_node(tmp_path / "bin", "v20.1.0")
    monkeypatch.setenv("PATH", f"{folder}:/bin")
    assert find_node(checkout, QUIET) == Node((str(folder / "npm"),), folder)


def test_without_node_and_network_there_is_one_sentence(
    checkout: PythonEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def install(*_: object) -> None:
        raise NetworkMissing(log="x")

    folder = put_node(tmp_path / "bin", "v18.20.0")
    monkeypatch.setenv("PATH", f"{folder}:/bin")
    monkeypatch.setattr(PythonEnvironment, "install", install)
    with pytest.raises(NodeMissing, match=r"Node\.js 20 or later was not found"):
        find_node(checkout, QUIET)


@pytest.mark.parametrize(
    ("binary", "modules"), [("bin/node", "lib/node_modules"), ("node.exe", "node_modules")]
)
def test_the_node_of_the_wheel_is_found_where_it_lies(
    tmp_path: Path, binary: str, modules: str
) -> None:
    script = tmp_path / modules / "npm" / "bin" / "npm-cli.js"
    script.parent.mkdir(parents=True)
    script.write_text("")
    program = tmp_path / binary
    program.parent.mkdir(exist_ok=True)
    program.write_text("")
    assert wheel_node(tmp_path) == Node((str(program), str(script)), program.parent)
    program.unlink()
    with pytest.raises(NodeMissing):
        wheel_node(tmp_path)
