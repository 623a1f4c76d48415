"""Owj: a Persian-first CRM platform in which a promise is executable."""
