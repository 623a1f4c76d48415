"""Further kinds of fields that a package declares; beside declare.py and read in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar, overload
from uuid import UUID

from owj.server.records.declare import Field, Text
from owj.server.records.defs import Kind, Label

V = TypeVar("V")
S = TypeVar("S", bound=StrEnum)

_UNNAMED = Label("", "")


class _Fraction(Field[V], Generic[V]):
    """What the two kinds of numbers with a point share."""

    @overload
    def __init__(
        self: _Fraction[Decimal],
        label: Label,
        *,
        required: Literal[True],
        decimals: int = ...,
        minimum: int | None = ...,
        maximum: int | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: _Fraction[Decimal],
        label: Label,
        *,
        default: Decimal,
        decimals: int = ...,
        minimum: int | None = ...,
        maximum: int | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: _Fraction[Decimal | None],
        label: Label,
        *,
        decimals: int = ...,
        minimum: int | None = ...,
        maximum: int | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    def __init__(self, label: Label, *, decimals: int = 2, **settings: Any) -> None:
        """Declare it. decimals: how many digits may stand after the point."""
        default = settings.pop("default", None)
        kept = None if default is None else str(default)
        super().__init__(label, decimals=decimals, default=kept, **settings)


class DecimalNumber(_Fraction[V]):
    """A number with digits after the point, kept exactly."""

    kind = Kind.DECIMAL


class Percent(_Fraction[V]):
    """Parts of a hundred: 12.5 is twelve and a half per cent."""

    kind = Kind.PERCENT


class _Whole(Field[V], Generic[V]):
    """What the two kinds that count something whole share."""

    @overload
    def __init__(
        self: _Whole[int],
        label: Label,
        *,
        required: Literal[True],
        minimum: int | None = ...,
        maximum: int | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: _Whole[int],
        label: Label,
        *,
        default: int,
        minimum: int | None = ...,
        maximum: int | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: _Whole[int | None],
        label: Label,
        *,
        minimum: int | None = ...,
        maximum: int | None = ...,
        stable_id: str | None = ...,
    ) -> None: ...
    def __init__(self, label: Label, **settings: Any) -> None:
        super().__init__(label, **settings)


class Money(_Whole[V]):
    """An amount in whole rial."""

    kind = Kind.MONEY


class WorkingTime(_Whole[V]):
    """Minutes of working time; a day of it is as long as the calendar says."""

    kind = Kind.WORKING_TIME


class Duration(Field[V]):
    """A length of time by the clock."""

    kind = Kind.DURATION

    @overload
    def __init__(
        self: Duration[timedelta],
        label: Label,
        *,
        required: Literal[True],
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Duration[timedelta],
        label: Label,
        *,
        default: timedelta,
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Duration[timedelta | None], label: Label, *, stable_id: str | None = ...
    ) -> None: ...
    def __init__(self, label: Label, **settings: Any) -> None:
        default = settings.pop("default", None)
        seconds = None if default is None else int(default.total_seconds())
        super().__init__(label, default=seconds, **settings)


class JalaliMonth(Field[V]):
    """A month of the Jalali calendar, kept as "1405-09": texts in the order of time."""

    kind = Kind.JALALI_MONTH

    @overload
    def __init__(
        self: JalaliMonth[str],
        label: Label,
        *,
        required: Literal[True],
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: JalaliMonth[str | None], label: Label, *, stable_id: str | None = ...
    ) -> None: ...
    def __init__(self, label: Label, **settings: Any) -> None:
        super().__init__(label, **settings)


class Image(Field[V]):
    """The id of a stored picture."""

    kind = Kind.IMAGE

    @overload
    def __init__(
        self: Image[UUID],
        label: Label,
        *,
        required: Literal[True],
        stable_id: str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: Image[UUID | None], label: Label, *, stable_id: str | None = ...
    ) -> None: ...
    def __init__(self, label: Label, **settings: Any) -> None:
        super().__init__(label, **settings)


class MultiChoice(Field[tuple[S, ...]], Generic[S]):
    """Some of a few named answers, each once, in the order of `options`."""

    kind = Kind.MULTI_CHOICE

    def __init__(
        self,
        label: Label,
        *,
        options: type[S],
        labels: Mapping[S, Label] | None = None,
        required: bool = False,
        default: Sequence[S] = (),
        stable_id: str | None = None,
    ) -> None:
        """Declare it. labels: the names, for an enum that is not an `Options`."""
        kept = [str(one) for one in default] or None
        super().__init__(label, required=required, default=kept, stable_id=stable_id)
        self.options: dict[S, Label] = {one: getattr(one, "label", _UNNAMED) for one in options}
        self.options.update(labels or {})

    @property
    def members(self) -> dict[str, S]:
        """Return the answers by their stored value."""
        return {str(member): member for member in self.options}


class Tags(Field[tuple[str, ...]]):
    """Words that people stick to a record, each once."""

    kind = Kind.TAGS

    def __init__(
        self, label: Label, *, required: bool = False, stable_id: str | None = None
    ) -> None:
        super().__init__(label, required=required, stable_id=stable_id)


class Url(Text):
    """The address of a page, of a scheme that is safe to open."""

    kind = Kind.URL


class NationalId(Text):
    """The ten digits of a person's national number, the last of them a check digit."""

    kind = Kind.NATIONAL_ID


class EconomicId(Text):
    """The eleven digits of an organisation's national and economic number."""

    kind = Kind.ECONOMIC_ID


class Card(Text):
    """The sixteen digits of a bank card."""

    kind = Kind.CARD


class Iban(Text):
    """The number of a bank account, beginning with its country: IR and 24 digits."""

    kind = Kind.IBAN


class _Computed(Field[Any]):
    """What the system works out; it reads as a value of the kind `result`."""


class Formula(_Computed):
    """A value worked out from the record's other fields by FEEL."""

    kind = Kind.FORMULA

    def __init__(
        self,
        label: Label,
        *,
        formula: str,
        result: Kind,
        decimals: int | None = None,
        stable_id: str | None = None,
    ) -> None:
        super().__init__(
            label, stable_id=stable_id, formula=formula, result=result, decimals=decimals
        )


class Lookup(_Computed):
    """A field of the record to which a link leads."""

    kind = Kind.LOOKUP

    def __init__(
        self, label: Label, *, via: str, source: str, result: Kind, stable_id: str | None = None
    ) -> None:
        """Declare it. via: the key of a link; source: the key of a field behind it."""
        super().__init__(label, stable_id=stable_id, via=via, source=source, result=result)


class Rollup(_Computed):
    """What many records that link here come to: how many, their sum, least, most or average."""

    kind = Kind.ROLLUP

    def __init__(
        self,
        label: Label,
        *,
        via: str,
        aggregate: str,
        result: Kind,
        source: str | None = None,
        where: str | None = None,
        decimals: int | None = None,
        stable_id: str | None = None,
    ) -> None:
        """Declare it. via: a way back, or "entity.link"; source: a field of theirs; where: FEEL."""
        super().__init__(
            label,
            stable_id=stable_id,
            via=via,
            source=source,
            aggregate=aggregate,
            where=where,
            result=result,
            decimals=decimals,
        )
