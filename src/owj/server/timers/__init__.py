"""Timers move our own rows at an instant of the domain clock, exactly once (D7)."""
