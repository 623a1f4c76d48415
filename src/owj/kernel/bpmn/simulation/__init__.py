"""Processes played without records, clock and effects simulated; and cases of such plays."""
