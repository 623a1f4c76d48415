"""Pages for the records of every entity, standard or own: lists, records, forms."""
