"""Trying an agreement on the past."""
