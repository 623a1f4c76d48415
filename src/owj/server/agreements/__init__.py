"""Promises: agreements and calendars as dated data, the log of events, clocks by replay."""

# The agreement that comes with Owj; contracts are judged by it unless they name another.
SHIPPED_KEY = "owj"
