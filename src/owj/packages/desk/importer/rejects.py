"""Writing down the rows that were not imported, beside the log."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from owj.packages.desk.importer.errors import RejectsUnwritable
from owj.packages.desk.importer.rows import RejectedRow

_MOST_FILES = 1000


def write_rejects(path: Path, header: Sequence[str], rejected: Sequence[RejectedRow]) -> Path:
    """Write FILE.rejects.csv with line and reason before each row; returns where it stands.

    An earlier file with other rows is kept: the new one is FILE.rejects-2.csv and so on.
    Raises: RejectsUnwritable.
    """
    content = _content(header, rejected)
    for number in range(1, _MOST_FILES):
        tail = "" if number == 1 else f"-{number}"
        target = path.with_name(f"{path.name}.rejects{tail}.csv")
        try:
            with target.open("x", encoding="utf-8", newline="") as file:
                file.write(content)
        except FileExistsError:
            if _holds(target, content):
                return target
            continue
        except OSError as error:
            raise RejectsUnwritable(file=target, reason=error.strerror or str(error)) from error
        return target
    raise RejectsUnwritable(file=path, reason=f"{_MOST_FILES} such files stand there already")


def _content(header: Sequence[str], rejected: Sequence[RejectedRow]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["line", "reason", *header])
    writer.writerows([row.line, row.reason, *row.fields] for row in rejected)
    return text.getvalue()


def _holds(path: Path, content: str) -> bool:
    try:
        return path.read_bytes() == content.encode()
    except OSError:
        return False
