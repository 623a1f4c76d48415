"""The kernel starts at once and brings nothing heavy, since pure commands must."""

from __future__ import annotations

import os
import subprocess
import sys

PROBE = """
import sys
import owj.kernel.calendars.business, owj.kernel.calendars.holidays, owj.kernel.calendars.jalali
import owj.kernel.money, owj.kernel.persian.folding, owj.kernel.persian.ordering
import owj.kernel.persian.words, owj.kernel.persian.durations
heavy = {"django", "asyncio", "jdatetime", "businesstimedelta", "pytz", "random", "json.tool"}
print(sorted(heavy & sys.modules.keys()))
print(owj.kernel.calendars.holidays.shipped_holidays.cache_info().currsize)
"""


def test_the_kernel_imports_nothing_heavy_and_reads_no_file() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.splitlines() == ["[]", "0"]
