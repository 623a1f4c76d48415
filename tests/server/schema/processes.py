"""Other processes of Owj on a test's own database."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import IO, Any

from django.db import connection
from tests.house.sources import ROOT


def start_process(code: str, *arguments: str, out: int | IO[Any]) -> subprocess.Popen[str]:
    """Start Python with some code, ready for `django.setup()`; its input is a pipe."""
    settings = connection.settings_dict
    address = " ".join(
        f"{name}={settings[key]}"
        for name, key in (("host", "HOST"), ("port", "PORT"), ("user", "USER"), ("dbname", "NAME"))
        if settings[key]
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=out,
        text=True,
        env={
            **os.environ,
            "DATABASE_URL": address,
            "PGPASSWORD": str(settings["PASSWORD"]),
            "DJANGO_SETTINGS_MODULE": "owj.boot.settings",
            "OWJ_POOL": "off",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        },
    )
