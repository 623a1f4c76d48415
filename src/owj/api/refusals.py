"""How the API says no, beside what the rooms below say."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


class KeyMissing(NotAllowed):
    """Say that a request has no key, or one that opens nothing."""

    code = "api.key_missing"
    message = "Send a key that is valid: Authorization: Bearer owj_…"


class ScopeMissing(NotAllowed):
    """Say that a key is not for this."""

    code = "api.scope_missing"
    message = "This key is not for that: it needs the scope %(scope)s."


class AddressUnknown(NotFound):
    """Say that nothing lies at an address."""

    code = "api.address_unknown"
    message = "There is nothing at this address."


class EntityUnknown(NotFound):
    """Say that there is no such entity."""

    code = "api.entity_unknown"
    message = "There is no entity %(entity)s."


class MethodRefused(InvalidInput):
    """Say that an address does not take a method."""

    code = "api.method_refused"
    message = "This address takes %(allowed)s."


class ParameterRefused(InvalidInput):
    """Say which parameter of the address, or which header, is wrong. data: parameter."""

    code = "api.parameter_refused"
    message = "%(parameter)s: expected %(expected)s, got %(got)s."


class CursorUnknown(NotFound):
    """Say that no answer to this question gave a cursor. data: parameter."""

    code = "api.cursor_unknown"
    message = "There is no such place in this list: send the cursor of an answer to this question."


class FilterRefused(InvalidInput):
    """Say where a filter is wrong, in the words of who refused it. data: start, end, words."""

    code = "api.filter_refused"
    message = "filter: %(words)s"


class BodyRefused(InvalidInput):
    """Say that a body is no JSON object."""

    code = "api.body_refused"
    message = "Expected %(expected)s, got %(got)s."


class FileUnknown(Conflict):
    """Say that no file was uploaded under an id, or by another. data: name, file."""

    code = "api.file_unknown"
    message = "There is no file %(file)s that you uploaded and that lies nowhere yet."


class MediaRefused(InvalidInput):
    """Say that a body is of another kind than the address takes. data: expected, got."""

    code = "api.media_refused"
    message = "Content-Type: expected %(expected)s, got %(got)s."


class ManyRefused(InvalidInput):
    """Say that more than one field is refused. data: count, faults (an error each)."""

    code = "api.many_refused"
    message = "%(count)s fields are refused."


class BodyTooLarge(InvalidInput):
    """Say that a body is larger than one may be."""

    code = "api.body_too_large"
    message = "The body is too large."


class VersionStale(Conflict):
    """Say that a record is no longer at the version that If-Match names."""

    code = "api.version_stale"
    message = "The record is at version %(version)s now. Read it again and repeat your change."


class WrittenByVerbs(NotAllowed):
    """Say that an entity changes through its own pages only."""

    code = "api.written_by_verbs"
    message = "%(entity)s: this cannot be done through the API; it is done on its own pages."
