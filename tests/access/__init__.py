"""Who reaches what of the organisation's own entities, generated from the table of addresses."""
