"""A file is read in one sitting, a function on one screen."""

from __future__ import annotations

from tests.house.sources import (
    PAGES,
    PYTHON,
    functions_of,
    name_of,
    script_functions,
    sources,
)

MOST_FILE_LINES = 600
MOST_FUNCTION_LINES = 60


def test_no_file_is_longer_than_six_hundred_lines() -> None:
    long = {
        name_of(path): lines
        for path in [*sources(*PYTHON), *sources(*PAGES)]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_FILE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = {
        f"{name_of(path)}:{node.name}": lines
        for path in sources(*PYTHON)
        for node in functions_of(path)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_FUNCTION_LINES
    }
    assert long == {}


def test_no_function_of_a_script_is_longer_than_sixty_lines() -> None:
    scripts = [path for path in sources(".js", ".mjs", ".ts") if "node_modules" not in path.parts]
    measured = {
        f"{name_of(path)}: {head}": lines
        for path in scripts
        for head, lines in script_functions(path.read_text(encoding="utf-8"))
    }
    assert len(measured) > len(scripts)
    assert {head: lines for head, lines in measured.items() if lines > MOST_FUNCTION_LINES} == {}


def test_functions_of_scripts_are_measured_to_their_end() -> None:
    text = "function a() {\n  if (x) {\n    y();\n  }\n}\n\nconst b = async (z) => {\n  z();\n};\n"
    text += "class C {\n  #d(e) {\n    e();\n  }\n}\nfor (const f of g) {\n  f();\n}\n"
    assert list(script_functions(text)) == [
        ("function a() {", 5),
        ("const b = async (z) => {", 3),
        ("#d(e) {", 3),
    ]
