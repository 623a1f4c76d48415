"""The steps from one schema to another, each with what it costs those who work meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from owj.server.records.defs import EntityDef, FieldDef, IndexDef


class Risk(StrEnum):
    """What a step costs those who work meanwhile; rewrite: they wait. loss: values go for ever."""

    INSTANT = "instant"
    ONLINE = "online"
    REWRITE = "rewrite"
    LOSS = "loss"


@dataclass(frozen=True, slots=True)
class CreateTable:
    """Make the table of a new entity, with its indexes while it is empty."""

    entity: EntityDef
    risk = Risk.INSTANT

    @property
    def name(self) -> str:
        return f"create table {self.entity.table}"


@dataclass(frozen=True, slots=True)
class AddColumn:
    """Add a column that is empty or holds a constant; a folded copy writes the table anew."""

    entity: EntityDef
    field: FieldDef

    @property
    def risk(self) -> Risk:
        return Risk.REWRITE if self.field.folded else Risk.INSTANT

    @property
    def name(self) -> str:
        return f"add column {self.entity.table}.{self.field.column}"


@dataclass(frozen=True, slots=True)
class AddFolded:
    """Keep the folded copy of a text that is searched from now on; the table is written anew."""

    entity: EntityDef
    field: FieldDef
    risk = Risk.REWRITE

    @property
    def name(self) -> str:
        return f"add column {self.entity.table}.{self.field.folded}"


@dataclass(frozen=True, slots=True)
class DropColumn:
    """Drop the column of a field that was in the trash, with its values."""

    entity: EntityDef
    field: FieldDef
    risk = Risk.LOSS

    @property
    def name(self) -> str:
        return f"drop column {self.entity.table}.{self.field.column}"


@dataclass(frozen=True, slots=True)
class RelaxColumn:
    """Let a column be empty that had to be filled."""

    entity: EntityDef
    field: FieldDef
    risk = Risk.INSTANT

    @property
    def name(self) -> str:
        return f"relax column {self.entity.table}.{self.field.column}"


@dataclass(frozen=True, slots=True)
class ChangeDefault:
    """Fill in another constant from now on; rows that are there keep theirs."""

    entity: EntityDef
    field: FieldDef
    was: FieldDef
    risk = Risk.INSTANT

    @property
    def name(self) -> str:
        return f"change default {self.entity.table}.{self.field.column}"


@dataclass(frozen=True, slots=True)
class AddLink:
    """Hold new values of a link to existing records; old values are not read yet."""

    entity: EntityDef
    field: FieldDef
    target_table: str
    risk = Risk.INSTANT

    @property
    def name(self) -> str:
        return f"add link {self.entity.table}.{self.field.column}"


@dataclass(frozen=True, slots=True)
class ValidateLink:
    """Read the old values of a link, without holding up writers."""

    entity: EntityDef
    field: FieldDef
    risk = Risk.ONLINE

    @property
    def name(self) -> str:
        return f"validate link {self.entity.table}.{self.field.column}"


@dataclass(frozen=True, slots=True)
class AddIndex:
    """Build an index of a filled table while people write."""

    entity: EntityDef
    index: IndexDef
    risk = Risk.ONLINE

    @property
    def name(self) -> str:
        return f"add index {self.index.name}"


@dataclass(frozen=True, slots=True)
class DropIndex:
    """Drop an index that is no longer declared."""

    entity: EntityDef
    index: IndexDef
    risk = Risk.ONLINE

    @property
    def name(self) -> str:
        return f"drop index {self.index.name}"


@dataclass(frozen=True, slots=True)
class FillColumn:
    """Write the default into rows that hold nothing, some thousand at a time."""

    entity: EntityDef
    field: FieldDef
    risk = Risk.ONLINE

    @property
    def name(self) -> str:
        return f"fill column {self.entity.table}.{self.field.column}"


@dataclass(frozen=True, slots=True)
class GuardColumn:
    """Refuse new rows that hold nothing; rows that are there are not read yet."""

    entity: EntityDef
    field: FieldDef
    risk = Risk.INSTANT

    @property
    def name(self) -> str:
        return f"guard column {self.entity.table}.{self.field.column}"


@dataclass(frozen=True, slots=True)
class ReadGuarded:
    """Read, without holding up writers, whether any row holds nothing."""

    entity: EntityDef
    field: FieldDef
    risk = Risk.ONLINE

    @property
    def name(self) -> str:
        return f"read guarded column {self.entity.table}.{self.field.column}"


@dataclass(frozen=True, slots=True)
class RequireColumn:
    """Let a column be empty no more; what was read before makes it instant."""

    entity: EntityDef
    field: FieldDef
    risk = Risk.INSTANT

    @property
    def name(self) -> str:
        return f"require column {self.entity.table}.{self.field.column}"


ChangeOfTable = (
    AddColumn | AddFolded | RelaxColumn | ChangeDefault | AddLink | ValidateLink | DropColumn
)
ChangeOfBlanks = GuardColumn | ReadGuarded | RequireColumn
Step = CreateTable | ChangeOfTable | ChangeOfBlanks | FillColumn | AddIndex | DropIndex
