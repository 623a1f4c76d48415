"""Roles, teams, why somebody sees a record, and seeing as colleagues do; administrators only."""
