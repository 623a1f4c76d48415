"""The script ./owj itself: what an old Python sees, and what it needs."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "owj"
OLD_PYTHONS = ("python2.7", "python3.6", "python3.8", "python3.9", "python3.10")

PRETEND = """
import runpy, sys
sys.version_info = (3, 10, 1)
sys.argv = ["owj", "up"]
runpy.run_path(sys.argv.pop(0) and {script!r}, run_name="__main__")
"""


def test_an_old_python_gets_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRETEND.format(script=str(SCRIPT))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("owj: Python 3.11 or later is needed, this is 3.10 (")
    assert done.stderr.count("\n") == 1


def test_a_real_old_python_reads_the_script_so_far() -> None:
    olds = [found for name in OLD_PYTHONS if (found := shutil.which(name))]
    for python in olds:
        done = subprocess.run([python, SCRIPT], capture_output=True, text=True, check=False)
        if "pyenv" in done.stderr:
            continue
        assert done.returncode == 2, python
        assert done.stderr.startswith("owj: Python 3.11 or later is needed"), python


def test_the_script_is_written_in_words_of_old_pythons() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))
    new_words = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef)
    assert [node for node in ast.walk(tree) if isinstance(node, new_words)] == []


def test_the_start_needs_the_standard_library_only() -> None:
    script = (
        "import sys; sys.path.insert(0, 'src'); import owj.boot.start.launch;"
        "names = {name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names);"
        "print(sorted(name for name in names if not name.startswith('_')))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() in {"['owj']", "['owj', 'sitecustomize']"}


@pytest.mark.parametrize(("words", "code"), [([], 2), (["--help"], 0), (["dance"], 2)])
def test_without_a_good_command_nothing_is_installed(words: list[str], code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", SCRIPT, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert "usage: ./owj COMMAND" in done.stdout + done.stderr


def test_windows_starts_the_same_script() -> None:
    """Read only: no machine of ours runs cmd. What is held here are its documented traps."""
    content = (ROOT / "owj.cmd").read_bytes()
    lines = content.decode("ascii").split("\r\n")
    assert "\n" not in "".join(lines)
    # The launcher first, then whatever is called python; every argument and the exit code pass.
    assert lines.index('py -3 "%~dp0owj" %*') < lines.index('python "%~dp0owj" %*')
    for call in ('py -3 "%~dp0owj" %*', 'python "%~dp0owj" %*'):
        assert lines[lines.index(call) + 1] == "exit /b %errorlevel%"
    # A block in parentheses would end at the first one in an argument, and would read
    # %errorlevel% before anything ran.
    assert not [line for line in lines if "(" in line or ")" in line]
    assert 'set "errorlevel="' in lines
    jumps = {line.split()[-1] for line in lines if " goto " in line}
    assert jumps == {line[1:] for line in lines if line.startswith(":")} == {"launcher", "python"}
    assert lines[lines.index(":launcher") - 2] == "exit /b 2"
