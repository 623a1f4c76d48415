"""Remedies of a month of missed tickets: claim, committee, choice (R37-R39, R47-R49)."""
