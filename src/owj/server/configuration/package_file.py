"""A package as text: one file of JSON or YAML, or a folder with drawings as files of their own.

The order is stable and drawings stand line by line, so that two of them are compared by any tool.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.server.configuration.definitions import definition_items
from owj.server.configuration.drawn_parts import lines_of, text_of
from owj.server.configuration.items import ENTITY, FIELD, ItemKey, Items, in_order, kinds, part_of
from owj.server.configuration.package_yaml import YamlRefused, read_yaml, write_yaml
from owj.server.records.compiling import ORGANISATION_PREFIX
from owj.server.records.overlays import OwnLayer
from owj.server.schema.drawing import Drawing
from owj.server.schema.errors import PackageUnreadable
from owj.server.schema.shapes import (
    ENTITY_SHAPE,
    FIELD_SHAPE,
    NAMES,
    TEXT,
    TEXTS,
    YES_NO,
    Misfit,
    Settings,
    shown,
)

FORMAT = 2
LONGEST_FILE = 20_000_000
MOST_ITEMS = 20_000
DEEPEST = 60
_LONGEST_KEY = 300
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
# Drawings that stand as files of their own in a folder, and how these end.
_DRAWN = {"decision": ".dmn", "process": ".bpmn"}
_ENTITY_ITEM = Settings(further={**ENTITY_SHAPE.further, "order": TEXTS, "archived": YES_NO})
_OWN_FIELD = Settings({"kind": TEXT, "label": NAMES}, FIELD_SHAPE.further, open=True)


def package_text(items: Items, form: str = "json") -> str:
    """Return a package as one file. form: "json" or "yaml"."""
    sections = _sections(items)
    if form == "json":
        return _json({"owj_package": FORMAT} | sections)
    for kind in _DRAWN.keys() & sections.keys():
        drawn = sections[kind].items()
        # A text of many lines stands in YAML as it was drawn.
        sections[kind] = {key: {**one, "source": text_of(one["source"])} for key, one in drawn}
    return write_yaml({"owj_package": FORMAT} | sections)


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
        raise PackageUnreadable(reason=_("the file is too large"))
    data = _data_of(text)
    version = data.get("owj_package") if isinstance(data, Mapping) else None
    if version == 1:
        return _first_format(data, drawing)
    if version != FORMAT or type(version) is not int:
        expected = format_lazy(_("it does not say “owj_package”: {format}"), format=FORMAT)
        raise PackageUnreadable(reason=expected)
    return in_order(dict(_items_of(data)))


def _first_format(data: Mapping[str, Any], drawing: Drawing) -> dict[ItemKey, Any]:
    try:
        layer = OwnLayer.from_json(data)
        return in_order(definition_items(Drawing(drawing.declared, drawing.published, layer)))
    except _UNREADABLE:
        raise PackageUnreadable(reason=_("something in it is not as it should be")) from None


def _data_of(text: str) -> Any:
    """Return what a text of JSON or YAML holds. Raises: PackageUnreadable."""
    try:
        if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_once)
        return read_yaml(text, DEEPEST)
    except YamlRefused as refused:
        raise PackageUnreadable(reason=refused.words) from None
    except json.JSONDecodeError as wrong:
        place = _("line {line}, column {column}: {words}")
        words = format_lazy(
            place, line=wrong.lineno, column=wrong.colno, words=_("this is neither JSON nor YAML")
        )
        raise PackageUnreadable(reason=words) from None
    except (ValueError, RecursionError):
        raise PackageUnreadable(reason=_("this is neither JSON nor YAML")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise YamlRefused(format_lazy(_("“{name}” stands twice"), name=twice[:60]))
    return found


def _items_of(data: Mapping[str, Any]) -> Iterator[tuple[ItemKey, Any]]:
    count = 0
    for kind, section in data.items():
        if kind == "owj_package":
            continue
        if kind not in kinds():
            raise _misfit(
                "",
                Misfit(
                    "", format_lazy(_("one of: {names}"), names=", ".join(kinds())), shown(kind)
                ),
            )
        if not isinstance(section, Mapping):
            raise _misfit(kind, Misfit("", _("items by key"), shown(section)))
        for key, one in section.items():
            count += 1
            if count > MOST_ITEMS:
                words = format_lazy(_("it holds more than {count} items"), count=MOST_ITEMS)
                raise PackageUnreadable(reason=words)
            yield (kind, key), _item(kind, key, one)


def _item(kind: str, key: str, said: Any) -> dict[str, Any]:
    """Return the data of an item that has the shape of its kind. Raises: PackageUnreadable."""
    where = f"{kind} {key[:_LONGEST_KEY]}"
    if len(key) > _LONGEST_KEY:
        raise _misfit(
            where,
            Misfit("", format_lazy(_("at most {count} letters"), count=_LONGEST_KEY), key[:20]),
        )
    if kind == FIELD and "." not in key:
        raise _misfit(where, Misfit("", "entity.field", key))
    misfit = _shape_of(kind, key)(said)
    if misfit is not None:
        raise _misfit(where, misfit)
    if not _is_plain(said) or not _is_plain(key):
        raise _misfit(where, Misfit("", _("text without control characters"), "NUL"))
    data = dict(said)
    if kind in _DRAWN:
        data["source"] = lines_of(text_of(data["source"]))
    return data


def _shape_of(kind: str, key: str) -> Settings:
    if kind == ENTITY:
        return _ENTITY_ITEM
    if kind == FIELD:
        return _OWN_FIELD if key.partition(".")[2].startswith(ORGANISATION_PREFIX) else FIELD_SHAPE
    return part_of(kind).shape


def _misfit(where: str, misfit: Misfit) -> PackageUnreadable:
    """Return the error that names the item, the setting, and what was expected there."""
    place = " · ".join(one for one in (where, misfit.at) if one)
    words = (
        _("{place}: expected {expected}, got {got}.")
        if place
        else _("expected {expected}, got {got}.")
    )
    return PackageUnreadable(
        reason=format_lazy(words, place=place, expected=misfit.expected, got=misfit.got)
    )


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
    except (OSError, *_UNREADABLE):
        words = format_lazy(_("{path} cannot be read."), path=folder)
        raise PackageUnreadable(reason=words) from None
