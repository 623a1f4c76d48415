"""Drawing a PDF from a template and data, in a process with limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from owj.server.documents.errors import DocumentNotDrawn
from owj.server.documents.templates import FONTS, HOUSE, template_path

CHILD = Path(__file__).resolve().with_name("child.py")
LIMIT_S = 30.0
# No proxy answers here, so a template that asks the net for a package fails at once.
_NOWHERE = "http://127.0.0.1:9"


def draw_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template filled with plain JSON data.

    Raises: TemplateUnknown, DocumentNotDrawn.
    """
    path = template_path(template)
    if not any(FONTS.glob("*.ttf")):
        raise DocumentNotDrawn(permanent=True, reason="the font is missing; build the front end")
    with TemporaryDirectory(prefix="owj-document-") as name:
        folder = Path(name)
        empty = folder / "packages"
        empty.mkdir()
        copyfile(path, folder / "main.typ")
        copyfile(HOUSE, folder / "house.typ")
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        _run(folder, empty)
        return (folder / "out.pdf").read_bytes()


def _run(folder: Path, empty: Path) -> None:
    outside = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOWHERE)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD), str(folder), str(FONTS), str(empty)],
            env=kept | outside,
            cwd=folder,
            capture_output=True,
            timeout=LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DocumentNotDrawn(permanent=True, reason="it takes too long") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()[-500:]
        reason = said or f"the process ended with {done.returncode}"
        raise DocumentNotDrawn(permanent=True, reason=reason)
