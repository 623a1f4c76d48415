"""The Django fields of generated models: one per kind, with what is ours about each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from owj.server.records.defs import (
    DECIMAL_DIGITS,
    DECIMAL_KINDS,
    LIST_KINDS,
    TEXT_KINDS,
    FieldDef,
    Kind,
    decimals_of,
)
from owj.server.records.lookups import Among, ByCodePoint, Folded, Nearly
from owj.server.records.refusals import RecordNotFound

# Django's classes are generic for the type checker only.
if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _OptionalText = models.TextField[str | None, str | None]
    _Descriptor = ForwardManyToOneDescriptor[Any]
    _ForeignKey = models.ForeignKey[Any, Any]
    _Array = ArrayField[Any, Any]
else:
    _Array = ArrayField
    _Text = _OptionalText = models.TextField
    _Descriptor = ForwardManyToOneDescriptor
    _ForeignKey = models.ForeignKey


class TextColumn(_Text):
    """Text that can be searched folded; folded: the column with its folded copy, if it has one."""

    folded: str | None = None


TextColumn.register_lookup(Folded)
TextColumn.register_lookup(Nearly)
models.BigAutoField.register_lookup(Among)
# Of the records' texts and choices, and of the open columns of people.
models.TextField.register_lookup(ByCodePoint)
models.CharField.register_lookup(ByCodePoint)


class ChoiceColumn(_OptionalText):
    """Text that reads as a member of its enum; a retired answer reads as the plain text."""

    members: Mapping[str, StrEnum]

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return None if value is None else self.members.get(value, value)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else str(value)


class ListColumn(_Array):
    """A list of texts, read as a tuple: the answers of a choice of many, or tags."""

    members: Mapping[str, StrEnum]

    def from_db_value(self, value: list[str] | None, *_: Any) -> tuple[str, ...] | None:
        return None if value is None else tuple(self.members.get(one, one) for one in value)


class LinksColumn(_Array):
    """The ids of records that a record leads to, read as a tuple."""

    def from_db_value(self, value: list[int] | None, *_: Any) -> tuple[int, ...] | None:
        return None if value is None else tuple(value)


class LinkDescriptor(_Descriptor):
    """Reads the linked record with the rights of the record's own unit of work."""

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        if instance is None:
            return self
        if getattr(instance, self.field.attname) is None:
            return None
        known = self.field.get_cached_value(instance, default=self)
        if known is self:
            known = self.get_queryset(instance=instance).filter(pk=self._id(instance)).first()
            self.field.set_cached_value(instance, known)
        if known is None and not self.field.null:
            raise RecordNotFound(entity=self.field.related_model.label, id=self._id(instance))
        if known is not None and known.unit_ is None:
            # It came by a join; from here on it is as if it had been read by itself.
            known.unit_ = instance.unit_
        return known

    def _id(self, instance: Any) -> int:
        return int(getattr(instance, self.field.attname))


class LinkColumn(_ForeignKey):
    """A link to a record of another entity of the same snapshot."""

    forward_related_accessor_class = LinkDescriptor


def make_column(
    field: FieldDef, members: Mapping[str, StrEnum], user_model: type[models.Model]
) -> models.Field[Any, Any]:
    """Return the Django field of one definition."""
    kind, null = field.stored_kind, field.nullable
    if kind is Kind.LINK:
        return LinkColumn(
            f"records.{field.target}",
            models.DO_NOTHING,
            db_column=field.column,
            related_name=field.reverse or "+",
            null=null,
        )
    if kind is Kind.USER:
        return models.ForeignKey(
            user_model, models.DO_NOTHING, db_column=field.column, related_name="+", null=null
        )
    column = _make_plain(field)
    if isinstance(column, TextColumn):
        column.folded = field.folded
    elif isinstance(column, ChoiceColumn | ListColumn):
        column.members = members
    return column


def _make_plain(field: FieldDef) -> models.Field[Any, Any]:
    """Return the column of a kind that holds its value itself."""
    kind = field.stored_kind
    if kind in TEXT_KINDS:
        return TextColumn(db_column=field.column)
    settings: dict[str, Any] = {"db_column": field.column, "null": field.nullable}
    if kind is Kind.LINKS:
        return LinksColumn(models.BigIntegerField(), **settings)
    if kind in LIST_KINDS:
        return ListColumn(models.TextField(), **settings)
    if kind in DECIMAL_KINDS:
        places = decimals_of(field)
        return models.DecimalField(max_digits=DECIMAL_DIGITS, decimal_places=places, **settings)
    return _PLAIN[kind](**settings)


_PLAIN: dict[Kind, type[models.Field[Any, Any]]] = {
    Kind.CHOICE: ChoiceColumn,
    Kind.NUMBER: models.BigIntegerField,
    Kind.YES_NO: models.BooleanField,
    Kind.DATE: models.DateField,
    Kind.DATE_TIME: models.DateTimeField,
    Kind.FILE: models.UUIDField,
    Kind.IMAGE: models.UUIDField,
    Kind.MONEY: models.BigIntegerField,
    Kind.WORKING_TIME: models.BigIntegerField,
    Kind.DURATION: models.DurationField,
    Kind.JALALI_MONTH: models.TextField,
    Kind.JSON: models.JSONField,
}
