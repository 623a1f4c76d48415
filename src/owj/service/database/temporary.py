"""A throw-away cluster for tests: made in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from owj.service.database.choice import choose_database
from owj.service.database.cluster import Cluster
from owj.service.installation import Installation
from owj.service.processes import database_owner


@contextmanager
def temporary_cluster(*, durable: bool = False) -> Iterator[tuple[Path, str]]:
    """Give a data folder and the address of an empty database server for the block.

    durable: whether a commit waits for the disk, as it does in earnest. Without, a crash may lose
    everything, which is nothing.
    """
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    data = Path(tempfile.mkdtemp(prefix="owj-test-"))
    installation = Installation(data, database_owner(), environment=environment)
    cluster: Cluster | None = None
    try:
        data.chmod(0o711)
        installation.prepare()
        chosen = choose_database(installation)
        if isinstance(chosen, Cluster):
            cluster = chosen
            cluster.durable = durable
            cluster.create()
            cluster.start()
            yield data, cluster.address()
    finally:
        if cluster is not None:
            cluster.stop()
        shutil.rmtree(data, ignore_errors=True)
