"""Where the built style sheet, script, font and icons are served from."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

from owj.ui.reading import current_page

MANIFEST = "owj/manifest.json"


class AssetsNotBuilt(RuntimeError):
    """Say that the assets have not been built yet."""


@lru_cache(maxsize=1)
def _read_manifest(path: Path, _changed_ns: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


@lru_cache(maxsize=512)
def _address(name: str, path: str, changed_ns: int) -> str:
    return static(f"owj/{_read_manifest(Path(path), changed_ns)[name]}")


def asset_url(name: str) -> str:
    """Return the address of a built file: "style.css" → "/static/owj/style-1A2B3C4D.css".

    Raises: AssetsNotBuilt.
    """
    path, page = f"{settings.STATIC_ROOT}/{MANIFEST}", current_page()
    try:
        # Built anew while a page is drawn: the next one shows it.
        if page.assets_built_ns is None:
            page.assets_built_ns = os.stat(path).st_mtime_ns
        return _address(name, path, page.assets_built_ns)
    except FileNotFoundError:
        raise AssetsNotBuilt("run `npm ci --ignore-scripts && npm run build` in assets/") from None
    except KeyError:
        raise AssetsNotBuilt(f"{name} is not among the built assets; build them again") from None
