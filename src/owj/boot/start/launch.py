"""The way of every command: make ready what it needs, then become it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from owj.boot.cli import BAD_INPUT, COMMANDS, GOOD, INTERRUPTED, Command, usage, worded
from owj.boot.start.bundle_use import checked, install_from, split_from
from owj.boot.start.catalog_files import compile_catalogs
from owj.boot.start.front_end import build_front_end
from owj.boot.start.python_environment import PythonEnvironment
from owj.kernel.errors import OwjError
from owj.service.locks import LockTimeout
from owj.service.progress import Progress

ROOT = Path(__file__).parents[4]


def main(arguments: Sequence[str], *, root: Path = ROOT, bundle: Path | None = None) -> int:
    """Install what the command needs and run it. Returns its exit code, where it returns.

    bundle: install from this file; else from the one that `--from` names, else over the network.
    """
    arguments, named = split_from(arguments) if arguments[:1] == ["up"] else (arguments, None)
    bundle = named or bundle
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage())
        return GOOD if arguments else BAD_INPUT
    command = COMMANDS.get(arguments[0])
    if command is None:
        print(f"owj: there is no command {arguments[0]}\n\n{usage()}", file=sys.stderr)
        return BAD_INPUT
    environment = PythonEnvironment(root)
    try:
        make_ready(command, environment, Progress(), bundle)
    except (OwjError, LockTimeout, OSError) as error:
        print(f"owj: {worded(error)}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("owj: interrupted; run it again to go on", file=sys.stderr)
        return INTERRUPTED
    return become([str(environment.python), "-P", "-m", "owj.boot.cli", *arguments])


def make_ready(
    command: Command, environment: PythonEnvironment, progress: Progress, bundle: Path | None
) -> None:
    """Install and build what the command needs, as far as it is missing.

    Raises: StartRefused of some kind, LockTimeout, OSError.
    """
    if bundle is not None:
        with checked(bundle, progress) as opened:
            install_from(opened, environment, progress)
    environment.install(["base", *command.requirements], progress)
    if command.needs_pages:
        build_front_end(environment, progress)
        compile_catalogs(environment, progress)


def become(command: list[str]) -> int:  # noqa: RET503 -- execv does not return
    """Replace this process by the command; on Windows run it and pass its exit code on."""
    if sys.platform == "win32":
        # Ctrl-C reaches both; the command decides when to end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return subprocess.run(command, check=False).returncode
    os.execv(command[0], command)  # noqa: S606 -- no shell is wanted
