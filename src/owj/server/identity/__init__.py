"""People and their doors: accounts, sign-in, sessions, roles."""
