"""Look at a decision table without asking it: gaps, overlaps, rules that never decide."""
