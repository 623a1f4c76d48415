"""An import by the wizard: the file, how it is read, how far it is, what it came to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from owj.server.records import (
    Choice,
    DateTime,
    Entity,
    FileLink,
    Json,
    Label,
    Number,
    Options,
    Text,
    UserLink,
)


class ImportState(Options):
    """Where an import stands.

    mapping: somebody says what its columns and words mean. checking, filing: the worker is at it.
    checked: what would come is known. stopped: by hand; what was filed stays.
    """

    MAPPING = "mapping", Label("نگاشت", "Mapping")
    CHECKING = "checking", Label("بررسی", "Checking")
    CHECKED = "checked", Label("آماده", "Checked")
    FILING = "filing", Label("درون‌ریزی", "Filing")
    DONE = "done", Label("انجام‌شده", "Done")
    FAILED = "failed", Label("ناموفق", "Failed")
    STOPPED = "stopped", Label("متوقف", "Stopped")


WORKING = frozenset({ImportState.CHECKING, ImportState.FILING})


class LogImport(Entity):
    """One file that an administrator brings in.

    form: encoding, delimiter, columns, activities, priorities. done, total: cases filed, of how
    many. found: what the check counted. result: what the filing came to. problem: {message, data}
    of the error that ended it.
    """

    key, label = "log_import", Label("درون‌ریزی", "Import")

    by = UserLink(Label("کاربر", "By"))
    by_id: int | None
    file: Any = FileLink(Label("فایل", "File"), required=True)
    name = Text(Label("نام", "Name"), required=True, max_length=255)
    size = Number(Label("اندازه", "Size"), default=0)
    state = Choice(Label("وضعیت", "State"), options=ImportState, default=ImportState.MAPPING)
    form: Any = Json(Label("نگاشت", "Form"), required=True, default={})
    done = Number(Label("انجام‌شده", "Done"), default=0)
    total = Number(Label("همه", "Total"), default=0)
    found: Any = Json(Label("یافته‌ها", "Found"), required=True, default={})
    result: Any = Json(Label("نتیجه", "Result"), required=True, default={})
    problem: Any = Json(Label("مشکل", "Problem"), required=True, default={})
    finished_at = DateTime(Label("پایان", "Finished at"))

    class Meta:
        plural = Label("درون‌ریزی‌ها", "Imports")
        title = "name"
        indexes = (("-id",),)

    @property
    def is_working(self) -> bool:
        """Tell whether the worker is at it."""
        return self.state in WORKING

    @property
    def file_id(self) -> UUID:
        """Return the id of the stored file."""
        return self.file if isinstance(self.file, UUID) else UUID(str(self.file))
