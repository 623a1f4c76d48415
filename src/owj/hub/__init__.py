"""Owj Hub: the portal of the customers."""
