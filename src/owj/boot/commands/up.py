"""`./owj up`: start Owj on a data folder and keep it running."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from owj.boot.cli import BAD_INPUT, GOOD, INTERRUPTED
from owj.service.installation import Installation, find_installation
from owj.service.progress import Progress
from owj.service.refusals import DataInUse
from owj.service.running import RunningState, read_state
from owj.service.supervisor import SetupRefused, Stopped, Supervisor, UpOptions

OTHER_TIMEOUT_S = 180.0
OTHER_POLL_S = 0.2
STOPPED_WHILE_STARTING = INTERRUPTED
LAST_PORT = 65_535


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `up`."""
    parser = argparse.ArgumentParser(prog="./owj up", description=__doc__)
    parser.add_argument("--port", type=port_number, help="port to listen on; 0 for any free one")
    parser.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    parser.add_argument("--no-demo", action="store_true", help="make new data without the demo")
    parser.add_argument("--test-clock", action="store_true", help="make data whose clock can move")
    # Taken off by the launcher, which installs before this program can run; here for --help.
    parser.add_argument("--from", dest="bundle", metavar="BUNDLE", help="install from this file")
    parser.add_argument("--json", action="store_true", help="print one line of JSON when ready")
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    """Return a port from 0 to 65535."""
    if not (text.isascii() and text.isdigit() and int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"expected a number from 0 to {LAST_PORT}, got {text}")
    return int(text)


def run(arguments: Sequence[str]) -> int:
    """Start, report, watch, stop. A second `up` on the same data only reports."""
    asked = parse(arguments)
    installation = find_installation(asked.data)
    progress = Progress()
    say_where(installation, progress)
    installation.prepare()
    options = UpOptions(asked.port, demo=not asked.no_demo, test_clock=asked.test_clock)
    supervisor = Supervisor(installation, options, progress)
    other = wait_for_turn(supervisor, progress)
    if other is not None:
        return report_other(other, progress, as_json=asked.json)
    try:
        state = supervisor.start()
        report(state, progress, as_json=asked.json)
        supervisor.run()
    except Stopped:
        return STOPPED_WHILE_STARTING
    except SetupRefused:
        return BAD_INPUT
    finally:
        supervisor.stop()
    return GOOD


def say_where(installation: Installation, progress: Progress) -> None:
    """Say which folder holds the data, and why it is not the one that was meant."""
    if installation.moved_from is not None and installation.owner is not None:
        progress.say(
            f"Started as root, and the database's user {installation.owner.name} may not enter "
            f"{installation.moved_from}: the data is in {installation.data}"
        )
    else:
        progress.say(f"Data: {installation.data}")


def report(state: RunningState, progress: Progress, *, as_json: bool) -> None:
    """Print the address and the sign-ins."""
    progress.say("Ready")
    if as_json:
        print(state.line(), flush=True)
        return
    print(f"\n  Staff:     {state.url}/inbox\n  Customers: {state.hub_url}/\n")
    for sign_in in state.sign_ins:
        door = {"client": "staff", "hub": "hub"}[sign_in["door"]]
        print(f"  {door:<6}{sign_in['role']:<18}{sign_in['user']:<20}{sign_in['password']}")
    print("\n  Ctrl-C stops everything.", flush=True)


def wait_for_turn(supervisor: Supervisor, progress: Progress) -> RunningState | None:
    """Take the lock of this data, or return the state of the Owj that runs on it.

    Waits while another one is starting or stopping. Raises: DataInUse.
    """
    deadline_s = time.monotonic() + OTHER_TIMEOUT_S
    said = False
    while not supervisor.lock.try_acquire():
        state = read_state(supervisor.installation)
        if state:
            return RunningState(**state)
        if not said:
            progress.say("Another ./owj up is starting or stopping on this data; waiting …")
            said = True
        if time.monotonic() > deadline_s:
            raise DataInUse(data=supervisor.installation.data)
        time.sleep(OTHER_POLL_S)
    return None


def report_other(state: RunningState, progress: Progress, *, as_json: bool) -> int:
    """Tell that Owj runs on this data already, where, and as which process."""
    progress.say(f"Owj already runs on this data: {state.url} (process {state.pid})")
    if as_json:
        print(state.line(), flush=True)
    return GOOD
