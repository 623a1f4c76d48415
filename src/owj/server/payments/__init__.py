"""Payments over a bank's page: a gateway behind an interface, and each attempt as a row."""
