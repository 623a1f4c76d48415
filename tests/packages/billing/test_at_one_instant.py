"""Two people at one instant, on two connections: nothing is paid, given or spent twice."""

from __future__ import annotations

from datetime import timedelta

from tests.packages.billing.conftest import Books, open_books
from tests.packages.conftest import Desk
from tests.packages.desk.test_two_workers import at_once
from tests.packages.installations.test_signs import Server

from owj.kernel.promises.entitlements import Benefit, EntitlementSpent
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.packages.billing.entity import Invoice, InvoiceState
from owj.packages.billing.lines import Line
from owj.packages.billing.services import (
    InvoiceDraft,
    draft_invoice,
    invoice_renewal,
    issue_invoice,
)
from owj.packages.installations.services import take_sign
from owj.packages.remedies.queries import month_claims
from owj.packages.remedies.services import accept_claim, choose, file_claim
from owj.packages.warranty.services import record_use
from owj.packages.warranty.words import EntryKind
from owj.server.ledger.paper_rows import SealedPaper
from owj.server.payments.models import OnlinePayment
from owj.server.payments.sandbox import APPROVED, answer_of
from owj.server.payments.services import begin_payment, settle_payment
from owj.server.signed_senders.errors import AlreadyHeard


def test_money_and_years_come_once_however_many_tell_it_at_one_instant(
    committed_desk: Desk,
) -> None:
    books = open_books(committed_desk)
    desk, contract_id = books.desk, books.covered.contract.id
    # Two people of the customer ask for the renewal: one invoice.
    asked = at_once(*[lambda: invoice_renewal(desk.ctx(desk.hub_user), contract_id)] * 2)
    invoices = {one.id for one in asked if isinstance(one, Invoice)}
    assert len(invoices) == 1
    invoice = desk.system.get(Invoice, invoices.pop())
    # The gateway's answer to one attempt comes twice, and another attempt's at the same instant.
    attempts = [_attempt(books, invoice) for _ in range(2)]
    answers = [(one, answer_of(one, APPROVED)) for one in (attempts[0], attempts[0], attempts[1])]
    told = at_once(*[lambda one=one, a=a: settle_payment(one.id, a) for one, a in answers])
    assert [one.state for one in told if isinstance(one, OnlinePayment)] == ["paid"] * 3
    account = books.account
    assert books.fresh(invoice).state is InvoiceState.PAID
    assert account.credit == invoice.total
    paid = [one.kind for one in books.covered.look().entries]
    assert paid.count(EntryKind.RENEWAL_PAID) == 1
    # Eight drafts are issued by four people; who comes second to a draft is refused.
    drafts = [_draft(books) for _ in range(4)]
    at_once(*[lambda id_=id_: issue_invoice(books.ctx, id_) for id_ in drafts * 2])
    numbers = sorted(SealedPaper.objects.filter(series="invoice").values_list("number", flat=True))
    assert [int(one.rpartition("-")[2]) for one in numbers] == [1, 2, 3, 4, 5]


def test_remedy_and_entitlement_are_given_once_at_one_instant(committed_desk: Desk) -> None:
    books = open_books(committed_desk)
    desk, covered = books.desk, books.covered
    id_ = covered.contract.id
    server = Server(desk)
    # One sign of life that somebody sends again meanwhile.
    message = server.message({"running": True})
    heard = at_once(*[lambda: take_sign(desk.system, message)] * 3)
    assert [type(one) for one in heard].count(AlreadyHeard) == 2
    # Three remote installations are granted; five colleagues use one each.
    use = at_once(*[lambda: record_use(desk.ctx(desk.agent), id_, Benefit.REMOTE_INSTALL, 1)] * 5)
    assert [type(one) for one in use].count(EntitlementSpent) == 2
    left = {one.benefit: one.left for one in covered.look().balances}
    assert left[Benefit.REMOTE_INSTALL] == 0
    # Five misses give one claim, one verdict, one remedy.
    for minutes in range(5):
        desk.file(at=desk.now - timedelta(hours=2, minutes=minutes))
    desk.ring()
    at_once(*[lambda: file_claim(desk.ctx(desk.hub_user), id_, "1405-09")] * 2)
    (found,) = month_claims(desk.system, id_)
    assert found.claim is not None
    seq = found.claim.seq
    at_once(*[lambda: accept_claim(desk.ctx(desk.manager), id_, seq)] * 2)
    wishes = (RemedyOption.RENEWAL_DISCOUNT, RemedyOption.RENEWAL_DISCOUNT)
    at_once(*[lambda wish=wish: choose(desk.ctx(desk.hub_user), id_, seq, wish) for wish in wishes])
    kinds = [str(one.kind) for one in covered.look().entries]
    once = ("claim_filed", "claim_accepted", "remedy_chosen", "discount_given")
    assert {one: kinds.count(one) for one in once} == dict.fromkeys(once, 1)


def _attempt(books: Books, invoice: Invoice) -> OnlinePayment:
    ctx = books.desk.ctx(books.desk.hub_user)
    payment_id, _address = begin_payment(ctx, "invoice", invoice.id, invoice.left)
    return OnlinePayment.objects.get(id=payment_id)


def _draft(books: Books) -> int:
    lines = [Line("مشاوره", 1_000_000, unit_price=1_000_000)]
    return draft_invoice(books.ctx, InvoiceDraft(books.customer_id, "مشاوره", lines)).id
