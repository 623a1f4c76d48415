"""The command line behind ./owj: finds the command, runs it, words what went wrong."""

from __future__ import annotations

import errno
import gettext
import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from owj.kernel.errors import OwjError
from owj.service.signals import leave_on_sigterm

GOOD, CASES_FAILED, BAD_INPUT = 0, 1, 2
INTERRUPTED = 130
ROOMS = Path(__file__).parents[1]

Run = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its module in boot/commands, and what it does.

    requirements: files of requirements/ it needs besides base. needs_pages: whether the front
    end and the catalogs must be built. internal: run by other commands, not shown.
    """

    module: str
    summary: str
    requirements: tuple[str, ...] = ()
    needs_pages: bool = False
    internal: bool = False


COMMANDS = {
    "up": Command("up", "start Owj and keep it running", needs_pages=True),
    "test": Command("test", "run every check and test", ("test", "bench"), needs_pages=True),
    "clock": Command("clock", "show or move the clock of data made with --test-clock"),
    "people": Command("people", "give somebody a new password"),
    "entity": Command("entity", "list, make and change entities and their fields"),
    "package": Command("package", "write, compare or read in an organisation's definitions"),
    "key": Command("key", "make, list and revoke keys of the API"),
    "vectors": Command("vectors", "run cases of agreed clocks and print differences"),
    "feel": Command("feel", "work out a FEEL expression"),
    "dmn": Command("dmn", "ask a decision model, or run conformance cases"),
    "process": Command("process", "check or play a drawn process, or run cases of such plays"),
    "import": Command("import_log", "bring in records, or the log of another help desk"),
    "export": Command("export", "write the records of an entity as CSV or XLSX"),
    "computed": Command("computed", "work out computed fields anew, or compare them"),
    "figures": Command("figures", "compute the figures of reports anew"),
    "bench": Command(
        "bench", "measure, beside the bar that must be reached", ("bench",), needs_pages=True
    ),
    "upgrade-database": Command("upgrade_database", "move the data to a newer PostgreSQL"),
    "bundle": Command("bundle", "make one file to start from without a network", needs_pages=True),
    "setup": Command("setup", "bring the data up to this release", internal=True),
    "web": Command("web", "run the web server", internal=True),
    "worker": Command("worker", "run the worker", internal=True),
}


def usage() -> str:
    """Return the list of commands."""
    lines = ["usage: ./owj COMMAND [OPTIONS]    (./owj COMMAND --help tells more)", ""]
    lines += [
        f"  {name:<18}{command.summary}"
        for name, command in COMMANDS.items()
        if not command.internal
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 good, 1 cases failed, 2 bad input."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in {"-h", "--help", "help"}:
        print(usage())
        return GOOD if given else BAD_INPUT
    command = COMMANDS.get(given[0])
    if command is None:
        print(f"owj: there is no command {given[0]}\n\n{usage()}", file=sys.stderr)
        return BAD_INPUT
    leave_on_sigterm()
    module = importlib.import_module(f"owj.boot.commands.{command.module}")
    return run_guarded(cast("Run", module.run), given[1:])


def run_guarded(run: Run, arguments: Sequence[str]) -> int:
    """Run a command; word in one line what was refused or failed outside of us."""
    try:
        return run(arguments)
    except OwjError as error:
        print(f"owj: {worded(error)}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CASES_FAILED
    except Exception as error:
        reason = outside_reason(error)
        if reason is None:
            raise
        print(f"owj: {reason}", file=sys.stderr)
        return BAD_INPUT


def outside_reason(error: Exception) -> str | None:
    """Return a sentence for a failure of disk or database; None for a defect of ours."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        where = f" ({error.filename})" if error.filename else ""
        return f"There is no space left on the disk{where}. Free some and run the command again."
    if isinstance(error, PermissionError) and error.filename:
        return f"Not permitted: {error.filename}. Run the command as the user that owns it."
    # By name: pure commands load neither Django nor psycopg.
    if any(kind.__name__ == "OperationalError" for kind in type(error).__mro__):
        return f"The database did not carry this out: {worded(error)}"
    return None


def worded(error: Exception) -> str:
    """Return the error's sentence on one line, in the language of the terminal."""
    language = terminal_language(os.environ)
    with _speaking(language):
        text = str(error)
        if isinstance(error, OwjError) and language == "fa":
            text = persian_message(error.message) % _persian_data(error)
    return " ".join(text.split())


def _persian_data(error: OwjError) -> Mapping[str, object]:
    """Return what fills an error's sentence; phrases of the kernel are worded, too."""
    if "django.conf" in sys.modules:
        from owj.ui.feel_words import words_of_data

        return words_of_data(error.data)
    phrases = {"expected", "got", "reason"}
    return {
        name: persian_message(value) if name in phrases and isinstance(value, str) else value
        for name, value in error.data.items()
    }


def _speaking(language: str) -> AbstractContextManager[object]:
    """Let texts inside an error be in its language, too, if Django was set up to word them."""
    if "django.conf" not in sys.modules:
        return nullcontext()
    from django.conf import settings
    from django.utils.translation import override

    return override(language) if settings.configured else nullcontext()


def terminal_language(environment: Mapping[str, str]) -> str:
    """Return the language in which the terminal wants to be spoken to: "fa" or "en"."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next((environment[name] for name in names if environment.get(name)), "en")
    return "fa" if wanted[:2] == "fa" else "en"


def persian_message(message: str) -> str:
    """Return the Persian wording of a message from whichever room has it."""
    for folder in sorted(ROOMS.glob("*/locale")):
        found = gettext.translation("django", folder, ["fa"], fallback=True).gettext(message)
        if found != message:
            return found
    return message


if __name__ == "__main__":
    sys.exit(main())
