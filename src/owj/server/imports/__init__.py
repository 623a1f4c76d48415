"""Bringing records of any entity in from a file: tables, meanings, runs, undoing."""
