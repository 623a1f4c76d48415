"""The text of the agreement, as both doors show it."""
