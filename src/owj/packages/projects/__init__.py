"""Projects of a contract: phases with promised days, what held them up, minutes, late claims."""
