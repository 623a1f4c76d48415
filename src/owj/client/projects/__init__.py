"""Projects for staff: what is promised, what came, what held it up, minutes and late claims."""
