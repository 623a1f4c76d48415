"""Files that come with a form: stored at once, so that an error elsewhere loses none of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, cast
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from owj.kernel.errors import InvalidInput
from owj.server.context import Actor
from owj.server.files.models import StoredFile
from owj.server.files.services import store_file
from owj.ui.failures import words_of
from owj.ui.forms.fields import SeveralFilesField

FILES_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file that waits for its form to be right."""

    id: UUID
    name: str
    size: int


class FilesForm(forms.Form):
    """A form with files. Call `take_files` once, whether the rest is right or not."""

    uploads = SeveralFilesField(required=False)
    kept_files: tuple[KeptFile, ...] = ()
    # The contract whose renewal would open what was refused, for the link beside the words.
    lapsed_contract: int | None = None

    def take_files(self, by: Actor) -> None:
        """Store what came and remember what came before; a refused file becomes a field error.

        Only files of this very person are remembered, whatever the form claims.
        """
        kept = list(self._remembered(by))
        for file in self.cleaned_data.get("uploads") or ():
            if len(kept) >= FILES_AT_ONCE:
                self.add_error("uploads", gettext("At most ten files go with one message."))
                break
            try:
                stored = store_file(file.file, file.name or "file", by)
            except InvalidInput as error:
                self.add_error("uploads", words_of(error))
            else:
                kept.append(KeptFile(stored.id, stored.original_name, stored.size_bytes))
        self.kept_files = tuple(kept)

    @property
    def file_ids(self) -> tuple[UUID, ...]:
        """Return the files that go with the message."""
        return tuple(file.id for file in self.kept_files)

    def _remembered(self, by: Actor) -> Iterable[KeptFile]:
        given = self.data.getlist("kept") if hasattr(self.data, "getlist") else []
        ids = [uuid for text in given[:FILES_AT_ONCE] if (uuid := _uuid(text)) is not None]
        if not ids:
            return
        for stored in StoredFile.objects.filter(id__in=ids, uploaded_by=by.user_id):
            yield KeptFile(stored.id, stored.original_name, stored.size_bytes)


def stored_upload(request: HttpRequest, name: str, by: Actor) -> UUID | None:
    """Keep the one file that a form brought under a name; None where it brought none.

    Raises: FileTooLarge, FileEmpty, DiskFull.
    """
    file = request.FILES.get(name)
    if file is None or isinstance(file, list) or file.file is None:
        return None
    return store_file(cast("BinaryIO", file.file), file.name or "file", by).id


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
