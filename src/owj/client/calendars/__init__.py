"""Calendars: the year to see, days and hours to change, what would change, and the history."""
