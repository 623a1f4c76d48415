"""The tools of the drawing speak Persian: bpmn-js asks for no word that we lack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from owj.client.studio.processes.drawing_words import TOOL_WORDS, drawing_words

MODULES = Path(__file__).parents[2] / "assets/node_modules"
ASKED = re.compile(r"""\b_?translate\(\s*(['"])((?:\\.|(?!\1).)*)\1""", re.DOTALL)
LABEL = re.compile(r"label(?: =|:) '([^']+)'|_MSG = '([^']+)'")
# Examples in comments, and the parts that words are put together of.
NO_WORDS = frozenset(("HELLO {you}", " + shift + "))


def asked_words() -> Iterator[str]:
    """Yield every word that the sources of bpmn-js and diagram-js ask for."""
    for package in ("bpmn-js", "diagram-js", "diagram-js-direct-editing"):
        for file in (MODULES / package / "lib").rglob("*.js"):
            text = file.read_text(encoding="utf-8")
            yield from (found[2] for found in ASKED.finditer(text))
            if "bpmn-js" in file.parts and "features" in file.parts:
                yield from (found[1] or found[2] for found in LABEL.finditer(text))


def test_bpmn_js_asks_for_no_word_that_we_lack() -> None:
    asked = set(asked_words()) - NO_WORDS
    assert len(asked) > 100
    assert asked - set(TOOL_WORDS) == set()


def test_every_word_of_the_drawing_is_persian() -> None:
    with translation.override("fa"):
        words = drawing_words()
    latin = {name: word for name, word in words.items() if re.search(r"[A-Za-z]{2}", word)}
    assert latin == {"Open {element}": "باز کردن {element}"}
