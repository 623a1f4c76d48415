"""A project's pages: who keeps promises and who only reads them, at both doors."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk
from tests.packages.projects.conftest import Running, days_ago, run_project
from tests.packages.warranty.conftest import cover

from owj.packages.projects.words import ProjectEntry, ProjectKind
from owj.server.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db

PROOF = {"document": "نامهٔ ۱۲", "author": "رضا کریمی"}


@pytest.fixture
def running(desk: Desk) -> Running:
    return run_project(cover(desk), ProjectKind.TRAINING, days_ago(desk, 8), title="دورهٔ یکم")


def write(client: Client, running: Running, verb: str, **given: object) -> int:
    address = reverse("client:project_write", args=[running.project.id, verb])
    return client.post(address, given).status_code


def kinds(running: Running) -> list[str]:
    rows = LedgerEntry.objects.filter(entity="project", record_id=running.project.id)
    return list(rows.order_by("seq").values_list("kind", flat=True))


def test_keeper_writes_and_everybody_with_a_role_reads_the_delay(running: Running) -> None:
    desk, phase = running.desk, str(running.phase.id)
    manager = client_of(desk.manager)
    given = {"phase": phase, "day": "1405/9/1", **PROOF}
    assert write(manager, running, "deliver", **given) == 302
    assert kinds(running)[-1] == ProjectEntry.DELIVERED
    for reader in (manager, client_of(desk.agent)):
        said = text_of(reader.get(reverse("client:project", args=[running.project.id])))
        assert "دورهٔ یکم" in said
        assert "۸ روز دیر" in said


@pytest.mark.parametrize("verb", ["promise", "deliver", "agree", "suspend", "letter", "exclude"])
def test_wrong_role_writes_nothing(running: Running, verb: str) -> None:
    before = kinds(running)
    given = {"phase": str(running.phase.id), "day": "1405/9/1", "exclusion": "E5", **PROOF}
    given |= {"begins": "1405/8/2", "planned": "1405/9/20", "title": "ف", "about": "درگاه"}
    for user in (running.desk.agent, running.desk.roleless):
        assert write(client_of(user), running, verb, **given) == 403
    # A person of the customer is asked to sign in at the other door.
    assert write(client_of(running.desk.hub_user), running, verb, **given) == 302
    assert kinds(running) == before


def test_customer_sees_the_own_project_with_the_same_delay_and_nobody_elses(
    running: Running,
) -> None:
    address = reverse("hub:project", args=[running.project.id])
    assert "۸ روز دیر" in text_of(client_of(running.desk.hub_user).get(address))
    assert client_of(running.desk.other_hub_user).get(address).status_code == 404


def test_refused_form_keeps_what_was_typed(running: Running) -> None:
    ahead = {"phase": str(running.phase.id), "day": "1405/9/20", **PROOF}
    address = reverse("client:project_write", args=[running.project.id, "deliver"])
    answer = client_of(running.desk.manager).post(address, ahead)
    assert answer.status_code == 422
    assert 'value="نامهٔ ۱۲"' in answer.content.decode()
