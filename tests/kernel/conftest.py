"""Settings of the kernel's tests: no time limit on a drawn example, since machines differ."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("kernel", deadline=None)
settings.load_profile("kernel")
