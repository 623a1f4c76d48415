"""Processes that people draw and the server keeps: definitions, running instances, their tasks."""
