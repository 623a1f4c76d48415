"""Where the built style sheet, script, font and icons are served from."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

MANIFEST = "owj/manifest.json"


class AssetsNotBuilt(RuntimeError):
    """Say that the assets have not been built yet."""


@lru_cache(maxsize=1)
def _read_manifest(path: Path, _changed_ns: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def asset_url(name: str) -> str:
    """Return the address of a built file: "style.css" → "/static/owj/style-1A2B3C4D.css".

    Raises: AssetsNotBuilt.
    """
    path = Path(settings.STATIC_ROOT) / MANIFEST
    try:
        hashed = _read_manifest(path, path.stat().st_mtime_ns)[name]
    except FileNotFoundError:
        raise AssetsNotBuilt("run `npm ci --ignore-scripts && npm run build` in assets/") from None
    except KeyError:
        raise AssetsNotBuilt(f"{name} is not among the built assets; build them again") from None
    return static(f"owj/{hashed}")
