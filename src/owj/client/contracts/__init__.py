"""Contracts for staff: the warranty's account, the renewal, the claims."""
