"""The addresses of the studio: entities, decisions, processes; administrators alone change them."""

from __future__ import annotations

NO_ROW = 999_999_999
NO_PROCESS: dict[str, object] = {"key": "no-such"}
NO_CASE: dict[str, object] = {"instance_id": NO_ROW}
SUBJECT: dict[str, object] = {"key": "ticket", "field_key": "subject"}

PROCESS_READS = (
    "", "_download", "_versions", "_running", "_running_live", "_replay", "_together",
)  # fmt: skip
PROCESS_WRITES = (
    "save", "check", "deploy", "drop", "archive", "upload", "try", "replay_part", "delete_cases",
    "together_part",
)  # fmt: skip
# Name, ids, and the methods that it takes.
PROCESS_ADDRESSES: tuple[tuple[str, dict[str, object], str], ...] = (
    ("processes", {}, "get"),
    ("new_process", {}, "get post"),
    ("process_secrets", {}, "get post"),
    ("process_secret_remove", {"name": "no-such"}, "post"),
    ("process_delete", NO_PROCESS, "get post"),
    *((f"process{one}", NO_PROCESS, "get") for one in PROCESS_READS),
    *((f"process_{one}", NO_PROCESS, "post") for one in PROCESS_WRITES),
    ("process_restore", NO_PROCESS | {"number": 1}, "post"),
    *((f"process_{one}", NO_CASE | {"number": 1}, "post") for one in ("retry", "skip")),
    *((f"process_{one}", NO_CASE, "post") for one in ("set", "cancel")),
    ("process_move", NO_CASE | {"token": 1}, "post"),
    *((f"studio_field_{one}", SUBJECT, "get post") for one in ("kind", "kind_now", "purge")),
    ("studio_field_kind_back", SUBJECT | {"change_id": NO_ROW}, "get post"),
)

DECISION = {"key": "desk.priority"}
DECISION_READS = ("", "_download", "_try", "_history")
DECISION_WRITES = (
    "edit", "publish", "drop", "rebase", "upload", "case", "drop_case", "rename", "archive",
)  # fmt: skip
TICKET = {"key": "ticket"}
STUDIO: tuple[tuple[str, dict[str, object]], ...] = (
    ("studio", {}),
    *(
        (f"studio_{one}", {})
        for one in ("new", "map", "changes", "try", "drop_all", "publish", "progress", "versions")
    ),
    *((f"studio_package{one}", {}) for one in ("s", "_export", "_report", "_forget", "_upgrades")),
    ("studio_drop_item", {"item_id": NO_ROW}),
    ("studio_drop", {"change_id": 1}),
    ("studio_roll_back", {"number": 1}),
    *(
        (f"studio_{one}", TICKET)
        for one in ("entity", "settings", "archive", "unarchive", "links", "order", "add")
    ),
    ("studio_hub", TICKET),
    ("studio_add_kind", TICKET | {"kind": "text"}),
    *((f"studio_{one}", TICKET | {"purpose": "edit"}) for one in ("form", "form_reset")),
    *(
        (f"studio_{one}", TICKET | {"field_key": "subject"})
        for one in ("field", "field_remove", "field_restore")
    ),
)
