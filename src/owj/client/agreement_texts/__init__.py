"""The text of the agreement: to read, to compare, to write, to publish."""
