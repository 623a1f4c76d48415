"""How projects, their delays and minutes are told: the same words and figures at both doors."""
