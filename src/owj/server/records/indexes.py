"""Which indexes an entity needs, and what they are called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from owj.server.records.defs import LINK_KINDS, LIST_KINDS, EntityDef, FieldDef, IndexDef, Kind

Terms = tuple[str, ...]
# Of a text that is too long for an index so many letters are ordered by.
START_LETTERS = 150


def indexes_for(
    table: str, fields: Iterable[FieldDef], declared: Mapping[Terms, bool] | None = None
) -> tuple[IndexDef, ...]:
    """Return the declared indexes and those that the fields themselves need.

    declared: what is indexed, and whether it is unique together.
    """
    fields = tuple(fields)
    wanted: dict[Terms, bool] = dict(declared or {})
    for field in fields:
        if field.unique:
            wanted[(field.key,)] = True
    for field in fields:
        if field.search:
            wanted.setdefault((f"folded({field.key})",), False)
        if field.index or field.stored_kind in LIST_KINDS:
            wanted.setdefault((field.key,), False)
        if field.index and field.stored_kind is Kind.TEXT:
            # Lists order texts by the alphabet, not by code points.
            wanted.setdefault((f"persian_key({field.key})",), False)
        elif field.index and field.nullable and field.stored_kind not in LIST_KINDS:
            # Lists show what is empty last, also downwards: an order of its own to the database.
            wanted.setdefault((f"down({field.key})",), False)
        # Deleting a record looks for its relatives; without an index that reads whole tables.
        leads = {terms[0].lstrip("-") for terms in wanted}
        # Who changed a record last is written at each change; that index would cost each of them.
        if field.kind in LINK_KINDS and field.key not in leads and field.names != "changer":
            wanted[(field.key,)] = False
    return tuple(
        IndexDef(index_name(table, terms, unique=unique), terms, unique)
        for terms, unique in wanted.items()
    )


def add_indexes(entity: EntityDef, fields: Iterable[FieldDef]) -> tuple[IndexDef, ...]:
    """Return the indexes of an entity with those that further fields need."""
    known = {index.terms for index in entity.indexes}
    further = indexes_for(entity.table, fields)
    return (*entity.indexes, *(one for one in further if one.terms not in known))


def index_name(table: str, terms: Sequence[str], *, unique: bool) -> str:
    """Return a name that fits the 63 bytes of PostgreSQL and tells what is indexed."""
    told = "_".join(re.sub(r"\W+", "_", term).strip("_") for term in terms)
    # Names are the database's: tables that begin alike may not share one.
    cut = table if len(table) > 20 else ""
    digest = hashlib.sha256(f"{cut}{terms}{unique}".encode()).hexdigest()[:6]
    return f"{table[:20]}_{told[:30]}_{digest}{'_u' if unique else ''}"


def term_field(term: str) -> str:
    """Return the field key that an index term is about."""
    return term.lstrip("-").removesuffix(")").rpartition("(")[2]
