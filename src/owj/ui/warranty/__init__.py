"""How a warranty and its claims are told: the same words and figures at both doors."""
