"""Why a case stopped is told in the reader's language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from owj.server.records.refusals import FieldReadOnly
from owj.ui.incident_words import say_incident


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (
            f"{FieldReadOnly.code}: {FieldReadOnly(field='موضوع')}",
            "شما اجازهٔ تغییر «موضوع» را ندارید.",
        ),
        ("ConnectionError: nobody answers", "ConnectionError: nobody answers"),
    ],
)
def test_a_refusal_is_worded_and_a_strange_text_stays(detail: str, said: str) -> None:
    with override("fa"):
        assert say_incident(detail) == said
    with override("en"):
        assert say_incident(detail).endswith(detail.partition(": ")[2])
