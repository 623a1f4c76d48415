"""Template tags of Owj Client."""
