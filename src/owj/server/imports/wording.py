"""Refusals as kept sentences: a worker words them for readers of every language."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language, gettext, override

from owj.kernel.errors import OwjError


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
    shown = {
        name: _sentence(value) if isinstance(value, OwjError) else str(value).replace("\0", "")
        for name, value in error.data.items()
    }
    try:
        return gettext(error.message) % shown
    except (KeyError, ValueError, TypeError):
        return gettext(error.message)
