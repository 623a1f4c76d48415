"""Decisions of the product that an organisation may make its own: stored, tested, published."""
