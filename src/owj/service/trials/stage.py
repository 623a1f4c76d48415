"""A whole Owj on data of its own, with the people of a trial."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from owj.service.database.choice import choose_database
from owj.service.database.cluster import Cluster
from owj.service.django_process import use_django
from owj.service.installation import CHECKOUT, Installation
from owj.service.processes import database_owner
from owj.service.start_bench import running


@dataclass(frozen=True, slots=True)
class Stage:
    """A running Owj: where it is reached, and where its data is. pid: its supervisor."""

    host: str
    port: int
    data: Path
    pid: int


@contextmanager
def stage(*options: str, **environment: str) -> Iterator[Stage]:
    """Give a running Owj, and Django set up on its database, for the block.

    options: more words for `up`. environment: more variables for it.
    """
    with tempfile.TemporaryDirectory(prefix="owj-trial-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        data = folder / "data"
        with running(CHECKOUT, data, *options, **environment) as (_, said):
            cluster = choose_database(Installation(data, database_owner(), environment={}))
            if isinstance(cluster, Cluster):
                # One connection at a time, which a trial may lose.
                os.environ["OWJ_POOL"] = "off"
                use_django(Installation(data), cluster.address(), "command")
            address = urlsplit(said["url"])
            yield Stage(str(address.hostname), int(address.port or 80), data, int(said["pid"]))
