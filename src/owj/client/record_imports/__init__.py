"""Bringing records of any entity in: upload, meaning, trial, run, undo."""
