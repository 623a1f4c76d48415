"""The public calls of this room, in one place."""

from owj.server.layouts.forms import form_of, reset_form, save_form, state_of, stored_form
from owj.server.layouts.views import (
    default_view,
    find_view,
    move_view,
    remove_view,
    restore_view,
    save_view,
    views_of,
)

__all__ = [
    "default_view",
    "find_view",
    "form_of",
    "move_view",
    "remove_view",
    "reset_form",
    "restore_view",
    "save_form",
    "save_view",
    "state_of",
    "stored_form",
    "views_of",
]
