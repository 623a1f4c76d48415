"""Owj Server: identity, records, agreements, timers, outbox, files."""
