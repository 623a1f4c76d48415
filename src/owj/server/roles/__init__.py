"""Roles: what people may do with entities and fields, teams, and looking through others' eyes."""
