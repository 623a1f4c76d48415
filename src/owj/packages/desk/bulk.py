"""What a person did to many tickets at once: remembered, so that it can go on and be undone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from owj.packages.desk.words import Move
from owj.server.records import (
    Choice,
    DateTime,
    Entity,
    Json,
    Label,
    Number,
    Text,
    UserLink,
)

# One deed touches no more tickets than this.
MOST_AT_ONCE = 5_000


class BulkDeed(StrEnum):
    """What can be done to many tickets at once."""

    ASSIGN = "assign"
    PRIORITY = "priority"
    WAIT = "wait"
    RESUME = "resume"
    RESOLVE = "resolve"
    CLOSE = "close"
    FOLLOW = "follow"


MOVES: Mapping[BulkDeed, Move] = {
    BulkDeed.ASSIGN: Move.ASSIGN,
    BulkDeed.PRIORITY: Move.SET_PRIORITY,
    BulkDeed.WAIT: Move.WAIT,
    BulkDeed.RESUME: Move.RESUME,
    BulkDeed.RESOLVE: Move.RESOLVE,
    BulkDeed.CLOSE: Move.CLOSE,
    # Whoever may write a note may follow.
    BulkDeed.FOLLOW: Move.NOTE,
}
_LABELS = {
    BulkDeed.ASSIGN: Label("واگذاری", "Assign"),
    BulkDeed.PRIORITY: Label("اولویت", "Priority"),
    BulkDeed.WAIT: Label("انتظار مشتری", "Wait for the customer"),
    BulkDeed.RESUME: Label("ادامه", "Go on"),
    BulkDeed.RESOLVE: Label("حل", "Resolve"),
    BulkDeed.CLOSE: Label("بستن", "Close"),
    BulkDeed.FOLLOW: Label("دنبال کردن", "Follow"),
}


class BulkRun(Entity):
    """One deed on many tickets, done by one person in stretches.

    tickets: ids in the order of work; place: how many of them were worked on. done: one deed each
    (`services.undo_deed`). refused: [{ticket, message, data}]. undo_place counts `done` from the
    end; undo_refused as refused.
    """

    key, label = "bulk_run", Label("کار گروهی", "Bulk action")

    by = UserLink(Label("کاربر", "By"))
    by_id: int | None
    deed = Choice(Label("کار", "Deed"), options=BulkDeed, labels=_LABELS, required=True)
    argument = Text(Label("مقدار", "Argument"), max_length=60)
    tickets: Any = Json(Label("تیکت‌ها", "Tickets"), required=True, default=[])
    place = Number(Label("جا", "Place"), default=0)
    done: Any = Json(Label("انجام‌شده", "Done"), required=True, default=[])
    refused: Any = Json(Label("ردشده", "Refused"), required=True, default=[])
    finished_at = DateTime(Label("پایان", "Finished at"))
    undo_began_at = DateTime(Label("آغاز برگردان", "Undo began at"))
    undo_place = Number(Label("جای برگردان", "Place of the undo"), default=0)
    undo_refused: Any = Json(Label("برنگشته", "Not undone"), required=True, default=[])
    undone_at = DateTime(Label("برگردانده", "Undone at"))

    class Meta:
        plural = Label("کارهای گروهی", "Bulk actions")
        indexes = (("by", "-id"),)

    @property
    def is_running(self) -> bool:
        """Whether tickets are still to be worked on, forwards or back."""
        return self.finished_at is None or (
            self.undo_began_at is not None and self.undone_at is None
        )
