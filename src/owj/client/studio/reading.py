"""What came in the studio's forms: names of people's own, in words that stay what they were."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext

from owj.kernel.persian.digits import latin_digits
from owj.server.records.defs import Label
from owj.ui.dates import digits

NAME_LIMIT = 80
HELP_LIMIT = 300
EXPRESSION_LIMIT = 4000
# Marks that turn what stands around them: a name must not reach beyond itself.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Refusals(dict[str, str]):
    """What is wrong, by the name of the input it stands beside."""

    def line(self, given: str, name: str, most: int = NAME_LIMIT) -> str:
        """Return a text of one line, cleaned; refuse one that is too long."""
        text = " ".join(_without_controls(given).split())
        self._measure(text, name, most)
        return text

    def text(self, given: str, name: str, most: int) -> str:
        """Return a text of several lines, cleaned; refuse one that is too long."""
        text = "\n".join(_without_controls(line) for line in given.splitlines()).strip()
        self._measure(text, name, most)
        return text

    def label(self, given_fa: str, given_en: str, name: str) -> Label:
        """Return a name in both languages; the English one may be left out."""
        fa = self.line(given_fa, f"{name}_fa")
        en = self.line(given_en, f"{name}_en")
        if not fa:
            self[f"{name}_fa"] = gettext("Write the name.")
        return Label(fa, en or fa)

    def whole(self, given: str, name: str, least: int, most: int) -> int | None:
        """Return a whole number, or None for nothing written; refuse what is none."""
        text = latin_digits(given).replace(",", "").replace("٬", "").strip()
        if not text:
            return None
        try:
            number = int(text) if len(text) < 21 else most + 1
        except ValueError:
            self[name] = gettext("Write a whole number.")
            return None
        if not least <= number <= most:
            words = gettext("Write a number from %(least)s to %(most)s.")
            self[name] = words % {"least": digits(least), "most": digits(most)}
            return None
        return number

    def _measure(self, text: str, name: str, most: int) -> None:
        if len(text) > most:
            words = gettext("At most %(most)s letters; this has %(count)s.")
            self[name] = words % {"most": digits(most), "count": digits(len(text))}


def english_of(label: Label) -> str:
    """Return the English wording that was given; nothing where the Persian one stands in."""
    return label.en if label.en != label.fa else ""


def _without_controls(text: str) -> str:
    """Leave out what is not to be read: controls and turning marks; joiners stay."""
    kept = (
        " " if unicodedata.category(letter) == "Cc" else letter
        for letter in text
        if letter not in _TURNING
    )
    return "".join(kept)
