"""Refusals as kept sentences: a worker words them for readers of every language."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language, gettext, override

from owj.kernel.errors import OwjError
from owj.kernel.persian.digits import persian_digits


def words_of_refusal(error: OwjError) -> dict[str, str]:
    """Return an error's sentence by language."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            said[language] = _sentence(error)
    return said


def in_our_language(words: Mapping[str, str]) -> str:
    """Return the sentence for the reader."""
    return words.get(get_language() or "fa") or next(iter(words.values()), "")


def _sentence(error: OwjError) -> str:
    shown = {name: _shown(value) for name, value in error.data.items()}
    try:
        return gettext(error.message) % shown
    except (KeyError, ValueError, TypeError):
        return gettext(error.message)


def _shown(value: object) -> str:
    if isinstance(value, OwjError):
        return _sentence(value)
    text = str(value).replace("\0", "")
    is_count = isinstance(value, int) and get_language() == "fa"
    return persian_digits(text) if is_count else text
