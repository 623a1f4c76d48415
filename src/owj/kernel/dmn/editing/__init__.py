"""Change a decision table inside of its model; all that was not touched stays as it was drawn."""

from __future__ import annotations

from owj.kernel.dmn.editing.columns import (
    ColumnWords,
    add_input,
    add_output,
    move_column,
    remove_column,
    set_column,
)
from owj.kernel.dmn.editing.document import TableNotEditable, edit_table, has_table
from owj.kernel.dmn.editing.rules import (
    CELL_KINDS,
    TableEdit,
    add_rule,
    copy_rule,
    move_rule,
    remove_rule,
    set_cell,
    set_hit_policy,
)

__all__ = [
    "CELL_KINDS",
    "ColumnWords",
    "TableEdit",
    "TableNotEditable",
    "add_input",
    "add_output",
    "add_rule",
    "copy_rule",
    "edit_table",
    "has_table",
    "move_column",
    "move_rule",
    "remove_column",
    "remove_rule",
    "set_cell",
    "set_column",
    "set_hit_policy",
]
