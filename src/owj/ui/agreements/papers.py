"""The text of the agreement as a file that anybody may hash."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse

from owj.server.agreements.queries import KeptText
from owj.server.files.services import OpenedFile
from owj.server.files.serving import file_response


def plain_answer(kept: KeptText) -> FileResponse:
    """Return a text as a file whose SHA-256 is the one on the page."""
    content = kept.plain.encode()
    name = f"agreement-{kept.version.agreement.id}.txt"
    kind = "text/plain; charset=utf-8"
    return file_response(OpenedFile(BytesIO(content), name, kind, len(content)))
