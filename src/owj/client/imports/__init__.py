"""Bringing in another help desk's log: upload, mapping, check, filing."""
