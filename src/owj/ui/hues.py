"""The six quiet hues that people give to entities and options, by the words they are stored as.

The numbers are those of `--ow-hue-N` in tokens.css; a template writes `data-hue="{{ color|hue }}"`.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

# The word that is stored, the number of the hue, what people call it; none is plain paper.
HUES: Mapping[str, tuple[str, object]] = {
    "": ("", _("no colour")),
    "blue": ("1", _("blue")),
    "green": ("2", _("green")),
    "amber": ("3", _("amber")),
    "red": ("4", _("red")),
    "violet": ("5", _("violet")),
    "sand": ("6", _("sand")),
}


def hue_of(color: str) -> str:
    """Return the number of a colour's hue; empty for none and for words nobody knows."""
    return HUES.get(color, HUES[""])[0]
