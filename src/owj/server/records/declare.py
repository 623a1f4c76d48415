"""Typed declarations: how a package says what its entities are.

    class Ticket(Entity):
        key, label = "ticket", Label("تیکت", "Ticket")
        subject = Text(Label("موضوع", "Subject"), required=True)
        customer = Link(Customer, Label("مشتری", "Customer"), required=True)
        customer_id: int

A record read through the context is an instance of its entity's class, so `ticket.subject` is a
`str` for the type checker and methods written on `Ticket` work on it. The `<name>_id` of a link
is typed by an annotation beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeVar, overload
from uuid import UUID

from owj.kernel.errors import DefinitionError
from owj.server.records.defs import Kind, Label, OnDelete

if TYPE_CHECKING:
    from owj.server.records.rowtypes import UserRow

V = TypeVar("V")
S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound="Entity")

_UNNAMED = Label("", "")


class Options(StrEnum):
    """The answers of a choice with their names: `open = "open", Label("باز", "Open")`."""

    label: Label

    def __new__(cls, value: str, label: Label = _UNNAMED) -> Self:
        """Make one member that compares and stores as its value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Field(Generic[V]):
    """One declared field; on a record it reads as its value."""

    kind: ClassVar[Kind]

    def __init__(
        self,
        label: Label,
        *,
        required: bool = False,
        unique: bool = False,
        default: Any = None,
        stable_id: str | None = None,
        **settings: Any,
    ) -> None:
        """Keep the declaration. stable_id: the former identity of a renamed field."""
        self.label = label
        self.required = required
        self.unique = unique
        self.default = default
        self.stable_id = stable_id
        self.settings = settings
        self.key = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> V: ...
    def __get__(self, record: object | None, owner: type) -> Self | V:
        if record is None:
            return self
        # Generated classes lay a column over every field they know; this one they do not.
        raise DefinitionError(
            where=f"{owner.__name__}.{self.key}",
            expected="a field of the current schema version",
            got="a field that is not synced yet",
        )


class Text(Field[str]):
    """One line of text; none is the empty string."""

    kind = Kind.TEXT

    def __init__(
        self,
        label: Label,
        *,
        required: bool = False,
        unique: bool = False,
        default: str = "",
        search: bool = False,
        max_length: int | None = None,
        stable_id: str | None = None,
        rule: str | None = None,
        message: Label | None = None,
    ) -> None:
        """Declare it. search: index it for folded Persian search. rule: FEEL, false refuses."""
        super().__init__(
            label,
            required=required,
            unique=unique,
            default=default,
            stable_id=stable_id,
            search=search,
            max_length=max_length,
            rule=rule,
            message=message,
        )


class LongText(Text):
    """Text of many lines."""

    kind = Kind.LONG_TEXT


class Email(Text):
    """One e-mail address."""

    kind = Kind.EMAIL


class Phone(Text):
    """One telephone number, kept in Latin digits."""

    kind = Kind.PHONE


class AutoNumber(Field[str]):
    """A number given by the system: "T-{jy}-{seq:6}" counts within each Jalali year."""

    kind = Kind.AUTO_NUMBER

    def __init__(self, label: Label, *, pattern: str, stable_id: str | None = None) -> None:
        """Declare it. pattern: text with {seq:WIDTH} and, to count by year, {jy}."""
        super().__init__(label, unique=True, default="", stable_id=stable_id, pattern=pattern)


class YesNo(Field[bool]):
    """Yes or no; no answer is no."""

    kind = Kind.YES_NO

    def __init__(
        self, label: Label, *, default: bool = False, stable_id: str | None = None
    ) -> None:
        super().__init__(label, default=default, stable_id=stable_id)


class Number(Field[V]):
    """A whole number of 64 bits."""

    kind = Kind.NUMBER

    @overload
    def __init__(
        self: Number[int],
        label: Label,
        *,
        required: Literal[True],
        unique: bool = ...,
        default: int | None = ...,
        minimum: int | None = ...,
        maximum: int | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Number[int],
        label: Label,
        *,
        default: int,
        unique: bool = ...,
        minimum: int | None = ...,
        maximum: int | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Number[int | None],
        label: Label,
        *,
        unique: bool = ...,
        minimum: int | None = ...,
        maximum: int | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    def __init__(self, label: Label, **settings: Any) -> None:
        super().__init__(label, **settings)


class DateTime(Field[V]):
    """An instant; kept in UTC."""

    kind = Kind.DATE_TIME

    @overload
    def __init__(
        self: DateTime[datetime],
        label: Label,
        *,
        required: Literal[True],
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: DateTime[datetime | None], label: Label, *, stable_id: str | None = ...
    ) -> None: ...
    def __init__(self, label: Label, **settings: Any) -> None:
        super().__init__(label, **settings)


class Date(Field[V]):
    """A civil day, without a zone."""

    kind = Kind.DATE

    @overload
    def __init__(
        self: Date[date], label: Label, *, required: Literal[True], stable_id: str | None = ...
    ) -> None: ...
    @overload
    def __init__(self: Date[date | None], label: Label, *, stable_id: str | None = ...) -> None: ...
    def __init__(self, label: Label, **settings: Any) -> None:
        super().__init__(label, **settings)


class FileLink(Field[V]):
    """The id of a stored file."""

    kind = Kind.FILE

    @overload
    def __init__(
        self: FileLink[UUID],
        label: Label,
        *,
        required: Literal[True],
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: FileLink[UUID | None], label: Label, *, stable_id: str | None = ...
    ) -> None: ...
    def __init__(self, label: Label, **settings: Any) -> None:
        super().__init__(label, **settings)


class Json(Field[Any]):
    """Plain data: what `json` can write."""

    kind = Kind.JSON

    def __init__(
        self,
        label: Label,
        *,
        required: bool = False,
        default: Any = None,
        stable_id: str | None = None,
    ) -> None:
        super().__init__(label, required=required, default=default, stable_id=stable_id)


class Choice(Field[V]):
    """One of a few named answers, read as a member of `options`."""

    kind = Kind.CHOICE

    @overload
    def __init__(
        self: Choice[S],
        label: Label,
        *,
        options: type[S],
        labels: Mapping[S, Label] | None = ...,
        required: Literal[True],
        default: S | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Choice[S],
        label: Label,
        *,
        options: type[S],
        labels: Mapping[S, Label] | None = ...,
        default: S,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Choice[S | None],
        label: Label,
        *,
        options: type[S],
        labels: Mapping[S, Label] | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    def __init__(
        self, label: Label, *, options: type[StrEnum], labels: Any = None, **settings: Any
    ) -> None:
        """Declare it. labels: the names, for an enum that is not an `Options`."""
        super().__init__(label, **settings)
        self.options: dict[StrEnum, Label] = {
            one: getattr(one, "label", _UNNAMED) for one in options
        }
        self.options.update(labels or {})

    @property
    def members(self) -> dict[str, StrEnum]:
        """Return the answers by their stored value."""
        return {str(member): member for member in self.options}


class Link(Field[V]):
    """A record of another entity; `reverse` names the way back for filters and prefetching.

    A target that is declared later, or the entity itself, is given by key and typed by hand:
    `parent: Link[Ticket | None] = Link("ticket", Label(…))`.
    """

    kind = Kind.LINK

    @overload
    def __init__(
        self: Link[E],
        target: type[E],
        label: Label,
        *,
        required: Literal[True],
        on_delete: Literal["restrict", "cascade"] = ...,
        reverse: str | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Link[E | None],
        target: type[E],
        label: Label,
        *,
        on_delete: OnDelete = ...,
        reverse: str | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Link[V],
        target: str,
        label: Label,
        *,
        required: bool = ...,
        on_delete: OnDelete = ...,
        reverse: str | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    def __init__(
        self,
        target: type[Entity] | str,
        label: Label,
        *,
        required: bool = False,
        on_delete: OnDelete = "restrict",
        reverse: str | None = None,
        stable_id: str | None = None,
    ) -> None:
        super().__init__(
            label, required=required, stable_id=stable_id, on_delete=on_delete, reverse=reverse
        )
        self.target = target if isinstance(target, str) else target.key


class UserLink(Field[V]):
    """A person who can sign in; read as the few open columns of the user (`UserRow`)."""

    kind = Kind.USER

    @overload
    def __init__(
        self: UserLink[UserRow],
        label: Label,
        *,
        required: Literal[True],
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: UserLink[UserRow | None], label: Label, *, stable_id: str | None = ...
    ) -> None: ...
    def __init__(
        self, label: Label, *, required: bool = False, stable_id: str | None = None
    ) -> None:
        on_delete: OnDelete = "restrict" if required else "set_null"
        super().__init__(label, required=required, stable_id=stable_id, on_delete=on_delete)


class Entity:
    """One kind of record. Subclass it, give `key`, `label` and fields; see the module text.

    An inner `class Meta` may give: `plural` (Label), `title` (the field that names a record),
    `audit` (keep every change), `indexes` (tuples of "field", "-field", "persian_key(field)"),
    `unique` (tuples of fields that are unique together), `rules` (tuples of RuleDef) and, for
    menus, `description` (Label), `icon` and `color`.
    """

    key: ClassVar[str]
    label: ClassVar[Label]

    id: int
    version: int
    created_at: datetime
    updated_at: datetime

    def __getitem__(self, name: str) -> Any:
        """Return a field by name: an organisation's own (`x_…`) or an annotated value."""
        return getattr(self, name)
