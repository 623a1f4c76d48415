"""Invoices: issued once, numbered without a gap, never changed; paid, credited, renewed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.packages.billing.conftest import Books
from tests.packages.warranty.conftest import jalali

from owj.kernel.errors import NotFound
from owj.kernel.promises.periods import WarrantyState
from owj.packages.billing.entity import Invoice, InvoiceState
from owj.packages.billing.errors import (
    NotADraft,
    NotIssued,
    OnlyBookkeepers,
    ReasonWanted,
    RenewalStands,
)
from owj.packages.billing.lines import Line, LineRefused
from owj.packages.billing.money import MoneySpent
from owj.packages.billing.queries import balance, invoice_view, open_invoices, statement_of
from owj.packages.billing.services import (
    InvoiceDraft,
    Payment,
    change_draft,
    credit_invoice,
    draft_invoice,
    draft_renewal,
    invoice_renewal,
    issue_invoice,
    offer_draft,
    record_payment,
    take_back_payment,
    use_credit,
)
from owj.packages.billing.words import MoneyKind, PayMethod
from owj.packages.pricing.services import set_tax_rate
from owj.packages.warranty.errors import RenewalInvoiced
from owj.packages.warranty.services import record_renewal
from owj.packages.warranty.services.facts import give_discount
from owj.packages.warranty.services.work import hold
from owj.server.ledger.paper_rows import SealedPaper

pytestmark = pytest.mark.django_db

TODAY = jalali(1405, 9, 1)
# 15 % of the modules' 4.25 billion, and 10 % tax on it.
FEE, TOTAL = 637_500_000, 701_250_000


def pay(books: Books, amount: int, invoice: Invoice | None = None) -> None:
    payment = Payment(amount, TODAY, PayMethod.TRANSFER, "r", invoice.id if invoice else None)
    record_payment(books.ctx, books.customer_id, payment)


def test_issued_invoice_has_the_next_number_the_tax_of_its_day_and_a_due_day(books: Books) -> None:
    first, second = books.bill(), books.bill()
    assert (first.number, second.number) == ("INV-1405-00001", "INV-1405-00002")
    assert (first.net, first.tax, first.total, first.left) == (
        10_000_000,
        1_000_000,
        11_000_000,
        11_000_000,
    )
    assert first.due_on == TODAY + timedelta(days=14)
    assert balance(books.ctx, books.customer_id) == 22_000_000
    assert [one.id for one in open_invoices(books.ctx, books.customer_id)] == [first.id, second.id]


def test_number_of_an_issue_that_was_undone_is_given_again(books: Books) -> None:
    draft = draft_invoice(books.ctx, InvoiceDraft(books.customer_id, "مشاوره", [Line("مشاوره", 5)]))
    with transaction.atomic():
        assert issue_invoice(books.ctx, draft.id).number == "INV-1405-00001"
        transaction.set_rollback(True)
    assert books.fresh(draft).state is InvoiceState.DRAFT
    assert issue_invoice(books.ctx, draft.id).number == "INV-1405-00001"


def test_sealed_paper_cannot_be_changed_or_deleted(books: Books) -> None:
    books.bill()
    rows = SealedPaper.objects.all()
    with pytest.raises(DatabaseError, match="server_sealedpaper"), transaction.atomic():
        rows.update(content={})
    with pytest.raises(DatabaseError, match="server_sealedpaper"), transaction.atomic():
        rows.delete()


def test_issued_invoice_keeps_its_lines_when_names_rates_and_rows_change(books: Books) -> None:
    invoice = books.bill()
    set_tax_rate(books.ctx, TODAY, 20)
    books.desk.system.update(books.desk.customer, name="نام دیگر")
    books.desk.system.update(invoice, lines=[])
    view = invoice_view(books.ctx, invoice.id)
    assert view.paper is not None
    assert view.paper.is_whole
    assert view.totals.total == 11_000_000
    assert view.paper.content["buyer"]["name"] == "پخش مهرگستر شرق"
    with pytest.raises(NotADraft):
        change_draft(books.ctx, invoice.id, "دیگر", [Line("دیگر", 1)])
    assert books.bill().tax == 2_000_000


def test_agents_and_customers_issue_nothing_and_foreign_customers_see_nothing(books: Books) -> None:
    desk, invoice = books.desk, books.bill()
    for person in (desk.agent, desk.hub_user, desk.roleless):
        with pytest.raises(OnlyBookkeepers):
            draft_invoice(desk.ctx(person), InvoiceDraft(books.customer_id, "x", [Line("x", 1)]))
    assert invoice_view(desk.ctx(desk.hub_user), invoice.id).invoice.id == invoice.id
    for read in (invoice_view, lambda ctx, _id: statement_of(ctx, books.customer_id)):
        with pytest.raises(NotFound):
            read(desk.ctx(desk.other_hub_user), invoice.id)


def test_customer_sees_a_draft_once_it_is_offered(books: Books) -> None:
    desk = books.desk
    draft = draft_invoice(books.ctx, InvoiceDraft(books.customer_id, "x", [Line("x", 1)]))
    with pytest.raises(NotFound):
        invoice_view(desk.ctx(desk.hub_user), draft.id)
    offer_draft(books.ctx, draft.id)
    assert invoice_view(desk.ctx(desk.hub_user), draft.id).paper is None


@pytest.mark.parametrize(
    "line", [Line("", 5), Line("x", -1), Line("x", 5, 6), Line("x", 10**16), Line("x", 5, -1)]
)
def test_line_without_words_or_with_a_wrong_amount_is_refused(books: Books, line: Line) -> None:
    with pytest.raises(LineRefused):
        draft_invoice(books.ctx, InvoiceDraft(books.customer_id, "x", [line]))


def test_payment_in_parts_and_too_much_of_it(books: Books) -> None:
    invoice = books.bill()
    pay(books, 4_000_000, invoice)
    assert (books.fresh(invoice).state, books.fresh(invoice).left) == ("open", 7_000_000)
    pay(books, 10_000_000, invoice)
    assert (books.fresh(invoice).state, books.account.credit) == ("paid", 3_000_000)
    other = books.bill()
    assert use_credit(books.ctx, other.id) == 3_000_000
    assert books.fresh(other).left == 8_000_000
    assert balance(books.ctx, books.customer_id) == 8_000_000


def test_payment_for_no_invoice_settles_the_oldest_first(books: Books) -> None:
    first, second = books.bill(), books.bill()
    pay(books, 15_000_000)
    assert books.fresh(first).state is InvoiceState.PAID
    assert books.fresh(second).left == 7_000_000
    assert books.account.credit == 0


def test_payment_that_did_not_come_is_taken_back_and_its_line_stays(books: Books) -> None:
    invoice = books.bill()
    pay(books, 11_000_000, invoice)
    with pytest.raises(ReasonWanted):
        take_back_payment(books.ctx, books.customer_id, 2, " ")
    take_back_payment(books.ctx, books.customer_id, 2, "چک برگشت")
    assert books.fresh(invoice).state is InvoiceState.OPEN
    lines = statement_of(books.ctx, books.customer_id).lines
    assert [(one.kind, one.gone) for one in lines] == [
        (MoneyKind.INVOICED, False),
        (MoneyKind.PAID, True),
    ]
    assert lines[-1].balance == 11_000_000


def test_credit_note_takes_back_a_part_then_the_rest_and_no_more(books: Books) -> None:
    invoice = books.bill()
    assert credit_invoice(books.ctx, invoice.id, "تخفیف", 1_100_000).number == "CN-1405-00001"
    pay(books, 9_900_000, invoice)
    assert books.fresh(invoice).state is InvoiceState.PAID
    credit_invoice(books.ctx, invoice.id, "ابطال")
    assert books.fresh(invoice).state is InvoiceState.CREDITED
    assert books.account.credit == 9_900_000
    notes = invoice_view(books.ctx, invoice.id).notes
    assert [one.content["tax"] for one in notes] == [100_000, 900_000]
    with pytest.raises(MoneySpent):
        credit_invoice(books.ctx, invoice.id, "باز هم", 1)


def test_draft_is_neither_paid_nor_credited(books: Books) -> None:
    draft = draft_invoice(books.ctx, InvoiceDraft(books.customer_id, "x", [Line("x", 1)]))
    with pytest.raises(NotIssued):
        pay(books, 5, draft)
    with pytest.raises(NotIssued):
        credit_invoice(books.ctx, draft.id, "x")


def test_paid_renewal_begins_a_year_and_takes_its_discounts_once(books: Books) -> None:
    contract_id = books.covered.contract.id
    give_discount(hold(books.ctx, contract_id), 5, "1405-07")
    draft = draft_renewal(books.ctx, contract_id)
    assert draft_renewal(books.ctx, contract_id).id == draft.id
    issue_invoice(books.ctx, draft.id)
    invoice = books.fresh(draft)
    assert (invoice.net, invoice.total) == (FEE * 95 // 100, TOTAL * 95 // 100)
    view = invoice_view(books.ctx, invoice.id)
    assert [one.get("amount") for one in view.basis] == [1_250_000_000, 3_000_000_000, None]
    before = books.covered.look().ends_on
    pay(books, invoice.total - 1, invoice)
    assert books.covered.look().ends_on == before
    pay(books, 1, invoice)
    after = books.covered.look()
    assert after.ends_on == jalali(1406, 11, 30)
    assert after.account.taken == {one.seq for one in after.account.discounts}
    assert after.quote is not None
    assert after.quote.discounts == ()


def test_one_renewal_waits_at_a_time_and_its_discounts_wait_with_it(books: Books) -> None:
    contract_id, ctx = books.covered.contract.id, books.ctx
    customer = books.desk.ctx(books.desk.hub_user)
    first = invoice_renewal(customer, contract_id)
    assert invoice_renewal(customer, contract_id).id == first.id
    for again in (
        lambda: draft_renewal(ctx, contract_id),
        lambda: record_renewal(ctx, contract_id, TODAY, "دستی"),
    ):
        with pytest.raises(RenewalInvoiced):
            again()


def test_credited_renewal_gives_its_discounts_and_its_year_back(books: Books) -> None:
    contract_id = books.covered.contract.id
    give_discount(hold(books.ctx, contract_id), 5, "1405-07")
    before = books.covered.look()
    invoice = invoice_renewal(books.ctx, contract_id)
    pay(books, invoice.total, invoice)
    with pytest.raises(RenewalStands):
        take_back_payment(books.ctx, books.customer_id, 2, "چک برگشت")
    credit_invoice(books.ctx, invoice.id, "انصراف")
    after = books.covered.look()
    assert (after.ends_on, after.quote) == (before.ends_on, before.quote)
    assert books.account.credit == invoice.total


def test_renewal_that_costs_nothing_begins_with_its_invoice(books: Books) -> None:
    contract_id = books.covered.contract.id
    give_discount(hold(books.ctx, contract_id), 100, "1405-07")
    invoice = invoice_renewal(books.ctx, contract_id)
    assert (invoice.total, invoice.state) == (0, InvoiceState.PAID)
    assert books.covered.look().state is WarrantyState.ACTIVE
    assert books.covered.look().ends_on == jalali(1406, 11, 30)


def test_taxes_of_the_credit_notes_of_an_invoice_come_to_its_own(books: Books) -> None:
    invoice = books.bill(93)
    assert (invoice.tax, invoice.total) == (9, 102)
    for _ in range(3):
        credit_invoice(books.ctx, invoice.id, "تخفیف", 17)
    credit_invoice(books.ctx, invoice.id, "ابطال")
    notes = invoice_view(books.ctx, invoice.id).notes
    assert sum(one.content["tax"] for one in notes) == invoice.tax
    assert all(0 <= one.content["tax"] <= one.content["total"] for one in notes)
