"""Papers that many issue at one instant: every number once and none left out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from owj.server.context import SYSTEM
from owj.server.ledger.paper_rows import SealedPaper
from owj.server.ledger.papers import PaperDraft, seal_paper
from owj.server.records.context import open_context

ISSUERS, EACH = 4, 6


def issue(issuer: int) -> None:
    """Issue papers; every third one is undone after it had its number."""
    try:
        for turn in range(EACH):
            with transaction.atomic():
                draft = PaperDraft("trial", "X-{jy}-{seq:4}", "trial", issuer, {"turn": turn})
                seal_paper(open_context(SYSTEM), draft)
                transaction.set_rollback(turn % 3 == 2)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_though_many_issue_and_some_are_undone() -> None:
    with ThreadPoolExecutor(ISSUERS) as pool:
        list(pool.map(issue, range(ISSUERS)))
    numbers = sorted(SealedPaper.objects.values_list("number", flat=True))
    assert [int(one.rpartition("-")[2]) for one in numbers] == list(
        range(1, ISSUERS * EACH * 2 // 3 + 1)
    )


@pytest.mark.django_db
def test_sealed_paper_has_its_content_and_place() -> None:
    content = {"ب": 1, "a": 2}
    paper = seal_paper(
        open_context(SYSTEM), PaperDraft("trial", "X-{jy}-{seq:4}", "trial", 1, content)
    )
    assert paper.is_whole
    assert paper.serial == 1
