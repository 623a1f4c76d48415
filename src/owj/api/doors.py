"""Who may come in: a key at every request, its scope, its pace; every failure as a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from owj.api.entering import KeyInUse, enter
from owj.api.pace import Pace, keep_pace
from owj.api.problems import broken, problem, problem_of
from owj.api.refusals import (
    AddressUnknown,
    BodyTooLarge,
    EntityUnknown,
    KeyMissing,
    MethodRefused,
    ScopeMissing,
    WrittenByVerbs,
)
from owj.kernel.errors import OwjError
from owj.server.identity.scopes import Deed, allows
from owj.server.records import Verb
from owj.server.records.context import Context

LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a key, and the unit of work of its person."""

    key: KeyInUse
    ctx: Context
    pace: Pace

    @property
    def user_id(self) -> int:
        """Return whose key it is."""
        return self.key.user_id

    def check_scope(self, deed: Deed, entity_key: str) -> None:
        """Refuse what the key is not for. Raises: EntityUnknown, ScopeMissing."""
        known = entity_key in self.ctx.snapshot.models
        if not known or (not self.ctx.actor.is_staff and not self._may_anything(entity_key)):
            raise EntityUnknown(entity=entity_key)
        if not allows(self.key.scopes, deed, entity_key):
            raise ScopeMissing(scope=f"{deed}:{entity_key}")

    def _may_anything(self, entity_key: str) -> bool:
        """Tell whether an entity is named to a customer at all: names tell what is kept inside."""
        return any(self.ctx.may(entity_key, verb) for verb in Verb)


View = Callable[..., HttpResponseBase]


Allowed = Callable[..., Iterable[str]]


def resource(allowed: Allowed | None = None, /, **views: View) -> View:
    """Return what answers at one address: a view for each method, called with the caller.

    allowed: says, of the caller and the parameters, which methods are left at this address.
    """

    def answer(request: HttpRequest, **parameters: Any) -> HttpResponseBase:
        caller = _enter(request)
        left = set(views if allowed is None else allowed(caller, **parameters))
        view = views[_method(request, caller, set(views), left)]
        return _with_pace(view(request, caller, **parameters), caller)

    return _spoken(answer)


def signed_resource(**views: View) -> View:
    """Return what answers at an address that no key opens: its views check who has signed."""

    def answer(request: HttpRequest, **parameters: Any) -> HttpResponseBase:
        view = views.get(request.method or "")
        if view is None:
            raise MethodRefused(allowed=", ".join(sorted(views)))
        return view(request, **parameters)

    return _spoken(answer)


def _spoken(answer: View) -> View:
    """Answer in the language asked for; whatever fails becomes a problem."""

    @csrf_exempt
    def speak(request: HttpRequest, **parameters: Any) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            response = _answered(answer, request, **parameters)
        response.headers["Content-Language"] = language
        return response

    return speak


def _answered(answer: View, request: HttpRequest, **parameters: Any) -> HttpResponseBase:
    try:
        return answer(request, **parameters)
    except OwjError as error:
        return problem_of(error)
    except (RequestDataTooBig, UnreadablePostError):
        return problem_of(BodyTooLarge())
    except (OperationalError, InterfaceError):
        return problem(503, code="owj.outside_failure", detail="The database is out of reach.")
    except Exception as failure:  # noqa: BLE001 -- a program must get JSON, the log gets all
        return broken(failure)


def language_of(request: HttpRequest) -> str:
    """Return the first language of Accept-Language that we speak, else the installation's."""
    known = {code for code, _ in settings.LANGUAGES}
    asked = request.headers.get("Accept-Language", "")[:200].lower().split(",")
    codes = (one.strip()[:2] for one in asked)
    return next((code for code in codes if code in known), str(settings.LANGUAGE_CODE))


def nothing_here(request: HttpRequest, caller: Caller, **parameters: Any) -> HttpResponse:
    """Answer at every other address of the API."""
    raise AddressUnknown


def _method(request: HttpRequest, caller: Caller, known: set[str], left: set[str]) -> str:
    """Return the method of a request. Raises: MethodRefused, WrittenByVerbs."""
    method, allowed = request.method or "", ", ".join(sorted(left))
    if method not in known:
        raise MethodRefused(allowed=allowed)
    if method not in left:
        match = request.resolver_match
        key = match.kwargs["entity_key"] if match else ""
        raise WrittenByVerbs(entity=caller.ctx.snapshot.entity(key).plural, allowed=allowed)
    return method


def _with_pace(response: HttpResponseBase, caller: Caller) -> HttpResponseBase:
    for name, value in caller.pace.headers.items():
        response.headers[name] = value
    return response


def _enter(request: HttpRequest) -> Caller:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    known = kind.lower() == "bearer" and token.isascii() and len(token) <= LONGEST_TOKEN
    found = enter(token) if known else None
    if found is None:
        raise KeyMissing
    key, ctx = found
    return Caller(key, ctx, keep_pace(key.id))
