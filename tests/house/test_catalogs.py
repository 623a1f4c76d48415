"""Every sentence a person may read has its Persian wording."""

from __future__ import annotations

import importlib
import io
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.template import Engine, Template
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

import owj
from owj.kernel.errors import OwjError
from tests.house.sources import PYTHON, name_of, sources

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
LITERAL_IN_TAG = re.compile(r"""_\((?P<quote>["'])(?P<text>.+?)(?P=quote)\)""")


def persian_wordings() -> dict[str, str]:
    """Return msgid → Persian wording of every room's catalog; a plural counts by its singular."""
    found: dict[str, str] = {}
    for path in sources(".po", under="src/owj"):
        if "fa" not in path.parts:
            continue
        with path.open("rb") as file:
            for message in read_po(file, locale="fa"):
                many = isinstance(message.id, tuple | list)
                key = message.id[0] if many else message.id
                text = " ".join(message.string) if many else message.string
                if key and text and not message.fuzzy:
                    found[str(key)] = str(text)
    return found


def messages_of_python(path: Path) -> Iterator[str]:
    """Yield the literals that a Python file marks for translation."""
    with path.open("rb") as file:
        for _, message, _, _ in extract("python", file, keywords=KEYWORDS):
            yield message[0] if isinstance(message, tuple) else message


def messages_of_nodes(node: Node) -> Iterator[str]:
    """Yield the literals that a compiled template marks for translation."""
    for found in node.get_nodes_by_type(BlockTranslateNode):
        yield found.render_token_list(found.singular)[0].strip()
    for found in node.get_nodes_by_type(TranslateNode):
        if isinstance(found.filter_expression.var, str):
            yield found.filter_expression.var
        elif literal := getattr(found.filter_expression.var, "literal", None):
            yield str(literal)


def messages_of_template(path: Path) -> Iterator[str]:
    """Yield the literals that a template marks for translation."""
    text = path.read_text(encoding="utf-8")
    template = Template(text, engine=Engine.get_default())
    for node in template.nodelist:
        yield from messages_of_nodes(node)
    for match in LITERAL_IN_TAG.finditer(text):
        yield match.group("text")


def messages_of_errors() -> Iterator[str]:
    """Yield the sentence of every error of ours."""
    for module in pkgutil.walk_packages(owj.__path__, "owj."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    waiting = [OwjError]
    while waiting:
        error = waiting.pop()
        waiting.extend(error.__subclasses__())
        if error.__module__.startswith("owj.") and error.message:
            yield str(error.message)


def spoken_messages() -> dict[str, str]:
    """Return msgid → where it is spoken."""
    spoken: dict[str, str] = {}
    for path in sources(*PYTHON, under="src/owj"):
        spoken.update(dict.fromkeys(messages_of_python(path), name_of(path)))
    for path in sources(".html", ".txt", under="src/owj"):
        if "templates" in path.parts:
            spoken.update(dict.fromkeys(messages_of_template(path), name_of(path)))
    spoken.update(dict.fromkeys(messages_of_errors(), "an error"))
    spoken.pop("", None)
    return spoken


def test_one_msgid_has_one_persian_wording_in_all_rooms() -> None:
    """The catalogs of the rooms become one, so of two wordings one would show in both places."""
    found: dict[str, set[str]] = {}
    for path in sources(".po", under="src/owj"):
        with path.open("rb") as file:
            for message in read_po(file, locale="fa"):
                if "fa" in path.parts and message.id and not message.context:
                    found.setdefault(str(message.id), set()).add(str(message.string))
    assert {key: texts for key, texts in found.items() if len(texts) > 1} == {}


def test_every_message_has_a_persian_wording() -> None:
    wordings = persian_wordings()
    missing = {
        f"{where}: {message}"
        for message, where in spoken_messages().items()
        if message not in wordings
    }
    assert missing == set()


def test_a_wording_keeps_the_placeholders_of_its_message() -> None:
    wrong = {
        message
        for message, wording in persian_wordings().items()
        if not set(PLACEHOLDER.findall(wording)) <= set(PLACEHOLDER.findall(message))
    }
    assert wrong == set()


def test_the_extractor_finds_what_a_file_marks() -> None:
    found = list(extract("python", io.BytesIO(b'x = _("Inbox")\n'), keywords=KEYWORDS))
    assert [message for _, message, _, _ in found] == ["Inbox"]
