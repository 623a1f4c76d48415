"""The forms of one page: each is sent to a verb; a refused one is drawn again with what it held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse

from owj.kernel.errors import Conflict, DefinitionError, InvalidInput
from owj.ui.doors import DoorRequest
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

# What a verb does with the request and the id of the page's record; it returns what to say of it.
Verb = Callable[[DoorRequest, int], str]
REFUSALS = {InvalidInput: 422, DefinitionError: 422, Conflict: 409}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form that was refused. wrong: its name on the page; words: why."""

    wrong: str
    words: str
    status: int


def verb_of(verbs: Mapping[str, Verb], verb: str) -> Verb:
    """Return what a form asks for. Raises: Http404."""
    found = verbs.get(verb)
    if found is None:
        raise Http404
    return found


def answer_form(
    request: DoorRequest,
    do: Callable[[], str],
    wrong: str,
    *,
    done: Callable[[], HttpResponse],
    again: Callable[[Refusal], HttpResponse],
) -> HttpResponse:
    """Do what a form asks for, say so and go on; draw the page again where it is refused."""
    try:
        said = do()
    except tuple(REFUSALS) as error:
        status = next(code for kind, code in REFUSALS.items() if isinstance(error, kind))
        return again(Refusal(wrong, words_of(error), status))
    if said:
        add_toast(request, said)
    return done()


def form_name(request: DoorRequest, verb: str, *keys: str) -> str:
    """Return the name of a form that stands on the page once for each of several things.

    Such forms carry the thing's number under one of the keys: "take-back-3".
    """
    number = next((value for key in keys if (value := request.POST.get(key))), "")
    return f"{verb}-{number}" if number else verb
