"""Calls to addresses that people write down: never to what only this machine should reach."""
