"""How the records core says no."""

from __future__ import annotations

from owj.kernel.errors import (
    Conflict,
    DefinitionError,
    InvalidInput,
    NotAllowed,
    NotFound,
    OwjError,
)


class FieldValueRejected(InvalidInput):
    """Say that a field cannot hold this value. data: entity, name, field (label), expected, got."""

    code = "field.value_rejected"
    message = "%(field)s: expected %(expected)s, got %(got)s."


class FieldMessageShown(FieldValueRejected):
    """Say the same in the words that the field's own definition gives. data: words."""

    code = "field.refused_in_own_words"
    message = "%(field)s: %(words)s"


class FieldIsComputed(FieldValueRejected):
    """Say that somebody tried to write what the records compute. data: entity, name, field."""

    code = "field.computed"
    message = "%(field)s is computed from other fields, so nobody can write it."


class RecordNotFound(NotFound):
    """Say that there is no such record, or none that this person may see."""

    code = "record.not_found"
    message = "%(entity)s %(id)s was not found."


class RecordChanged(Conflict):
    """Say that others changed the same fields since this person looked."""

    code = "record.changed"
    message = (
        "Someone else changed %(entity)s %(id)s meanwhile. Load it again and repeat your change."
    )


class RecordInUse(Conflict):
    """Say that a record cannot go while others point to it."""

    code = "record.in_use"
    message = "%(entity)s %(id)s is still used by %(users)s, so it cannot be deleted."


class RecordOutOfReach(NotAllowed):
    """Say that a record would be written where this person may not see it."""

    code = "record.out_of_reach"
    message = "You may not write this %(entity)s there."


class EntityArchived(Conflict):
    """Say that an entity was put away, so that no new records are made of it."""

    code = "record.entity_archived"
    message = "%(entity)s is archived, so no new records can be made."


class PathOutOfReach(NotAllowed):
    """Say that a query passes through rows that this person sees only in part."""

    code = "record.path_out_of_reach"
    message = "The query passes through %(path)s, of which you may see only a part."


class FieldHidden(NotAllowed):
    """Say that a query or a page asks for a field that is hidden from this person."""

    code = "record.field_hidden"
    message = "You may not see the field %(field)s."


class FieldReadOnly(NotAllowed):
    """Say that somebody writes a field that they may only read, or not even that."""

    code = "record.field_read_only"
    message = "You may not change the field %(field)s."


class VerbRefused(NotAllowed):
    """Say that no role of this person allows what they do with an entity."""

    code = "record.verb_refused"
    message = "You have no right to do this with %(entity)s."


class WrittenAside(NotAllowed):
    """Say that code tried to write a record without its unit of work."""

    code = "record.written_aside"
    message = "Records are written through the context: create, update, delete."


class UnitOfWorkMissing(DefinitionError):
    """Say that a record was asked for its relatives outside of any unit of work."""

    code = "record.unit_of_work_missing"
    message = "%(entity)s: read the record through a context before asking for its relatives."


class OnlyTried(OwjError):
    """Say that a record would be written if the draft that is tried were published."""

    code = "record.only_tried"
    message = "This would be saved: %(entity)s. You are trying a draft, so nothing is written."
