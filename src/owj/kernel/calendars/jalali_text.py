"""Jalali dates in words; they live in `jalali`."""

from owj.kernel.calendars.jalali import (
    format_date,
    format_day_month,
    format_month,
    format_numeric_date,
    format_weekday_date,
    month_name,
    weekday_name,
)

__all__ = [
    "format_date",
    "format_day_month",
    "format_month",
    "format_numeric_date",
    "format_weekday_date",
    "month_name",
    "weekday_name",
]
