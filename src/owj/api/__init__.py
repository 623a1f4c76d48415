"""The REST surface: one set of addresses over every entity, its description, and its refusals."""
