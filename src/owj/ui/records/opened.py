"""What a form held when its page was opened: nothing that was typed into it goes without a word.

A page says in a hidden input which fields it drew, by what names, and, as a checksum, what stood in
them. When it is sent, a field that is no longer asked for is known by it, and so is whether
something was written there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from zlib import crc32

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from owj.kernel.persian.digits import latin_digits
from owj.server.layouts.definitions import FormDefinition, FormField, FormSection
from owj.server.records.defs import Label
from owj.ui.records.inputs import Input

OPENED = "_opened"
TOLD = "_told"
# Before the name of an input that a condition hides: what was written in it, until it is back.
HELD = "_held."
FIELDS_MOST = 500
LABEL_LENGTH = 120
# Marks by which numbers and days are set apart, which a browser may write anew.
_SET_APART = str.maketrans("", "", "٬,/- \t\r\n\u200c")
SEVERAL = frozenset({"several", "links"})
UPLOAD = "-upload"


class Opened(NamedTuple):
    """One field as a page drew it. mark: the checksum of what stood in it."""

    label: str
    mark: int


@dataclass(frozen=True, slots=True)
class Unkept:
    """What was written into a field that is no longer asked for. of: the key of its entity."""

    of: str
    label: str
    text: str

    @property
    def told(self) -> str:
        """Return it as the page that told of it sends it along."""
        return json.dumps([self.of, self.label, self.text], ensure_ascii=False)


def mark_of(texts: Iterable[str]) -> int:
    """Return a checksum that is the same for texts that mean the same."""
    plain = sorted(latin_digits(text).translate(_SET_APART) for text in texts)
    return crc32("\n".join(text for text in plain if text).encode())


def opened_by(entity_key: str, inputs: Iterable[Input], given: QueryDict) -> str:
    """Return what a page is to say of the inputs that it draws; given: what came before it."""
    before = opened_in(given, entity_key)
    said = {
        one.name: before.get(one.name) or Opened(one.label, mark_of(_texts_of(one)))
        for one in inputs
    }
    return json.dumps([entity_key, said], ensure_ascii=False, separators=(",", ":"))


def _texts_of(one: Input) -> Sequence[str]:
    if one.look in SEVERAL:
        return [option.value for option in one.options if option.chosen]
    if one.look == "yes_no":
        return ["yes"] if one.value in ("yes", "True") else []
    return [one.value]


def opened_in(given: QueryDict, entity_key: str | None = None) -> dict[str, Opened]:
    """Return the fields that a sent page had drawn; entity_key None: of whatever entity."""
    found: dict[str, Opened] = {}
    for text in given.getlist(OPENED):
        try:
            of, fields = json.loads(text)
            if entity_key in (None, of):
                found |= {
                    str(key): Opened(str(label)[:LABEL_LENGTH], int(mark))
                    for key, (label, mark) in list(fields.items())[:FIELDS_MOST]
                }
        except (ValueError, TypeError, AttributeError, RecursionError):
            continue
    return found


def told_in(given: QueryDict, entity_key: str | None = None) -> list[Unkept]:
    """Return what the sent page told of already; entity_key None: of whatever entity."""
    found = []
    for text in given.getlist(TOLD)[:FIELDS_MOST]:
        try:
            of, label, said = json.loads(text)
            if entity_key in (None, of):
                found.append(Unkept(str(of), str(label)[:LABEL_LENGTH], str(said)))
        except (ValueError, TypeError, RecursionError):
            continue
    return found


def written_since(
    given: QueryDict, files: MultiValueDict[str, Any], key: str, opened: Opened
) -> str:
    """Return what was written into a field since its page was opened; empty for nothing."""
    upload = files.get(key + UPLOAD)
    if upload is not None:
        return str(getattr(upload, "name", ""))
    texts = [text.strip() for text in given.getlist(key) if text.strip()]
    return gettext(", ").join(texts) if texts and mark_of(texts) != opened.mark else ""


def with_written(
    form: FormDefinition,
    given: QueryDict,
    entity_key: str,
    writable: Collection[str],
) -> FormDefinition:
    """Return a form with the fields that it lost while a page was open and somebody wrote there.

    writable: the fields that the actor may fill in; only those can be kept.
    """
    placed = {one.key for one in form.fields}
    back = tuple(
        FormField(key)
        for key, opened in opened_in(given, entity_key).items()
        if key in writable
        and key not in placed
        and written_since(given, MultiValueDict(), key, opened)
    )
    if not back:
        return form
    title = gettext("No longer on this form, and kept all the same")
    return replace(form, sections=(*form.sections, FormSection(back, Label(title, title))))


def unsaved_in(request: HttpRequest) -> list[Unkept]:
    """Return what was written into the forms of a page whose sending failed."""
    if request.method != "POST":
        return []
    found = (
        Unkept("", opened.label, written_since(request.POST, request.FILES, key, opened))
        for key, opened in opened_in(request.POST).items()
    )
    return [*told_in(request.POST), *(one for one in found if one.text)]
