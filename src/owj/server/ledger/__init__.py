"""Accounts of what is owed: entries that only grow, corrected by further entries."""
