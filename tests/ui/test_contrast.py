"""Text on its ground keeps WCAG's contrast in both themes, measured from the tokens."""

from __future__ import annotations

import re
from functools import cache

import pytest
from tests.ui.conftest import ROOT

TOKENS = ROOT / "assets" / "css" / "tokens.css"
COLOUR = re.compile(r"(--ow-[\w-]+):\s*(?:light-dark\((#\w{6}),\s*(#\w{6})\)|(#\w{6}))\s*;")
TEXT, SHAPE = 4.5, 3.0
THEMES = ("light", "dark")

TEXTS = [
    *(
        (f"text{n}", ground)
        for n in ("", "-2", "-3")
        for ground in ("surface", "surface-2", "canvas")
    ),
    ("text", "surface-3"),
    ("text-2", "surface-3"),
    ("text", "raised"),
    ("text-3", "raised"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("accent-text", "surface"),
    ("accent-text", "accent-soft"),
    ("on-danger", "danger"),
    ("danger-text", "surface"),
    ("danger-text", "danger-soft"),
    ("warn-text", "warn-soft"),
    ("good-text", "good-soft"),
    ("text", "note"),
    ("text-2", "note"),
    *((f"sla-{s}-fg", f"sla-{s}-bg") for s in ("ok", "near", "breach", "p0", "pause", "wait")),
    ("sla-met-fg", "surface"),
    ("on-slab", "slab"),
    ("slab-link", "slab"),
    ("slab-danger-link", "slab-danger"),
    *((f"hue-{n}-ink", f"hue-{n}") for n in range(1, 7)),
]
SHAPES = [
    ("line-ui", "raised"),
    ("focus", "surface"),
    ("focus", "canvas"),
    ("accent", "surface"),
    ("sla-near-line", "surface"),
    ("sla-pause-line", "surface"),
    ("sla-ok-line", "surface"),
]


@cache
def tokens() -> dict[str, tuple[str, str]]:
    """Return token → its light and its dark colour."""
    found = {}
    for name, light, dark, both in COLOUR.findall(TOKENS.read_text(encoding="utf-8")):
        found[name.removeprefix("--ow-")] = (light or both, dark or both)
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: str) -> float:
    """Return the contrast of two tokens in a theme."""
    at = THEMES.index(theme)
    dark, bright = sorted(luminance(tokens()[name][at]) for name in (one, other))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_is_readable_on_its_ground(text: str, ground: str, theme: str) -> None:
    assert contrast(text, ground, theme) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_a_shape_that_means_something_can_be_seen(shape: str, ground: str, theme: str) -> None:
    assert contrast(shape, ground, theme) >= SHAPE


def test_colours_stand_in_the_tokens_only() -> None:
    found = {
        f"{path.name}: {line.strip()}"
        for path in (ROOT / "assets" / "css").rglob("*.css")
        if path != TOKENS
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"#[0-9a-fA-F]{3,8}\b(?![^(]*\))|rgb\(|hsl\(", line) and "/*" not in line
    }
    assert found == set()
