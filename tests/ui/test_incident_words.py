"""Why a case stopped is told in the reader's language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from owj.kernel.errors import OutsideFailure
from owj.server.records.refusals import FieldReadOnly
from owj.server.web_calls.errors import CallFailed
from owj.ui.incident_words import say_incident


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (
            f"{FieldReadOnly.code}: {FieldReadOnly(field='موضوع')}",
            "شما اجازهٔ تغییر «موضوع» را ندارید.",
        ),
        (
            f"{CallFailed.code}: {CallFailed(host='10.0.0.1', reason='it took too long')}",
            "پرسش از \u206610.0.0.1\u2069 ممکن نشد: بیش از اندازه طول کشید.",
        ),
        (
            f"{OutsideFailure.code}: {OutsideFailure(reason='10.0.0.1 answered 503')}",
            "چیزی بیرون از اوج کار نکرد: \u206610.0.0.1\u2069 پاسخ ۵۰۳ داد.",
        ),
        ("ConnectionError: nobody answers", "ConnectionError: nobody answers"),
    ],
)
def test_a_refusal_is_worded_and_a_strange_text_stays(detail: str, said: str) -> None:
    with override("fa"):
        assert say_incident(detail) == said
    with override("en"):
        assert say_incident(detail).endswith(detail.partition(": ")[2])
