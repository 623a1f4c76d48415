"""Which templates there are: they come with the program; what people write is data only."""

from __future__ import annotations

from pathlib import Path

from owj.server.documents.errors import TemplateUnknown

_HERE = Path(__file__).resolve().parent
# What every template may import: the page, the font, figures and tables of the house.
HOUSE = _HERE / "shapes" / "house.typ"
# Laid here by the build of the front end, from the npm package of the font.
FONTS = _HERE / "fonts"

_templates: dict[str, Path] = {}


def add_template(name: str, path: Path) -> None:
    """Let documents be drawn by a Typst file; it reads `data.json` beside it."""
    _templates[name] = path


def template_path(name: str) -> Path:
    """Return the file of a template. Raises: TemplateUnknown."""
    path = _templates.get(name)
    if path is None:
        raise TemplateUnknown(name=name[:40])
    return path


add_template("letter", _HERE / "shapes" / "letter.typ")
