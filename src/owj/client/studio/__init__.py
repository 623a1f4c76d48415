"""The studio: where an organisation shapes its own records and rules."""
