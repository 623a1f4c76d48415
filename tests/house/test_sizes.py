"""A file is read in one sitting, a function on one screen."""

from __future__ import annotations

from tests.house.sources import PAGES, PYTHON, functions_of, name_of, sources

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
