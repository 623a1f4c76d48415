"""A customer's Owj for staff: how its service stands, its key, remote access."""
