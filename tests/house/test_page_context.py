"""What every page is given keeps its meaning: no view hides it behind a name of its own."""

from __future__ import annotations

import ast
import inspect

from owj.ui import context
from tests.house.sources import PYTHON, ROOT, sources

# A page may be drawn at another instant than the reader's, and it then says so itself.
OWN_TO_GIVE = frozenset({"now"})


def _keys(tree: ast.AST) -> set[str]:
    return {
        key.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _contexts(tree: ast.AST) -> list[ast.Dict]:
    """Return the dictionaries that are given to a page: those that say where it stands."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Dict) and "nav" in _keys(node)]


def test_no_view_hides_what_every_page_is_given() -> None:
    given = _keys(ast.parse(inspect.getsource(context))) - OWN_TO_GIVE
    assert "places" in given
    hidden = {
        f"{path.relative_to(ROOT)}: {', '.join(sorted(_keys(found) & given))}"
        for room in ("client", "hub", "ui")
        for path in sources(*PYTHON, under=f"src/owj/{room}")
        for found in _contexts(ast.parse(path.read_text(encoding="utf-8")))
        if _keys(found) & given
    }
    assert hidden == set()
