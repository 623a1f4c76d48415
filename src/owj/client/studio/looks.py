"""The icons that an entity may wear; its colours are those of owj.ui.hues."""

from __future__ import annotations

from collections.abc import Sequence

# Every one is in assets/icons.json; a test holds that.
ICONS: Sequence[str] = (
    "box", "package", "truck", "car", "bus", "bike", "ship", "plane", "tractor", "map-pin",
    "building-2", "house", "factory", "warehouse", "store", "shopping-cart", "briefcase",
    "handshake", "users", "user", "id-card", "graduation-cap", "stethoscope", "pill", "wrench",
    "hammer", "cpu", "server", "printer", "smartphone", "shield-check", "receipt", "coins",
    "banknote", "wallet", "calendar", "clipboard-list", "file-text", "folder", "book-open",
    "megaphone", "target", "flag", "star", "gift", "leaf", "zap", "layers",
    "inbox", "mail", "paperclip", "link", "landmark", "timer", "download", "percent", "key",
    "flask-conical", "calendar-check", "clipboard-check",
)  # fmt: skip
DEFAULT_ICON = "box"
