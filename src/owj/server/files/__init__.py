"""Uploaded files: random storage names, type by content, access asked on every download."""
