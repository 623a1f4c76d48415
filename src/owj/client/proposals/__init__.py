"""Proposals for staff: written, sent, and what became of them."""
