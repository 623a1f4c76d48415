"""The customers' own Owj: whether its service runs, who says so, and who looked into it (R25)."""
