"""A customer as staff see it: people, contracts, tickets, kept and broken promises."""
