"""`./owj clock show | set INSTANT | advance PT1H | reset`: the clock of test data."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from owj.boot.commands.session import ready_database
from owj.kernel.errors import InvalidInput
from owj.server.clock import check_reach
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere

DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


class InstantRejected(InvalidInput):
    """Say that an instant cannot be read, or has no zone."""

    code = "clock.instant_rejected"
    message = "Expected an instant with its zone, such as 2026-11-22T16:45:00+03:30, got %(got)s."


class DurationRejected(InvalidInput):
    """Say that a length of time cannot be read."""

    code = "clock.duration_rejected"
    message = "Expected a length of time such as PT1H, PT90S or P2DT30M, got %(got)s."


def parse_instant(text: str) -> datetime:
    """Return an aware instant. Raises: InstantRejected, ClockOutOfReach."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise InstantRejected(got=text) from None
    if instant.tzinfo is None:
        raise InstantRejected(got=text)
    check_reach(instant)
    return instant


def parse_duration(text: str) -> timedelta:
    """Return an ISO 8601 length of weeks, days, hours, minutes, seconds. A minus goes back.

    Raises: DurationRejected.
    """
    match = DURATION.fullmatch(text.strip().upper())
    parts = {
        name: int(value)
        for name, value in (match.groupdict() if match else {}).items()
        if value and name != "sign"
    }
    if match is None or not parts or text.strip().upper().endswith("T"):
        raise DurationRejected(got=text)
    try:
        length = timedelta(**parts)
    except OverflowError:
        raise DurationRejected(got=text) from None
    return -length if match["sign"] == "-" else length


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `clock`."""
    where = "data folder (else OWJ_DATA, else .data)"
    parser = argparse.ArgumentParser(prog="./owj clock", description=__doc__)
    parser.add_argument("--data", metavar="DIR", help=where)
    # Also behind the verb, where it must not undo the one before it.
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("--data", metavar="DIR", help=where, default=argparse.SUPPRESS)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("show", help="print the instant of the domain", parents=[data])
    setting = verbs.add_parser("set", help="move the clock to an instant", parents=[data])
    setting.add_argument("instant")
    advancing = verbs.add_parser("advance", help="move the clock forwards", parents=[data])
    advancing.add_argument("duration")
    verbs.add_parser("reset", help="return to the real time", parents=[data])
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Show or move the clock, and print where it then stands."""
    asked = parse(arguments)
    # Read before anything is started: a wrong word must not cost a start of the database.
    instant = parse_instant(asked.instant) if asked.verb == "set" else None
    duration = parse_duration(asked.duration) if asked.verb == "advance" else None
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    with ready_database(installation, Progress(quiet=True)):
        from owj.server import clock

        if instant is not None:
            moved = clock.set_clock(instant)
        elif duration is not None:
            moved = clock.advance_clock(duration)
        elif asked.verb == "reset":
            moved = clock.reset_clock()
        else:
            moved = clock.now()
        # In the zone of the organisation: agreements are written in its hours.
        from owj.server.workspace.queries import current_workspace

        print(moved.astimezone(current_workspace().tz).isoformat(timespec="seconds"))
    return 0
