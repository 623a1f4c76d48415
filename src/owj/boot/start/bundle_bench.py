"""Measures a bundle: making it, its size, and a first start from it in an empty network."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from owj.boot.start.bundle_making import make_bundle
from owj.kernel.errors import OutsideFailure
from owj.kernel.figures import Figure
from owj.service.installation import CHECKOUT
from owj.service.processes import end_process, started_as_root
from owj.service.progress import Progress

MAKE_BAR_S, SIZE_BAR_MB, START_BAR_S = 120.0, 150.0, 180.0
# Brings up the loopback device of the new network, which has no other, then becomes the command.
INSIDE = """
import fcntl, os, socket, struct, sys
up = struct.pack("16sh", b"lo", 0x41)
fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, up)
os.execv(sys.argv[1], sys.argv[1:])
"""


class BundleNotMeasured(OutsideFailure):
    """Say why a start from a bundle could not be measured."""

    code = "bench.bundle_not_measured"
    message = "The bundle could not be measured: %(reason)s."


def run_bench() -> list[Figure]:
    """Return the figures of a bundle. Raises: BundleNotMeasured."""
    if not (sys.platform == "linux" and started_as_root()):
        raise BundleNotMeasured(reason="an empty network needs Linux and root")
    with tempfile.TemporaryDirectory(prefix="owj-bundle-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        began_s = time.monotonic()
        made = make_bundle(CHECKOUT, folder / "owj.pyz", "0", Progress(quiet=True))
        make_s = time.monotonic() - began_s
        start_s = first_start_s(made.path, folder)
    return [
        _at_most("make", make_s, "s", MAKE_BAR_S),
        _at_most("size", made.size_bytes / 2**20, "MB", SIZE_BAR_MB),
        _at_most("first_start_no_network", start_s, "s", START_BAR_S),
    ]


def first_start_s(bundle: Path, folder: Path) -> float:
    """Return the seconds until `up` of a fresh copy is ready, with no network.

    Raises: BundleNotMeasured.
    """
    # Not the program of our environment: a fresh machine has only its own Python.
    python = Path(sys.base_prefix) / "bin" / "python3"
    output, log = folder / "up.json", folder / "up.log"
    command = [
        "unshare", "--net", sys.executable, "-c", INSIDE,
        str(python), str(bundle), "up", "--json", "--port", "0", "--data", str(folder / "data"),
    ]  # fmt: skip
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "PIP_CONFIG_FILE": "/dev/null",
        "OWJ_POSTGRES": "embedded",
    }
    began_s = time.monotonic()
    with output.open("wb") as said, log.open("wb") as told:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=said, stderr=told)
    try:
        while not output.read_bytes().endswith(b"\n"):
            if process.poll() is not None:
                lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
                raise BundleNotMeasured(reason=lines[-1] if lines else "no output")
            time.sleep(0.05)
        return time.monotonic() - began_s
    finally:
        end_process(process, timeout_s=10)


def _at_most(name: str, value: float, unit: str, bar: float) -> Figure:
    return Figure(name, round(value, 2), unit, bar, ok=value <= bar)
