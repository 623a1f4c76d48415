"""The garbage collector of a process that lives long.

Start-up leaves some hundred thousand objects that never go. Walking them again and again cost an
import two fifths of its processor time, and a page a pause now and then.
"""

from __future__ import annotations

import gc

# A stretch of an import or a page makes about so many containers, and frees nearly all by itself.
_YOUNG, _MIDDLE, _OLD = 50_000, 10, 10


def spare_collector() -> None:
    """Leave what start-up made out of the collector's rounds, and let these come seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def collect_dropped() -> None:
    """Collect now what was just let go of and hangs together, such as a schema's classes.

    The seldom rounds come so late that 800 changes of a schema left 180 MB behind.
    """
    gc.collect()
