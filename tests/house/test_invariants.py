"""What the house must never do, found by reading its source."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.sources import PYTHON, ROOT, name_of, parsed, sources

CLOCK_READS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("time", "time"),
    ("time", "time_ns"),
}
DOMAIN_ROOMS = ("kernel", "packages", "links", "api", "hub", "client", "ui")


def clock_reads(path: Path) -> list[int]:
    """Return the lines on which the file asks the machine for the time."""
    return [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name | ast.Attribute)
        and (getattr(node.value, "id", getattr(node.value, "attr", "")), node.attr) in CLOCK_READS
    ]


@pytest.mark.parametrize("room", DOMAIN_ROOMS)
def test_no_domain_room_reads_the_machine_clock(room: str) -> None:
    read = {
        f"{name_of(path)}:{line}"
        for path in sources(*PYTHON, under=f"src/owj/{room}")
        if "bench" not in path.stem
        for line in clock_reads(path)
    }
    assert read == set()


def test_the_server_reads_the_clock_in_one_place() -> None:
    read = {
        name_of(path)
        for path in sources(*PYTHON, under="src/owj/server")
        if "bench" not in path.stem and clock_reads(path)
    }
    assert read <= {"src/owj/server/clock.py"}


def test_xml_is_parsed_in_one_place() -> None:
    parsers = {"xml", "lxml", "pyexpat", "defusedxml", "xmltodict", "bs4", "html5lib"}
    importing = {
        name_of(path)
        for path in sources(*PYTHON, under="src/owj")
        for node in ast.walk(parsed(path))
        for module in imported_modules(node)
        if module.split(".")[0] in parsers
    }
    assert importing == {"src/owj/kernel/markup/parse.py"}


def imported_modules(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports by their full name."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return []


def test_only_two_modules_issue_ddl() -> None:
    ddl = re.compile(r"\b(CREATE|ALTER|DROP) (TABLE|INDEX|UNIQUE INDEX)\b")
    issuing = {
        name_of(path)
        for path in sources(*PYTHON, under="src/owj")
        if ddl.search(path.read_text(encoding="utf-8"))
    }
    assert issuing <= {f"src/owj/server/records/{name}.py" for name in ("ddl", "shadow")}


def test_nothing_evaluates_text_as_python() -> None:
    called = {
        f"{name_of(path)}:{node.lineno}"
        for path in sources(*PYTHON, under="src/owj")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"eval", "exec"}
    }
    assert called == set()


def test_no_template_carries_inline_style_or_script() -> None:
    inline = re.compile(
        r"\sstyle=|\son[a-z]+=\"|<style|javascript:|<script(?![^>]*(?:\ssrc=|application/json))",
        re.IGNORECASE,
    )
    found = {
        f"{name_of(path)}: {match.group(0).strip()}"
        for path in sources(".html", under="src/owj")
        for match in inline.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_no_template_marks_a_value_safe() -> None:
    unsafe = re.compile(r"\|\s*safe\b|autoescape off")
    found = {
        name_of(path)
        for path in sources(".html", ".txt", under="src/owj")
        if unsafe.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_one_package_reads_another_through_its_doors_only() -> None:
    doors = {"services", "queries", "events", "entity"}
    packages = ROOT / "src" / "owj" / "packages"
    broken: set[str] = set()
    for path in sources(*PYTHON, under="src/owj/packages"):
        own = path.relative_to(packages).parts[0]
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            parts = node.module.split(".")
            foreign = parts[:2] == ["owj", "packages"] and len(parts) > 3 and parts[2] != own
            if foreign and own.isidentifier() and parts[3] not in doors:
                broken.add(f"{name_of(path)}: {node.module}")
    assert broken == set()
