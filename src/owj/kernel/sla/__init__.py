"""Promises to customers: agreements, clocks, breaches and their explanation (rules R1-R57)."""
