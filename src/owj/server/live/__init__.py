"""News to open pages: told on commit, fanned out in each web process."""
