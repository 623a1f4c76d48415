"""The errors of the domain: what was expected, what came, what to do."""

from __future__ import annotations

from typing import ClassVar


class OwjError(Exception):
    """Say that something expected did not hold.

    `message` is an English msgid with %(name)s placeholders; entry rooms translate it and
    fill in `data`. Subclasses name the state (`TicketClosed`) and give their own code.
    """

    code: ClassVar[str] = "owj.error"
    message: ClassVar[str] = "Something went wrong."

    def __init__(self, **data: object) -> None:
        super().__init__(data)
        self.data: dict[str, object] = data

    def __str__(self) -> str:
        try:
            return self.message % self.data
        except (KeyError, TypeError, ValueError):
            # An error that cannot be worded must still be readable in a log.
            return f"{self.message} {self.data}"

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{type(self).__name__}({given})"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.data)


def _rebuild(kind: type[OwjError], data: dict[str, object]) -> OwjError:
    return kind(**data)


class InvalidInput(OwjError):
    """Say that a given value has the wrong shape or content."""

    code = "owj.invalid_input"
    message = "%(field)s: expected %(expected)s, got %(got)s."


class NotAllowed(OwjError):
    """Say that this person may not do this."""

    code = "owj.not_allowed"
    message = "You are not allowed to do this."


class NotFound(OwjError):
    """Say that the thing asked for does not exist, or not for this person."""

    code = "owj.not_found"
    message = "This was not found."


class Conflict(OwjError):
    """Say that the state has changed, or does not permit the move."""

    code = "owj.conflict"
    message = "Someone else changed this meanwhile. Load it again and repeat your change."


class DefinitionError(OwjError):
    """Say that what an administrator drew or set up is wrong."""

    code = "owj.definition_error"
    message = "%(where)s: expected %(expected)s, got %(got)s."


class OutsideFailure(OwjError):
    """Say that something outside of the program failed.

    permanent: whether trying again is useless.
    """

    code = "owj.outside_failure"
    message = "Something outside of Owj failed: %(reason)s."

    def __init__(self, *, permanent: bool = False, **data: object) -> None:
        super().__init__(permanent=permanent, **data)
        self.permanent = permanent
