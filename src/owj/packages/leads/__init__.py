"""People who may become customers: from the first word to a verdict."""
