"""Attacks: who reaches what, what leaks, what comes back unescaped. See docs and security.md."""
