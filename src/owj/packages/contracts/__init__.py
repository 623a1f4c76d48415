"""Contracts: what was agreed with whom, under which agreement."""
