"""Proposals: what is offered for which price and days, accepted with proof, kept as a contract."""
