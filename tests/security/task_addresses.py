"""The addresses of tasks, which a colleague has none of, and of what lies around records."""

from __future__ import annotations

from typing import Any

NO_ROW = 999_999_999
NO_TASK: dict[str, object] = {"task_id": NO_ROW}
SHOWN, ABSENT = {"get": "ok"}, "404"

# Name, ids, and what is answered.
TASK_ADDRESSES: tuple[tuple[str, dict[str, object], dict[str, Any]], ...] = (
    ("tasks", {}, SHOWN),
    ("task_rows", {}, SHOWN),
    (
        "tasks_bulk",
        {},
        {"post": "ok", "post_writes": False, "form": lambda w: {"do": "claim", "ids": NO_ROW}},
    ),
    ("start_process", {"key": "no-such"}, {"post": ABSENT}),
    ("leaves", {}, SHOWN | {"post": "422"}),
    ("end_leave", {"leave_id": NO_ROW}, {"post": "ok", "post_writes": False}),
    ("task", NO_TASK, {"get": ABSENT, "post": ABSENT}),
    ("task_form", NO_TASK, {"post": ABSENT}),
    ("task_live", NO_TASK, {"get": ABSENT}),
    *(
        ("task_act", NO_TASK | {"act": act}, {"post": ABSENT})
        for act in ("claim", "comment", "no-such")
    ),
)

NO_COMMENT: dict[str, object] = {"comment_id": NO_ROW}

# What lies around records, by its own number.
AROUND: tuple[tuple[str, dict[str, object]], ...] = (
    ("remove_comment", NO_COMMENT),
    ("restore_comment", NO_COMMENT),
    ("remove_record_file", {"row_id": NO_ROW}),
    ("restore_record_file", {"row_id": NO_ROW}),
    ("undo_merge", {"merge_id": NO_ROW}),
)
