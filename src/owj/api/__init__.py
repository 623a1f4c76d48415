"""The REST surface over the entity definitions. Empty until the records issue lands."""
