"""Issuing papers that never change: numbered without a gap, whole, with a digest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import connection

from owj.server.ledger.paper_rows import SealedPaper
from owj.server.records.numbers import take_numbers

if TYPE_CHECKING:
    from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A paper to be issued. pattern: of its numbers, with {jy} and {seq:WIDTH}."""

    series: str
    pattern: str
    entity: str
    record_id: int
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """An issued paper. serial: its place in the series of its year."""

    id: int
    series: str
    number: str
    day: date
    content: Mapping[str, Any]
    digest: str

    @property
    def serial(self) -> int:
        return int(self.number.rpartition("-")[2])

    @property
    def is_whole(self) -> bool:
        """Return whether the content is still the one that was sealed."""
        return digest_of(self.content) == self.digest


def seal_paper(ctx: Context, draft: PaperDraft) -> Paper:
    """Issue a paper on the organisation's present day.

    The series waits until this transaction ends: two issuers never share a number, and the number
    of one who is undone is given again. Raises: RuntimeError outside of a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a paper is sealed outside transaction.atomic()")
    taken = take_numbers(f"paper.{draft.series}", draft.pattern, ctx.now, ctx.zone)
    content = dict(draft.content)
    row = SealedPaper.objects.create(
        series=draft.series,
        number=next(iter(taken)),
        entity=draft.entity,
        record_id=draft.record_id,
        day=ctx.now.astimezone(ctx.zone).date(),
        sealed_at=ctx.now,
        by_id=ctx.actor.user_id,
        content=content,
        digest=digest_of(content),
    )
    return _paper(row)


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a content, the same however its keys are ordered."""
    return sha256(sealed_bytes(content)).hexdigest()


def sealed_bytes(content: Mapping[str, Any]) -> bytes:
    """Return a content as it is hashed, so that anybody may verify its digest."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return plain.encode()


def papers_of(entity: str, record_id: int) -> tuple[Paper, ...]:
    """Return the papers of a record in the order in which they were issued."""
    rows = SealedPaper.objects.filter(entity=entity, record_id=record_id).order_by("id")
    return tuple(_paper(row) for row in rows)


def place_of(paper: Paper) -> int:
    """Return the place of a paper in its whole series, from 1 on: it goes on from year to year."""
    return SealedPaper.objects.filter(series=paper.series, id__lte=paper.id).count()


def _paper(row: SealedPaper) -> Paper:
    return Paper(row.pk, row.series, row.number, row.day, row.content, row.digest)
