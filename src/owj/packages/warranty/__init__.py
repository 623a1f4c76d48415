"""Warranty: the periods a contract is covered, what they grant, what a renewal costs (R21-R28)."""
