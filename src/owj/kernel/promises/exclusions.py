"""When no compensation is owed, with evidence that the customer sees. Source: R42, R43."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from owj.kernel.errors import InvalidInput
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.remedy_settings import Exclusion, Process


class EvidenceMissing(InvalidInput):
    """Say that an exclusion stands without its document or its author."""

    code = "exclusion.evidence_missing"
    message = "Exclusion %(exclusion)s needs evidence: a document, its date and its author."


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold what proves an exclusion. document: a title or a file's name."""

    document: str
    dated: date
    author: str


@dataclass(frozen=True, slots=True)
class ProvenExclusion:
    """Hold one exclusion with its evidence. Raises: EvidenceMissing. Source: R42."""

    exclusion: Exclusion
    evidence: Evidence

    def __post_init__(self) -> None:
        if not self.evidence.document.strip() or not self.evidence.author.strip():
            raise EvidenceMissing(exclusion=self.exclusion.value)


def barring(
    exclusions: Iterable[Exclusion], process: Process, agreement: Agreement
) -> tuple[Exclusion, ...]:
    """Return those exclusions that bar a process from compensation, each once, by their codes.

    E8 and E10 are none: they take days off a delay. Source: R43.
    """
    bars = {one for one in exclusions if process in agreement.exclusion_scope[one]}
    return tuple(one for one in Exclusion if one in bars)
