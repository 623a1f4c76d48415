"""A ticket in words: what the agent and the customer read alike."""
