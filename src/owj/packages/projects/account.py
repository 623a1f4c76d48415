"""A project's account, read: pure, from its entries to the kernel's facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from owj.kernel.promises.delays import Cause, DayRange, Suspension, ThirdPartyWait, excused_ranges
from owj.kernel.promises.exclusions import Evidence, ProvenExclusion
from owj.kernel.sla.remedy_settings import Exclusion
from owj.packages.projects.words import ProjectEntry
from owj.server.ledger.entries import Entry, standing
from owj.server.ledger.entry_files import ProofFile, proof_file


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise of a phase; the last one holds. document: empty for the first one."""

    seq: int
    begins: date
    planned: date
    told_on: date
    document: str
    author: str


@dataclass(frozen=True, slots=True)
class Proven:
    """An exclusion with its evidence, and the entry that says so."""

    seq: int
    proof: ProvenExclusion
    file: ProofFile | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that were held up. cause: who did, of a suspension; "" for a wait for another vendor.

    first: of a wait, the day of the letter. end: the day from which work went on; None: it lasts.
    """

    seq: int
    kind: ProjectEntry
    first: date
    end: date | None
    cause: str
    about: str
    document: str
    author: str
    file: ProofFile | None = None

    @property
    def counts(self) -> bool:
        """Return whether its days come off a delay. Source: R44, R45."""
        return self.kind is ProjectEntry.LETTER_SENT or self.cause == Cause.CUSTOMER


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """What is known of one phase."""

    phase_id: int
    promises: tuple[Promised, ...]
    delivered: Entry | None
    exclusions: tuple[Proven, ...]

    @property
    def promise(self) -> Promised | None:
        """Return the promise that holds."""
        return self.promises[-1] if self.promises else None


@dataclass(frozen=True, slots=True)
class Signature:
    """How minutes ended: signed or refused. path: the drawn strokes."""

    seq: int
    minutes_id: int
    refused: bool
    name: str
    at: datetime
    day: date
    hash: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProjectAccount:
    """A project's account, every list in the order of its entries. starts_on: its first day."""

    entries: tuple[Entry, ...]
    starts_on: date | None
    phases: Mapping[int, PhaseFacts]
    stretches: tuple[Stretch, ...]
    signatures: Mapping[int, Signature]

    def phase(self, phase_id: int) -> PhaseFacts:
        """Return the facts of a phase; none are known of one without entries."""
        return self.phases.get(phase_id) or PhaseFacts(phase_id, (), None, ())

    @property
    def suspension(self) -> Stretch | None:
        """Return the suspension that lasts, if one does."""
        kind = ProjectEntry.SUSPENDED
        found = (one for one in self.stretches if one.kind is kind and one.end is None)
        return next(found, None)

    def excused(self, actual: date) -> tuple[DayRange, ...]:
        """Return the days that do not count, up to a delivery. Source: R44, R45."""
        waits = [
            ThirdPartyWait(one.first, one.end)
            for one in self.stretches
            if one.kind is ProjectEntry.LETTER_SENT
        ]
        suspensions = [
            Suspension(one.first, one.end, Cause(one.cause))
            for one in self.stretches
            if one.kind is ProjectEntry.SUSPENDED
        ]
        return excused_ranges(waits, suspensions, actual)


def read_project(entries: Sequence[Entry]) -> ProjectAccount:
    """Return what a project's account comes to."""
    kept = standing(entries)
    opened = _last(kept, ProjectEntry.OPENED)
    signatures = _signatures(kept)
    ids = {int(one.data["phase"]) for one in kept if "phase" in one.data}
    return ProjectAccount(
        entries=kept,
        starts_on=opened.day if opened else None,
        phases={id_: _phase(id_, kept) for id_ in ids},
        stretches=_stretches(kept),
        signatures=signatures,
    )


def _phase(phase_id: int, kept: Sequence[Entry]) -> PhaseFacts:
    mine = [one for one in kept if one.data.get("phase") == phase_id]
    return PhaseFacts(
        phase_id=phase_id,
        promises=tuple(
            Promised(
                one.seq,
                date.fromisoformat(one.data["begins"]),
                date.fromisoformat(one.data["planned"]),
                one.day,
                one.data.get("document", ""),
                one.data.get("author", ""),
            )
            for one in mine
            if one.kind == ProjectEntry.PROMISED
        ),
        delivered=_last(mine, ProjectEntry.DELIVERED),
        exclusions=(*_exclusions(mine), *_refusals(mine, kept)),
    )


def _exclusions(mine: Sequence[Entry]) -> list[Proven]:
    return [
        Proven(one.seq, _proof(Exclusion(one.data["exclusion"]), one), proof_file(one.data))
        for one in mine
        if one.kind == ProjectEntry.EXCLUDED
    ]


def _refusals(mine: Sequence[Entry], kept: Sequence[Entry]) -> list[Proven]:
    """Return E6 for minutes that were refused and not signed after all. Source: R42."""
    signed = {one.data["minutes"] for one in kept if one.kind == ProjectEntry.MINUTES_SIGNED}
    return [
        Proven(one.seq, _proof(Exclusion.E6, one), proof_file(one.data))
        for one in mine
        if one.kind == ProjectEntry.MINUTES_REFUSED and one.data["minutes"] not in signed
    ]


def _proof(exclusion: Exclusion, one: Entry) -> ProvenExclusion:
    dated = date.fromisoformat(one.data.get("dated") or one.day.isoformat())
    return ProvenExclusion(exclusion, Evidence(one.data["document"], dated, one.data["author"]))


def _stretches(kept: Sequence[Entry]) -> tuple[Stretch, ...]:
    ends = {
        int(one.data["of"]): one.day
        for one in kept
        if one.kind in {ProjectEntry.RESUMED, ProjectEntry.READY}
    }
    kinds = {ProjectEntry.SUSPENDED, ProjectEntry.LETTER_SENT}
    return tuple(
        Stretch(
            seq=one.seq,
            kind=ProjectEntry(one.kind),
            first=one.day,
            end=ends.get(one.seq),
            cause=one.data.get("cause", ""),
            about=one.data.get("about", ""),
            document=one.data["document"],
            author=one.data["author"],
            file=proof_file(one.data),
        )
        for one in kept
        if one.kind in kinds
    )


def _signatures(kept: Sequence[Entry]) -> dict[int, Signature]:
    found: dict[int, Signature] = {}
    for one in kept:
        if one.kind in {ProjectEntry.MINUTES_SIGNED, ProjectEntry.MINUTES_REFUSED}:
            data: Mapping[str, Any] = one.data
            found[int(data["minutes"])] = Signature(
                seq=one.seq,
                minutes_id=int(data["minutes"]),
                refused=one.kind == ProjectEntry.MINUTES_REFUSED,
                name=data.get("name") or data.get("author", ""),
                at=one.recorded_at,
                day=one.day,
                hash=data.get("hash", ""),
                path=data.get("path", ""),
                reason=data.get("reason", ""),
            )
    return found


def _last(entries: Sequence[Entry], kind: ProjectEntry) -> Entry | None:
    return next((one for one in reversed(entries) if one.kind == kind), None)
