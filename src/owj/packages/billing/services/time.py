"""Worked time: written down with who pays, taken back, collected into an invoice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext, override

from owj.kernel.calendars.jalali import JalaliDate, format_date
from owj.kernel.errors import InvalidInput
from owj.kernel.promises.cover import CoverReason, cover_of
from owj.kernel.promises.entitlements import Benefit, balance
from owj.kernel.promises.periods import period_of
from owj.kernel.promises.prices import Price, PricedService, Site
from owj.kernel.sla.warranty_settings import Service
from owj.packages.billing.covering import ChargeReason, CoverFacts, Part, judge_work
from owj.packages.billing.entity import (
    Invoice,
    InvoiceKind,
    WorkCharge,
    WorkEntry,
    WorkSource,
)
from owj.packages.billing.errors import NothingToCollect, WorkCollected
from owj.packages.billing.lines import MOST_LINES, Line
from owj.packages.billing.services.drafts import InvoiceDraft, write_draft
from owj.packages.billing.services.work import check_bookkeeper
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import current_contract
from owj.packages.customers.entity import Customer
from owj.packages.customers.services.who_may import check_staff
from owj.packages.desk.entity import Ticket
from owj.packages.pricing.queries import Work, price_work
from owj.packages.projects.entity import Project
from owj.packages.warranty.services.facts import record_use, take_back
from owj.packages.warranty.services.work import check_day, hold
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_at
from owj.server.records.context import Context

MOST_MINUTES = 1440


class MinutesRefused(InvalidInput):
    """Say that this is no length of work within a day."""

    code = "billing.minutes_refused"
    message = "Expected 1 to 1440 minutes, got %(got)s."


@dataclass(frozen=True, slots=True)
class Worked:
    """Minutes that were worked for a customer. ticket_id, project_id: for which of theirs."""

    customer_id: int
    service: PricedService
    site: Site
    minutes: int
    day: date
    note: str = ""
    source: WorkSource = WorkSource.VISIT
    reference: str = ""
    ticket_id: int | None = None
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    customer_id: int
    contract: Contract | None
    ticket: Ticket | None
    project: Project | None


@transaction.atomic
def record_work(ctx: Context, worked: Worked) -> list[WorkEntry]:
    """Write worked time down; what a free grant covers only in part becomes two entries.

    Covered training leaves the grant at once (R28). Raises: OnlyDeskStaff, NotFound,
    MinutesRefused, DayAhead.
    """
    check_staff(ctx)
    if not 1 <= worked.minutes <= MOST_MINUTES:
        raise MinutesRefused(got=worked.minutes)
    check_day(ctx, worked.day)
    place = _place(ctx, worked)
    ctx.get(Customer, place.customer_id)
    parts = judge_work(worked.service, worked.minutes, _facts(ctx, place, worked.day))
    return [_write(ctx, worked, one, place) for one in parts]


@transaction.atomic
def drop_work(ctx: Context, entry_id: int) -> None:
    """Take worked time out that stands on no invoice; free minutes go back to their grant.

    Its author or whoever keeps the books. Raises: OnlyBookkeepers, NotFound, WorkCollected.
    """
    entry = ctx.lock(WorkEntry, entry_id)
    if entry.by_id != ctx.actor.user_id:
        check_bookkeeper(ctx)
    if entry.invoice_id is not None:
        raise WorkCollected
    system = ctx.as_system()
    if entry.used_seq is not None and entry.contract_id is not None:
        with override(ctx.workspace.language):
            reason = gettext("The worked time was taken out.")
        take_back(system, entry.contract_id, entry.used_seq, reason)
    system.delete(entry)


@transaction.atomic
def collect_work(ctx: Context, customer_id: int) -> Invoice:
    """Draft an invoice of all billable time of a customer that waits for one.

    Raises: OnlyBookkeepers, NotFound, NothingToCollect, TableMissing, PriceMissing.
    """
    check_bookkeeper(ctx)
    ctx.get(Customer, customer_id)
    system = ctx.as_system()
    system.lock(Customer, customer_id)
    waiting = waiting_work(ctx, customer_id)[:MOST_LINES]
    if not waiting:
        raise NothingToCollect
    lines = [_line(ctx, one) for one in waiting]
    with override(ctx.workspace.language):
        subject = gettext("Worked time until %(day)s") % {"day": _day(ctx, waiting[-1].day)}
    draft = InvoiceDraft(customer_id, subject, lines, waiting[-1].contract_id, InvoiceKind.WORK)
    invoice = write_draft(ctx, draft)
    for one in waiting:
        system.update(one, invoice=invoice)
    return invoice


def waiting_work(ctx: Context, customer_id: int) -> list[WorkEntry]:
    """Return billable time that stands on no invoice, the oldest first."""
    rows = ctx.rows(WorkEntry).filter(
        customer_id=customer_id, invoice=None, charge=WorkCharge.BILLABLE
    )
    return list(rows.select_related("ticket", "project").order_by("day", "id"))


def release_work(ctx: Context, invoice_id: int) -> None:
    """Let the time of an invoice wait for another one."""
    system = ctx.as_system()
    for one in system.rows(WorkEntry).filter(invoice_id=invoice_id):
        system.update(one, invoice=None)


def _price(ctx: Context, entry: WorkEntry) -> Price:
    year = JalaliDate.from_gregorian(entry.day).year
    system = ctx.as_system()
    contract = system.get(Contract, entry.contract_id) if entry.contract_id else None
    key = contract.agreement if contract else SHIPPED_KEY
    agreement = agreement_at(key, ctx.now).agreement
    service, site = PricedService(entry.service.value), Site(entry.site.value)
    return price_work(ctx, year, Work(service, site, entry.minutes), agreement)


def _line(ctx: Context, entry: WorkEntry) -> Line:
    price = _price(ctx, entry)
    with override(ctx.workspace.language):
        service = entry.service.label.in_language(ctx.workspace.language)
        site = entry.site.label.in_language(ctx.workspace.language)
        about = entry.ticket.tracking_id if entry.ticket else entry.reference
        about = entry.project.title if entry.project else about
        text = gettext("%(service)s, %(site)s") % {"service": service, "site": site}
    note = [one for one in (_day(ctx, entry.day), about, entry.note) if one]
    return Line(
        text, price.total, 0, price.billed_minutes, "hour", price.unit, note=" · ".join(note)[:300]
    )


def _write(ctx: Context, worked: Worked, part: Part, place: _Place) -> WorkEntry:
    customer_id, contract, ticket = place.customer_id, place.contract, place.ticket
    source = WorkSource.TICKET if ticket else worked.source
    if place.project is not None:
        source = WorkSource.PROJECT
    used = None
    if part.covered and part.reason is ChargeReason.FREE_TRAINING and contract is not None:
        note = ticket.tracking_id if ticket else worked.reference
        note = place.project.title if place.project else note
        record_use(ctx, contract.id, Benefit.TRAINING_MINUTES, part.minutes, note)
        used = hold(ctx, contract.id).account.entries[-1].seq
    return ctx.as_system().create(
        WorkEntry,
        customer_id=customer_id,
        contract_id=contract.id if contract else None,
        source=source,
        ticket_id=ticket.id if ticket else None,
        project_id=place.project.id if place.project else None,
        reference=" ".join(worked.reference.split())[:200],
        service=worked.service.value,
        site=worked.site.value,
        minutes=part.minutes,
        day=worked.day,
        by_id=ctx.actor.user_id,
        note=worked.note.strip()[:300],
        charge=WorkCharge.COVERED if part.covered else WorkCharge.BILLABLE,
        reason=part.reason.value,
        used_seq=used,
    )


def _place(ctx: Context, worked: Worked) -> _Place:
    """Return whose work it is; a ticket and a project name their customer and contract."""
    if worked.ticket_id:
        ticket = ctx.get(Ticket, worked.ticket_id)
        contract = ctx.get(Contract, ticket.contract_id)
        return _Place(ticket.customer_id, contract, ticket, None)
    if worked.project_id:
        project = ctx.get(Project, worked.project_id)
        contract = ctx.get(Contract, project.contract_id)
        return _Place(contract.customer_id, contract, None, project)
    customer_id = worked.customer_id
    return _Place(customer_id, current_contract(ctx, customer_id), None, None)


def _facts(ctx: Context, place: _Place, day: date) -> CoverFacts:
    contract, ticket = place.contract, place.ticket
    if contract is None:
        return CoverFacts()
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    account = hold(ctx, contract.id).account
    cover = cover_of(Service.TICKET, account.periods, day, agreement)
    # Free minutes leave the grant of today's period, so only they are counted.
    today = ctx.now.astimezone(ctx.zone).date()
    granted = period_of(account.periods, today) is not None
    left = balance(account.grants, account.uses, Benefit.TRAINING_MINUTES, today) if granted else 0
    return CoverFacts(
        begun=account.delivered is not None,
        runs=account.delivered is not None and cover.reason is not CoverReason.LAPSED,
        training_left=left,
        is_fault=bool(ticket and ticket.is_bug),
        agreed_price=bool(place.project and place.project.agreed_price),
    )


def _day(ctx: Context, day: date) -> str:
    return format_date(day, ctx.workspace.language)
