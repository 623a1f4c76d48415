"""The refused rows of a file, each with its reasons before it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from owj.server.files.storage import path_of
from owj.server.imports.models import ImportRun
from owj.server.imports.runs import faults_of
from owj.server.imports.tables import TableForm, open_table
from owj.server.imports.wording import in_our_language


def rejected_rows(run: ImportRun) -> Iterator[tuple[int, str, list[str]]]:
    """Yield row number, reasons and cells of every refused row, read again from the file."""
    form = TableForm(*(run.form[one] for one in ("encoding", "delimiter", "sheet")))
    faults = faults_of(run).values_list("row", "words").iterator(chunk_size=2_000)
    reasons = (
        (row, " ".join(in_our_language(words) for _row, words in several))
        for row, several in groupby(faults, key=lambda one: one[0])
    )
    wanted = next(reasons, None)
    if wanted is None:
        return
    with open_table(path_of(run.file.storage_name), run.name, form) as table:
        for number, cells in table.rows:
            if number == wanted[0]:
                yield number, wanted[1], [cell.replace("\0", "\ufffd") for cell in cells]
                wanted = next(reasons, None)
                if wanted is None:
                    return
