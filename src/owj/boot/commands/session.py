"""What the commands that need the database share: it runs and is up to date for a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from owj.service.database.choice import is_ours, record_address
from owj.service.database.lease import running_database
from owj.service.installation import Installation
from owj.service.progress import Progress
from owj.service.running import is_running


@contextmanager
def ready_database(
    installation: Installation,
    progress: Progress,
    *,
    demo: bool = False,
    test_clock: bool = False,
    people: bool = False,
) -> Iterator[list[dict[str, str]]]:
    """Start the database when none runs, bring the data up to date, and set Django up.

    Gives the sign-ins that were made. Afterwards everything is as it was found.
    """
    installation.prepare()
    with running_database(installation) as address:
        from owj.service.django_process import use_django

        use_django(installation, address)
        if is_running(installation):
            # Its `up` brought the data up to date already.
            yield []
            return
        from owj.service.setup import SetupOptions, ensure_database, set_up

        ours = is_ours(installation, address)
        ensure_database(address, ours=ours)
        if not ours:
            record_address(installation, address)
        options = SetupOptions(demo=demo, test_clock=test_clock, people=people)
        yield set_up(installation, options, progress)
