"""Jalali dates, holidays and business calendars."""
