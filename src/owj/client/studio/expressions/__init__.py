"""Writing FEEL anywhere: completion, a check while typing, the result for a sample record."""
