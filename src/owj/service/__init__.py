"""Owj Service: database, supervisor, status. Keeps every part running on one machine."""
