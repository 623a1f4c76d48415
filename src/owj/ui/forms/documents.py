"""The form that files a document of a party, at both doors."""

from __future__ import annotations

from datetime import date

from owj.packages.parties.services import NewDocument
from owj.packages.parties.words import DocumentKind
from owj.packages.warranty.queries import today_of
from owj.ui.doors import DoorRequest
from owj.ui.forms.moments import parse_day
from owj.ui.forms.uploads import stored_upload


def new_document(request: DoorRequest) -> NewDocument:
    """Return what the form was filled with; its file is kept. Raises: InvalidInput."""
    given, today = request.POST, today_of(request.ctx)

    def day(name: str) -> date | None:
        text = given.get(name, "").strip()
        return parse_day(text, today=today) if text else None

    issued, expires = day("issued"), day("expires")
    kind = next((one for one in DocumentKind if one.value == given.get("kind")), None)
    file_id = stored_upload(request, "file", request.actor)
    return NewDocument(kind, file_id, given.get("title", ""), issued, expires)
