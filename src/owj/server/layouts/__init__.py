"""Stored views and forms: which records a page lists, and how a record is laid out for people."""
