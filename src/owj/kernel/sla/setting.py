"""What one setting of an agreement is: its place in the rules, its shape, its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from owj.kernel.sla.shapes import JsonValue, Shape

T = TypeVar("T")


class AgreementField(Protocol):
    """Show what a page needs to print a setting beside its clause."""

    @property
    def name(self) -> str:
        """Key in JSON and attribute of `Agreement`."""

    @property
    def rule(self) -> str:
        """Number in rules.md."""

    @property
    def source(self) -> str:
        """Words of the source, Persian; empty where the text is silent."""

    @property
    def meaning(self) -> str:
        """What the setting decides, in English."""

    @property
    def choices(self) -> tuple[str, ...]:
        """Values to choose from; empty where any in range will do."""

    @property
    def unit(self) -> str:
        """Unit of a number; empty for others."""

    @property
    def default_json(self) -> JsonValue:
        """The default as JSON."""

    def json_of(self, agreement: object) -> JsonValue:
        """Return the agreement's value as JSON."""


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """Hold one setting: its place in the rules, its shape and default."""

    name: str
    rule: str
    source: str
    meaning: str
    shape: Shape[T]
    default: T

    @property
    def choices(self) -> tuple[str, ...]:
        """Values to choose from."""
        return self.shape.choices

    @property
    def unit(self) -> str:
        """Unit of a number."""
        return self.shape.unit

    @property
    def default_json(self) -> JsonValue:
        """The default as JSON."""
        return self.shape.write(self.default)

    def read(self, data: Mapping[str, JsonValue]) -> T:
        """Return the value in `data`; a version stored before the setting existed has the default.

        Raises: SettingRejected.
        """
        if self.name not in data:
            return self.default
        return self.shape.read(self.name, data[self.name])

    def json_of(self, agreement: object) -> JsonValue:
        """Return the agreement's value as JSON."""
        return self.shape.write(getattr(agreement, self.name))
