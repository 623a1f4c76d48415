"""The documents of the parties of a contract: what a purchase request is filed with (R57)."""
