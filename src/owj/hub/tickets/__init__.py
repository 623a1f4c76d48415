"""The customer's own tickets: home, list, new, one ticket."""
