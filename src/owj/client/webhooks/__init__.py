"""Webhooks for administrators: which programs are told of what, and what became of each telling."""
