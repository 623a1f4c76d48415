"""The job of an import by the wizard. Its argument is an id; the row holds the rest."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.task(name="owj.desk.import")
def bring_in(import_id: int) -> None:
    """Do the step that an import waits for."""
    # The worker imports this before the packages are loaded.
    from owj.packages.desk.importer.runs import work_on_import

    work_on_import(import_id)
