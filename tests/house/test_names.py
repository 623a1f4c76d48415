"""A name says what a thing is; these words say nothing."""

from __future__ import annotations

import ast
import re

from tests.house.sources import PYTHON, ROOT, functions_of, name_of, parsed, sources

EMPTY_FILE_NAMES = {"utils", "util", "common", "helpers", "helper", "misc", "base", "tools"}
EMPTY_CLASS_ENDINGS = ("Manager", "Handler", "Helper", "Util", "Utils", "Base")
# A person of the glossary, not a bag of methods.
GIVEN_ENDINGS = ("ProjectManager",)


def test_no_module_or_folder_has_an_empty_name() -> None:
    empty = {
        name_of(path)
        for path in sources(*PYTHON, ".html", ".css", ".js", ".ts")
        if EMPTY_FILE_NAMES & {part.split(".")[0] for part in path.relative_to(ROOT).parts}
        and "migrations" not in path.parts
    }
    assert empty == set()


def test_no_class_is_called_manager_or_handler() -> None:
    empty = {
        f"{name_of(path)}:{node.name}"
        for path in sources(*PYTHON, under="src")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
        and node.name.endswith(EMPTY_CLASS_ENDINGS)
        and not node.name.endswith(GIVEN_ENDINGS)
    }
    assert empty == set()


def test_functions_are_named_in_snake_case_words() -> None:
    odd = {
        f"{name_of(path)}:{node.name}"
        for path in sources(*PYTHON, under="src")
        for node in functions_of(path)
        if not re.fullmatch(r"_{0,2}[a-z][a-z0-9_]*_{0,2}", node.name)
    }
    # ast visitors and Django's template engine prescribe their own spelling.
    assert {name for name in odd if ":visit_" not in name} == set()
