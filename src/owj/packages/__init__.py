"""The standard CRM, one folder a package."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

# In the order of their links: a package declares after those it points to.
INSTALLED = (
    "customers",
    "leads",
    "contracts",
    "pricing",
    "installations",
    "warranty",
    "serials",
    "downloads",
    "agreements",
    "parties",
    "desk",
    "remedies",
    "projects",
    "agreement_trials",
    "billing",
    "proposals",
    "dues",
)
# What a package may bring, in the order in which it is loaded.
MODULES = (
    "entity",
    "access",
    "doors",
    "merging",
    "decisions",
    "drawings",
    "documents",
    "notice_kinds",
    "reactions",
    "inside_news",
    "calendar_news",
    "timers",
)


def load_packages() -> None:
    """Import what the installed packages register: entities, access rules, reactions, timers."""
    for package in INSTALLED:
        home = f"{__name__}.{package}"
        if find_spec(home) is None:
            continue
        for module in MODULES:
            if find_spec(f"{home}.{module}") is not None:
                import_module(f"{home}.{module}")
