"""A package as text: one file of JSON, or a folder with drawings as files of their own.

The order is stable and drawings stand line by line, so that two of them are compared by any tool.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from owj.server.configuration.definitions import definition_items
from owj.server.configuration.drawn_parts import lines_of, text_of
from owj.server.configuration.items import ItemKey, Items, in_order, kinds
from owj.server.records.overlays import OwnLayer
from owj.server.schema.drawing import Drawing
from owj.server.schema.errors import PackageUnreadable

FORMAT = 2
LONGEST_FILE = 20_000_000
MOST_ITEMS = 20_000
DEEPEST = 60
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
# Drawings that stand as files of their own in a folder, and how these end.
_DRAWN = {"decision": ".dmn", "process": ".bpmn"}


def package_text(items: Items) -> str:
    """Return a package as one file."""
    return _json({"owj_package": FORMAT} | _sections(items))


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _sections(items: Items) -> dict[str, Any]:
    sections: dict[str, Any] = {}
    for (kind, key), data in in_order(items).items():
        sections.setdefault(kind, {})[key] = data
    return sections


def read_package(text: str, drawing: Drawing) -> dict[ItemKey, Any]:
    """Return the items of a file. Raises: PackageUnreadable.

    drawing: of what is here; files of the first format need it.
    """
    if len(text) > LONGEST_FILE:
        raise PackageUnreadable(reason=f"more than {LONGEST_FILE} letters")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise PackageUnreadable(reason=f"{type(wrong).__name__}: {wrong}"[:200]) from None
    version = data.get("owj_package") if isinstance(data, Mapping) else None
    if version == 1:
        return _first_format(data, drawing)
    if version != FORMAT or type(version) is not int:
        raise PackageUnreadable(reason=f'expected "owj_package": {FORMAT}')
    return in_order(dict(_items_of(data)))


def _first_format(data: Mapping[str, Any], drawing: Drawing) -> dict[ItemKey, Any]:
    try:
        layer = OwnLayer.from_json(data)
        return in_order(definition_items(Drawing(drawing.declared, drawing.published, layer)))
    except _UNREADABLE as wrong:
        raise PackageUnreadable(reason=f"{type(wrong).__name__}: {wrong}"[:200]) from None


def _items_of(data: Mapping[str, Any]) -> Iterator[tuple[ItemKey, Any]]:
    count = 0
    for kind, section in data.items():
        if kind == "owj_package":
            continue
        if kind not in kinds():
            raise PackageUnreadable(reason=f"{kind[:40]!r} is no kind of item")
        if not isinstance(section, Mapping):
            raise PackageUnreadable(reason=f"{kind}: expected items by key")
        for key, one in section.items():
            count += 1
            if not isinstance(one, Mapping) or not _is_plain(one):
                raise PackageUnreadable(reason=f"{kind} {key[:80]!r}: expected an object")
            if count > MOST_ITEMS:
                raise PackageUnreadable(reason=f"more than {MOST_ITEMS} items")
            if kind == "field" and "." not in key:
                raise PackageUnreadable(reason=f"field {key[:80]!r}: expected entity.field")
            yield (kind, key), dict(one)


def _is_plain(value: Any, depth: int = 0) -> bool:
    """Return whether data can be stored: no zero bytes, half letters, or endless depth."""
    if depth > DEEPEST:
        return False
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value)
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, Mapping):
        return all(_is_plain(key) and _is_plain(one, depth + 1) for key, one in value.items())
    if isinstance(value, list):
        return all(_is_plain(one, depth + 1) for one in value)
    return True


def write_folder(items: Items, folder: Path) -> None:
    """Write a package as a folder: a file a kind, and each drawing beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    sections = _sections(items)
    _put(folder / "owj_package.json", _json({"owj_package": FORMAT}))
    for kind in kinds():
        section, drawings = sections.get(kind, {}), folder / f"{kind}_drawings"
        for old in (folder / f"{kind}.json", *drawings.glob(f"*{_DRAWN.get(kind, '.none')}")):
            old.unlink(missing_ok=True)
        if kind in _DRAWN and section:
            drawings.mkdir(exist_ok=True)
            section = {key: dict(data) for key, data in section.items()}
            for key, data in section.items():
                _put(drawings / f"{key}{_DRAWN[kind]}", text_of(data.pop("source")))
        if section:
            _put(folder / f"{kind}.json", _json(section))


def _put(path: Path, text: str) -> None:
    # Exactly as it is, on every system: a drawing may end its lines as Windows does.
    path.write_bytes(text.encode())


def read_folder(folder: Path) -> str:
    """Return a folder as the text of one file. Raises: PackageUnreadable."""
    try:
        data: dict[str, Any] = json.loads((folder / "owj_package.json").read_bytes())
        for kind in kinds():
            path = folder / f"{kind}.json"
            if path.exists():
                data[kind] = json.loads(path.read_bytes())
            for key, one in data.get(kind, {}).items() if kind in _DRAWN else ():
                drawing = folder / f"{kind}_drawings" / f"{Path(key).name}{_DRAWN[kind]}"
                one["source"] = lines_of(drawing.read_bytes().decode())
        return _json(data)
    except (OSError, *_UNREADABLE) as wrong:
        raise PackageUnreadable(reason=f"{folder}: {wrong}"[:200]) from None
