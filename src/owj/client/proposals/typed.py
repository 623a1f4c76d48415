"""The rows of a proposal's form as they were typed, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from owj.client.desk.assign import number_of
from owj.kernel.persian.digits import latin_digits
from owj.kernel.promises.prices import PricedService, Site
from owj.packages.projects.words import ProjectKind
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.offer import MOST_ROWS, OfferedPhase, read_offer
from owj.packages.proposals.services import ProposalDraft, WishedModule, WishedService
from owj.server.agreements import SHIPPED_KEY
from owj.ui.billing.amounts import read_rial
from owj.ui.dates import show_date
from owj.ui.forms.moments import parse_day


@dataclass(frozen=True, slots=True)
class TypedModule:
    """A module's row. value: empty for its price in the list."""

    module: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class TypedService:
    """A service's row. time: hours, or hours and minutes."""

    service: str = ""
    site: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class TypedPhase:
    """A phase's row."""

    kind: str = ""
    title: str = ""
    begins: str = ""
    planned: str = ""


@dataclass(frozen=True, slots=True)
class TypedOffer:
    """All rows of a kept draft."""

    modules: list[TypedModule]
    services: list[TypedService]
    phases: list[TypedPhase]


def blank_rows(modules: Sequence[TypedModule]) -> list[TypedModule]:
    """Return the rows of modules with some to write more in."""
    return [*modules, *[TypedModule()] * (1 if modules else 3)]


def typed_modules(given: QueryDict) -> list[TypedModule]:
    """Return the modules that were chosen."""
    pairs = zip(given.getlist("module"), given.getlist("value"), strict=False)
    return [TypedModule(*one) for one in pairs if one[0].strip()][:MOST_ROWS]


def typed_services(given: QueryDict) -> list[TypedService]:
    """Return the services for which a time was typed."""
    columns = (given.getlist(name) for name in ("service", "site", "time"))
    rows = [TypedService(*cells) for cells in zip(*columns, strict=False)]
    return [one for one in rows if one.time.strip()][:MOST_ROWS]


def typed_phases(given: QueryDict) -> list[TypedPhase]:
    """Return the phases of which anything but the kind was typed."""
    columns = (given.getlist(name) for name in ("kind", "phase", "begins", "planned"))
    rows = [TypedPhase(*cells) for cells in zip(*columns, strict=False)]
    typed = [one for one in rows if one.title.strip() or one.begins.strip() or one.planned.strip()]
    return typed[:MOST_ROWS]


def typed_of(proposal: Proposal) -> TypedOffer:
    """Return a kept draft as it would be typed."""
    offer = read_offer(proposal.offer)
    return TypedOffer(
        [TypedModule(str(one.module_id), str(one.value)) for one in offer.modules],
        [
            TypedService(one.service.value, one.site.value, hours_typed(one.minutes))
            for one in offer.services
        ],
        [
            TypedPhase(one.kind.value, one.title, show_date(one.begins), show_date(one.planned))
            for one in offer.phases
        ],
    )


def hours_typed(minutes: int) -> str:
    """Return minutes as hours and minutes: "8:30"."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def read_draft(given: QueryDict, today: date) -> ProposalDraft:
    """Return what a form says of a proposal.

    Raises: AmountRefused, MomentUnreadable, MomentImpossible; the rest is refused by the service.
    """
    return ProposalDraft(
        title=given.get("title", ""),
        valid_until=parse_day(given.get("until", ""), today=today),
        modules=[
            WishedModule(
                number_of(one.module) or 0, read_rial(one.value) if one.value.strip() else None
            )
            for one in typed_modules(given)
        ],
        services=[
            WishedService(_service(one.service), _site(one.site), _minutes(one.time))
            for one in typed_services(given)
        ],
        phases=[_phase(one, today) for one in typed_phases(given)],
        note=given.get("note", ""),
        agreement=given.get("agreement", "") or SHIPPED_KEY,
        renew=bool(given.get("renew")),
    )


def _phase(typed: TypedPhase, today: date) -> OfferedPhase:
    kind = next((one for one in ProjectKind if one == typed.kind), ProjectKind.INSTALLATION)
    return OfferedPhase(
        kind,
        " ".join(typed.title.split())[:160] or str(kind.label),
        parse_day(typed.begins, today=today),
        parse_day(typed.planned, today=today),
    )


def _service(text: str) -> PricedService:
    return next((one for one in PricedService if one == text), PricedService.CONSULTING)


def _site(text: str) -> Site:
    return next((one for one in Site if one == text), Site.CUSTOMER)


def _minutes(text: str) -> int:
    """Return minutes typed as «8» or «8:30» hours; what is neither is none, which is refused."""
    hours, _colon, rest = latin_digits(text).strip().partition(":")
    parts = number_of(hours), number_of(rest or "0")
    if None in parts:
        return 0
    return (parts[0] or 0) * 60 + (parts[1] or 0)
