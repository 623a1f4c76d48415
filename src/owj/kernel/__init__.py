"""Pure Python: no framework, no clock, nothing saved."""
