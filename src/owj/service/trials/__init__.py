"""Trials of a whole Owj by many visitors at once: under load, and while its parts are killed."""
