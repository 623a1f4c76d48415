"""The real log: the figures that an independent count gives, in the time it may take."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.packages.conftest import Desk
from tests.packages.desk_import.reference import reference
from tests.packages.desk_import.test_small_log import main_keys, ticket_of

from owj.packages.desk.importer import import_helpdesk_log
from owj.packages.desk.queries import inbox_rows, queue_counts, ticket_page
from owj.packages.desk.queries.results import InboxFilter
from owj.packages.desk.words import Queue
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.timers.models import Timer

IMPORT_LIMIT_S = 60
PAGE_LIMIT_S = 0.1


@pytest.mark.shared
def test_the_real_log_comes_to_what_an_independent_count_says(desk: Desk, shared: Path) -> None:
    log = shared / "data" / "helpdesk_log.csv"
    began_s = time.process_time()
    found = import_helpdesk_log(desk.system, log).to_json()
    assert time.process_time() - began_s < IMPORT_LIMIT_S
    assert main_keys(found) == reference(log)
    assert found["cases"] == found["new_cases"] == 4580
    assert (found["events"], found["duplicates"], found["rejected"]) == (21221, 127, 0)
    assert (found["p0"], found["months_with_5_misses"]) == (3605, 87)

    again = import_helpdesk_log(desk.system, log).to_json()
    assert again.pop("new_cases") == 0
    found.pop("new_cases")
    assert main_keys(again) | again == main_keys(found) | found

    assert not OutboxMessage.objects.exists()
    assert not Notice.objects.exists()
    assert Timer.objects.count() <= 11  # so many cases were never finished
    look_at_the_screens(desk)


def look_at_the_screens(desk: Desk) -> None:
    """Open the inbox and the ticket whose clocks have run longest."""
    ctx = desk.ctx(desk.agent)
    with CaptureQueriesContext(connection) as queries:
        page = inbox_rows(ctx, InboxFilter(queue=Queue.ALL))
        queue_counts(ctx)
    assert len(page.rows) == 50
    assert len(queries) <= 10
    oldest = ticket_of(desk.system, "Case 383").tracking_id
    ticket_page(ctx, oldest)
    began_s = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        shown = ticket_page(ctx, oldest)
    assert time.process_time() - began_s < PAGE_LIMIT_S
    assert len(queries) <= 15
    assert sum(len(card.explanation.rows) for card in shown.clocks) > 10
