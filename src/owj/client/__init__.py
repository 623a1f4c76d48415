"""Owj Client: the pages that staff sign in to."""
