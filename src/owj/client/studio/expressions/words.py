"""What completion offers: fields with their labels in both languages, links, functions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from django.http import JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.studio.expressions.check import any_subject
from owj.client.studio.expressions.functions import function_helps
from owj.client.studio.expressions.process_subject import RECORD, ProcessSubject
from owj.client.studio.expressions.subject import DecisionSubject, EntitySubject, Subject
from owj.server.records.conditions.fields import PEOPLE, FieldName
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.feel_words import say_phrase

# A path of links is offered this far.
MOST_LINKS = 3


@dataclass(frozen=True, slots=True)
class FieldWord:
    """Hold one field: how it is written, its labels, what it holds, where a link leads.

    options: what may stand in it, ready to be written.
    """

    name: str
    fa: str
    en: str
    kind: str
    target: str | None = None
    options: tuple[tuple[str, str], ...] = ()


@staff_page
@require_GET
def words_view(request: DoorRequest) -> JsonResponse:
    """Give the words of a subject, once for a page."""
    subject = any_subject(request.ctx, request.GET.get("about", ""))
    fields, start = words_of(subject)
    answer = JsonResponse(
        {
            "start": start,
            "fields": {key: [asdict(one) for one in words] for key, words in fields.items()},
            "functions": [asdict(one) for one in function_helps()],
        }
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def words_of(subject: Subject) -> tuple[dict[str, list[FieldWord]], str]:
    """Return the fields of every entity within reach, and where a path begins."""
    if isinstance(subject, EntitySubject):
        found: dict[str, list[FieldWord]] = {}
        waiting = {subject.key}
        for _hop in range(MOST_LINKS):
            for key in waiting:
                found[key] = _fields_of(subject, key)
            targets = {one.target for words in found.values() for one in words}
            waiting = {key for key in targets if key is not None} - set(found)
        return found, subject.key
    if isinstance(subject, DecisionSubject):
        return {"": [_input_word(name, kind) for name, kind in subject.inputs().items()]}, ""
    if isinstance(subject, ProcessSubject):
        return _words_of_process(subject), ""
    return {"": []}, ""


def _words_of_process(subject: ProcessSubject) -> dict[str, list[FieldWord]]:
    """Return the variables of a drawing, and the fields of its record."""
    own = [FieldWord(name, name, name, gettext("a variable")) for name in subject.variables]
    if not subject.entity:
        return {"": own}
    about = EntitySubject(subject.ctx, subject.entity)
    label = str(subject.ctx.snapshot.entity(subject.entity).label)
    own.insert(0, FieldWord(RECORD, label, label, gettext("the record"), subject.entity))
    # A record's links are numbers to a process, so nothing is offered behind them.
    fields = [replace(one, target=None) for one in _fields_of(about, subject.entity)]
    return {"": own, subject.entity: fields}


def _input_word(name: str, kind: str) -> FieldWord:
    return FieldWord(name, name, name, say_phrase(kind))


def _fields_of(subject: EntitySubject, key: str) -> list[FieldWord]:
    """Return the fields of one entity, each once, by its key."""
    known = {one.key: one for fields in subject.fields(key).values() for one in fields}
    return [_word(subject, key, one) for one in known.values()]


def _word(subject: EntitySubject, entity: str, one: FieldName) -> FieldWord:
    field = subject.entity(entity).by_key.get(one.key) if entity != PEOPLE else None
    kind = say_phrase(one.kind)
    if field is None:
        return FieldWord(one.key, say_phrase(one.key.replace("_", " ")), one.key, kind, one.target)
    options = tuple(
        (option.value, str(option.label)) for option in field.options if not option.retired
    )
    return FieldWord(one.key, field.label.fa, field.label.en, kind, one.target, options)
