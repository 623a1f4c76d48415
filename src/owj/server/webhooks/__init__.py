"""Telling other programs what was written: subscriptions, signed deliveries, their log."""
