"""Releases, courses of the academy and guides: who may have them, and each time somebody did."""
