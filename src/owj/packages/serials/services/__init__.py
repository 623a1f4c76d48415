"""Giving out serials, activating machines, and ending either; nothing is overwritten."""

from owj.packages.serials.services.activating import activate, release
from owj.packages.serials.services.giving import SerialDraft, give_serial, restore, revoke

__all__ = ["SerialDraft", "activate", "give_serial", "release", "restore", "revoke"]
