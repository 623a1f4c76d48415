"""Names of an organisation's own entities, fields and answers: plain, short, never a word of SQL.

People name things in any script; the database sees only `x_` and letters made from the English
or the Persian name, or a number where nothing is left of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.kernel.persian.digits import latin_digits
from owj.server.records.compiling import ORGANISATION_PREFIX
from owj.server.records.defs import Label
from owj.server.schema.errors import SchemaChangeRefused

KEY_LENGTH = 24
LABEL_LENGTH = 120
TEXT_LENGTH = 2_000
# Enough of each to be recognised; numbers may follow.
_STEM_LENGTH = 18
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("آاأإع", "a"),
        **dict.fromkeys("تط", "t"),
        **dict.fromkeys("ثسص", "s"),
        **dict.fromkeys("حهة", "h"),
        **dict.fromkeys("ذزضظ", "z"),
        **dict.fromkeys("قغ", "gh"),
        **dict.fromkeys("کك", "k"),
        **dict.fromkeys("یيئى", "y"),
        **dict.fromkeys("وؤ", "v"),
        "ب": "b",
        "پ": "p",
        "ج": "j",
        "چ": "ch",
        "خ": "kh",
        "د": "d",
        "ر": "r",
        "ژ": "zh",
        "ش": "sh",
        "ف": "f",
        "گ": "g",
        "ل": "l",
        "م": "m",
        "ن": "n",
        "\u200c": " ",
    }
)
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def key_for(label: Label, taken: Container[str], *, fallback: str) -> str:
    """Return a free key made of a label: `x_device_number`, `x_plak`, `x_field_2`."""
    return _free(f"{ORGANISATION_PREFIX}{_stem(label) or fallback}", taken)


def value_for(label: Label, taken: Container[str]) -> str:
    """Return a free stored value for an answer of a choice."""
    return _free(_stem(label) or "option", taken)


def _stem(label: Label) -> str:
    return _plain(label.en) or _plain(label.fa.translate(_LETTERS))


def _plain(text: str) -> str:
    """Return what of a text is Latin letters and digits, parted by single underscores."""
    flat = unicodedata.normalize("NFKD", latin_digits(text[:200])).lower()
    kept = "".join(letter for letter in flat if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", kept)
    return "_".join(words)[:_STEM_LENGTH].rstrip("_")


def _free(name: str, taken: Container[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate


def is_readable(text: str) -> bool:
    """Tell whether a page can show a text and the database can store it."""
    return not _UNREADABLE.search(text)


def clean_label(label: Label, where: str, limit: int = LABEL_LENGTH) -> Label:
    """Return a label without spaces around it; where one language is missing, the other stands.

    Raises: SchemaChangeRefused when nothing is said, too much, or what no page can show.
    """
    fa, en = _clean(label.fa, where, limit), _clean(label.en, where, limit)
    if not fa and not en:
        raise SchemaChangeRefused(where=where, expected=_("a name"), got=_("nothing"))
    return Label(fa or en, en or fa)


def _clean(text: str, where: str, limit: int) -> str:
    lined = limit > LABEL_LENGTH
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    clean = "\n".join(lines) if lined else " ".join(text.split())
    if len(clean) > limit:
        expected = format_lazy(_("at most {count} letters"), count=limit)
        raise SchemaChangeRefused(where=where, expected=expected, got=len(clean))
    if not is_readable(clean):
        expected = _("text without control characters")
        raise SchemaChangeRefused(where=where, expected=expected, got=repr(clean[:20]))
    return clean
