"""The jobs of the server room. Their arguments are ids; their rows hold the rest."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from owj.server.documents.services import DOCUMENT_TASK, draw_document
from owj.server.imports.runs import IMPORT_TASK, work_on_run
from owj.server.inbound.services import fetch_sms
from owj.server.jobs.upkeep import FETCH_SMS_TASK
from owj.server.layouts.list_indexes import TEND_TASK, tend_list_indexes
from owj.server.outbox.deliver import deliver_message
from owj.server.outbox.delivery import ask_for_deliveries
from owj.server.outbox.services import DELIVER_TASK
from owj.server.payments.services import SETTLE_TASK, settle_or_ask_again
from owj.server.processes.work.asking import WORK_TASK
from owj.server.processes.work.running import run_work
from owj.server.records.computed.jobs import RECOMPUTE_TASK, fill_stretch
from owj.server.schema.kinds.services import CONVERT_TASK, run_stretch


@app.task(name=DELIVER_TASK)
def deliver(message_id: int) -> None:
    """Try to send one outbox message."""
    deliver_message(message_id)


@app.task(name=FETCH_SMS_TASK)
def fetch() -> None:
    """Bring in the SMS that came, and what became of those that went."""
    fetch_sms()
    ask_for_deliveries()


@app.task(name=RECOMPUTE_TASK)
def recompute(entity_key: str, field_keys: list[str], after_id: int) -> None:
    """Fill computed fields of rows that were there before the fields."""
    fill_stretch(entity_key, field_keys, after_id)


@app.task(name=TEND_TASK)
def tend_indexes() -> None:
    """Build and drop indexes of lists."""
    tend_list_indexes()


@app.task(name=IMPORT_TASK)
def bring_in(run_id: int) -> None:
    """Do the step that an import waits for."""
    work_on_run(run_id)


@app.task(name=WORK_TASK)
def do_process_work(instance_id: int, number: int) -> None:
    """Do one piece of work of a process that reaches outside."""
    run_work(instance_id, number)


@app.task(name=DOCUMENT_TASK)
def draw(document_id: int) -> None:
    """Draw one document."""
    draw_document(document_id)


@app.task(name=SETTLE_TASK)
def settle(payment_id: str, given: dict[str, str], asked: int) -> None:
    """Ask a bank once more whether a payment arrived."""
    settle_or_ask_again(UUID(payment_id), given, asked)


@app.task(name=CONVERT_TASK)
def convert(change_id: int) -> None:
    """Write a field's values over into another kind, for some seconds."""
    run_stretch(change_id)
