"""What a proposal offers: plain data in a draft and on the sealed paper, typed in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from owj.kernel.money import Rial
from owj.kernel.promises.prices import PricedService, Site, TaxRate, tax_on
from owj.packages.projects.services import ProjectKind
from owj.packages.proposals.errors import OfferEmpty, OfferRefused

MOST_ROWS = 100
MOST_RIAL = 10**15
MOST_MINUTES = 600_000


@dataclass(frozen=True, slots=True)
class OfferedModule:
    """A module with its licence price, in rial, without tax."""

    module_id: int
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class OfferedService:
    """Some work, priced by the table of the year in which the proposal is written (R52)."""

    service: PricedService
    site: Site
    minutes: int
    value: int


@dataclass(frozen=True, slots=True)
class OfferedPhase:
    """A delivery that is promised for a day."""

    kind: ProjectKind
    title: str
    begins: date
    planned: date

    @property
    def days(self) -> int:
        """Return how long it takes, both days counted."""
        return (self.planned - self.begins).days + 1


@dataclass(frozen=True, slots=True)
class OfferedRenewal:
    """A year of warranty for the contract that is extended, as it costs on one day (R23, R41).

    discount: at most nothing, as everywhere a renewal is told.
    """

    year: int
    percent: int
    gross: int
    discount: int

    @property
    def fee(self) -> int:
        return self.gross + self.discount


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything a proposal offers. renewal: only of a contract that it extends."""

    modules: tuple[OfferedModule, ...] = ()
    services: tuple[OfferedService, ...] = ()
    phases: tuple[OfferedPhase, ...] = ()
    renewal: OfferedRenewal | None = None

    @property
    def net(self) -> Rial:
        """Return what it costs before tax."""
        return Rial(self.work + (self.renewal.fee if self.renewal else 0))

    @property
    def work(self) -> int:
        """Return what modules and services cost, which one invoice asks for."""
        return self.product + sum(one.value for one in self.services)

    @property
    def product(self) -> Rial:
        """Return the value of the modules, of which a renewal is a share (R23)."""
        return Rial(sum(one.value for one in self.modules))

    def tax(self, on: date, rates: Sequence[TaxRate]) -> Rial:
        """Return its tax: each row's rounded once, as on the invoices. Raises: TaxMissing."""
        rows = [one.value for one in self.modules]
        rows += [one.value for one in self.services]
        rows += [self.renewal.fee] if self.renewal else []
        return Rial(sum(tax_on(Rial(one), on, rates) for one in rows))


def check_offer(offer: Offer) -> None:
    """Refuse an offer that nobody could keep. Raises: OfferEmpty, OfferRefused."""
    rows = (offer.modules, offer.services, offer.phases)
    if not (any(rows) or offer.renewal) or max(map(len, rows)) > MOST_ROWS:
        raise OfferEmpty
    for module in offer.modules:
        if not 0 <= module.value <= MOST_RIAL:
            raise OfferRefused(what=module.name)
    for work in offer.services:
        if not (1 <= work.minutes <= MOST_MINUTES and 0 <= work.value <= MOST_RIAL):
            raise OfferRefused(what=work.service.value)
    for phase in offer.phases:
        if not phase.title or phase.planned < phase.begins:
            raise OfferRefused(what=phase.title or phase.kind.label)


def plain_offer(offer: Offer) -> dict[str, Any]:
    """Return an offer as it is stored."""
    return {
        "modules": [asdict(one) for one in offer.modules],
        "services": [
            {**asdict(one), "service": one.service.value, "site": one.site.value}
            for one in offer.services
        ],
        "phases": [
            {
                "kind": one.kind.value,
                "title": one.title,
                "begins": one.begins.isoformat(),
                "planned": one.planned.isoformat(),
            }
            for one in offer.phases
        ],
        "renewal": asdict(offer.renewal) if offer.renewal else None,
    }


def read_offer(stored: object) -> Offer:
    """Return a stored offer; an empty one where nothing is stored."""
    plain: Mapping[str, Any] = stored if isinstance(stored, dict) else {}
    return Offer(
        tuple(
            OfferedModule(one["module_id"], one["name"], one["value"])
            for one in plain.get("modules", ())
        ),
        tuple(
            OfferedService(
                PricedService(one["service"]), Site(one["site"]), one["minutes"], one["value"]
            )
            for one in plain.get("services", ())
        ),
        tuple(
            OfferedPhase(
                ProjectKind(one["kind"]),
                one["title"],
                date.fromisoformat(one["begins"]),
                date.fromisoformat(one["planned"]),
            )
            for one in plain.get("phases", ())
        ),
        OfferedRenewal(**plain["renewal"]) if plain.get("renewal") else None,
    )
