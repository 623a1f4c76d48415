"""Rows of the inbox, drawn without a template, escape what people wrote and show what is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from owj.client.desk.drawn_rows import draw_rows
from owj.client.desk.own_fields import OwnCell
from owj.kernel.persian.marks import Piece
from owj.kernel.sla.clocks import ClockKind, ClockState, Promise
from owj.kernel.sla.events import Priority
from owj.packages.desk.queries import InboxFilter, InboxRow
from owj.packages.desk.words import Column, Rank, Status
from owj.server.agreements.faces import ClockFace
from owj.ui.faces import show_face
from owj.ui.parts_drawn import draw_chip
from owj.ui.records.faces import Face

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOSTILE = "\"><script>alert(1)</script>'&"
RUNNING = ClockFace(
    ClockState.RUNNING, Promise.FOLLOWUP, due_at=NOW, remaining_s=600, late_working_s=0, near=True
)


def row(**values: object) -> InboxRow:
    given: dict[str, object] = {
        "id": 7, "version": 1, "tracking_id": "T-1405-000007", "subject": HOSTILE,
        "status": Status.OPEN, "priority": Priority.HIGH, "priority_confirmed": True,
        "rank": Rank.RESPONSE, "customer_id": 1, "customer_name": HOSTILE, "assignee_id": 2,
        "assignee_name": HOSTILE, "opened_at": NOW, "updated_at": NOW, "face": RUNNING,
        "is_new": True, "announced": True, "has_files": True, "p0": False,
        "snippet": (Piece(HOSTILE, marked=True), Piece(HOSTILE, marked=False)),
        "own": (OwnCell(HOSTILE, Face("text", HOSTILE)),),
    } | values  # fmt: skip
    return InboxRow(**given)  # type: ignore[arg-type]  # values of a test


@pytest.fixture(autouse=True)
def _settled(db: None) -> None:
    """Drawing asks for the organisation's zone."""


def test_no_text_of_a_ticket_becomes_markup() -> None:
    drawn = draw_rows([row()], InboxFilter(columns=tuple(Column)), f"?q={HOSTILE}")
    assert "<script" not in drawn
    assert HOSTILE not in drawn


def test_a_row_shows_the_columns_asked_for_only() -> None:
    with translation.override("en"):
        few = draw_rows([row(subject="Printer")], InboxFilter(columns=(Column.STATUS,)), "?q=a")
        none = draw_rows([row(assignee_name=None)], InboxFilter(columns=(Column.ASSIGNEE,)), "")
    assert 'href="/tickets/T-1405-000007?q=a" dir="auto">Printer</a>' in few
    assert "o-item__st" in few
    assert "o-item__c" not in few
    assert "unassigned" in none


@pytest.mark.parametrize("state", [ClockState.RUNNING, ClockState.PAUSED, ClockState.WAITING])
def test_a_chip_tells_the_ticker_what_the_clock_card_tells_it(state: ClockState) -> None:
    shown = show_face(
        ClockFace(
            state,
            Promise.FOLLOWUP,
            ClockKind.ANNOUNCED,
            due_at=NOW,
            starts_at=NOW,
            remaining_s=5,
            near_s=3,
        ),
        NOW,
    )
    told = render_to_string("ui/parts/ticking.html", {"shown": shown})
    assert f'<owj-chip class="o-sla"{told.strip().join((" ", ""))}>' in draw_chip(shown)
