"""Named failpoints."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

PROGRAM = "from owj.server.failpoints import failpoint; failpoint('oven.hot'); print('alive')"


@pytest.mark.parametrize(
    ("named", "code"), [("oven.hot", -signal.SIGKILL), ("oven.cold", 0), ("", 0)]
)
def test_only_the_named_failpoint_kills(named: str, code: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "OWJ_FAILPOINT": named, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == code
    assert (b"alive" in ended.stdout) is (code == 0)
