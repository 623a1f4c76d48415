"""The command line: its exit codes and what it says when something is refused."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from owj.boot import cli
from owj.boot.catalogs import compile_catalog
from owj.boot.cli import BAD_INPUT, CASES_FAILED, COMMANDS, GOOD, INTERRUPTED, main, run_guarded
from owj.kernel.feel import FeelSyntaxError, compile_expression
from owj.server.schema.drawing import refusal
from owj.service.refusals import PortTaken

ROOT = Path(__file__).parents[2]


def raising(error: BaseException) -> Callable[[Sequence[str]], int]:
    def run(_: Sequence[str]) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (PortTaken(port=1, other=2), BAD_INPUT, "owj: Port 1 is in use"),
        (
            OSError(errno.ENOSPC, "full", "/data/x"),
            BAD_INPUT,
            "no space left on the disk (/data/x)",
        ),
        (
            OperationalError("gone\naway"),
            BAD_INPUT,
            "The database did not carry this out: gone away",
        ),
        (PermissionError(errno.EACCES, "no", "/data"), BAD_INPUT, "owj: Not permitted: /data."),
        (KeyboardInterrupt(), INTERRUPTED, ""),
    ],
)
def test_a_failure_outside_of_us_is_one_line(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_guarded(raising(error), []) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert printed.err.count("\n") == (1 if said else 0)


@pytest.mark.parametrize("error", [ValueError("ours"), OSError(errno.EPERM, "ours")])
def test_a_defect_of_ours_is_not_hidden(error: Exception) -> None:
    with pytest.raises(type(error), match="ours"):
        run_guarded(raising(error), [])


def test_without_a_command_the_list_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == BAD_INPUT
    assert main(["--help"]) == GOOD
    shown = capsys.readouterr().out
    for name, command in COMMANDS.items():
        assert (f"  {name} " in shown) is not command.internal


def test_an_unknown_command_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dance"]) == BAD_INPUT
    assert "there is no command dance" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_its_module_and_help(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    module = import_module(f"owj.boot.commands.{COMMANDS[name].module}")
    if name == "test":
        # Its options are pytest's.
        assert callable(module.run)
        return
    with pytest.raises(SystemExit) as ended:
        module.run(["--help"])
    assert ended.value.code == GOOD
    assert f"usage: ./owj {name}" in capsys.readouterr().out


def test_a_wrong_option_is_bad_input() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["up", "--dance"])
    assert ended.value.code == BAD_INPUT


PURE = """
import sys
before = set(sys.modules)
from owj.boot.cli import main
try:
    main(["vectors", "--help"])
except SystemExit:
    pass
loaded = {name.split(".")[0] for name in sys.modules}
print(sorted(loaded & {"django", "psycopg", "procrastinate", "uvicorn", "babel"}))
"""


def test_a_pure_command_loads_no_framework() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PURE], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_pure_command_makes_no_data_folder(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "owj.boot.cli", "vectors", str(cases)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"OWJ_DATA": str(tmp_path / "data"), "PATH": ""},
    )
    assert (done.returncode, done.stdout) == (GOOD, "0 passed, 0 failed\n"), done.stderr
    assert list(tmp_path.iterdir()) == [cases]


def test_a_pure_command_starts_quickly(tmp_path: Path) -> None:
    """Half a second of work: time on the wall would measure who else uses the machine."""
    resource = pytest.importorskip("resource", reason="only on POSIX systems")
    cases = tmp_path / "cases.jsonl"
    cases.write_text("")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _again in range(3):
        subprocess.run([sys.executable, ROOT / "owj", "vectors", cases], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert worked_s / 3 < 0.5


def test_output_into_a_closed_pipe_is_no_defect() -> None:
    script = (
        "import sys; from owj.boot import cli; sys.exit(cli.run_guarded(lambda _: flood(), []))"
    )
    flood = "def flood():\n for _ in range(10**6): print('x' * 100)\n return 0\n"
    with subprocess.Popen(
        [sys.executable, "-c", flood + script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(10) == CASES_FAILED
    assert said == ""


def test_every_refusal_is_one_sentence_with_what_to_do() -> None:
    from owj.service.refusals import StartRefused

    for kind in StartRefused.__subclasses__():
        assert "\n" not in kind.message
        assert kind.message.endswith((".", ")s")), kind
        assert kind.code.startswith("start."), kind
        assert kind.exit_code == cli.BAD_INPUT


def test_a_persian_terminal_reads_persian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "service" / "locale" / "fa" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "src/owj/service/locale/fa/LC_MESSAGES/django.po", folder)
    compile_catalog(folder / "django.po")
    monkeypatch.setattr(cli, "ROOMS", tmp_path)
    for name, value in {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "fa_IR.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    assert cli.worded(PortTaken(port=1, other=2)).startswith("درگاه 1 در دست")
    monkeypatch.setenv("LC_MESSAGES", "C")
    assert cli.worded(PortTaken(port=1, other=2)).startswith("Port 1 is in use")


def test_no_english_phrase_stays_inside_a_persian_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fills a sentence is worded, too: of the kernel, and lazily of the rooms above."""
    for name, value in {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "fa_IR.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(FeelSyntaxError) as feel:
        compile_expression("1 +", ())
    said = cli.worded(feel.value)
    assert "یک عبارت" in said
    assert not re.search("[A-Za-z]", said)
    with translation.override("en"):
        refused = refusal(_("The name of the entity"), _("a name"), _("nothing"))
        assert "a name" in str(refused)
        assert not re.search("[A-Za-z]", cli.worded(refused))
        monkeypatch.setenv("LANG", "C.UTF-8")
    with translation.override("fa"):
        assert cli.worded(refused) == "The name of the entity: expected a name, got nothing."
