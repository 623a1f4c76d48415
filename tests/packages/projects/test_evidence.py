"""Evidence as files: laid to the project, named in the entry, open to the customer (R42)."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.doors import client_of, set_page_clock, text_of
from tests.packages.projects.conftest import PROOF, START, Running, days_ago, run_project
from tests.packages.warranty.conftest import Covered

from owj.kernel.errors import NotFound
from owj.kernel.promises.delays import Cause
from owj.kernel.sla.remedy_settings import Exclusion
from owj.packages.projects.services import exclude, suspend
from owj.packages.projects.words import ProjectKind
from owj.server.files.services import open_file, store_file
from owj.server.ledger.entry_files import EvidenceFileUnknown

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.4 a letter"


@pytest.fixture
def running(covered: Covered) -> Running:
    planned = days_ago(covered.desk, 10)
    return run_project(covered, ProjectKind.INSTALLATION, planned)


def letter(running: Running) -> UUID:
    return store_file(BytesIO(CONTENT), "letter.pdf", running.desk.manager.actor).id


def test_evidence_keeps_its_file_and_the_customer_opens_it(running: Running) -> None:
    file_id = letter(running)
    exclude(running.lead, *running.ids, Exclusion.E2, replace(PROOF, file_id=file_id))
    (proven,) = running.see(as_customer=True).facts.exclusions
    assert proven.file is not None
    assert (proven.file.name, proven.file.digest) == ("letter.pdf", sha256(CONTENT).hexdigest())
    assert open_file(file_id, running.customer).stream.read() == CONTENT
    with pytest.raises(NotFound):
        open_file(file_id, running.desk.ctx(running.desk.other_hub_user))


def test_a_file_that_somebody_else_sent_is_no_evidence(running: Running) -> None:
    theirs = store_file(BytesIO(b"x"), "x.pdf", running.desk.agent.actor).id
    with pytest.raises(EvidenceFileUnknown):
        suspend(
            running.lead,
            running.project.id,
            START,
            Cause.CUSTOMER,
            replace(PROOF, file_id=theirs),
        )
    assert running.look().account.suspension is None


def test_a_form_brings_the_file_and_both_doors_lead_to_it(running: Running) -> None:
    set_page_clock(running.desk)
    project_id, phase_id = running.ids
    answer = client_of(running.desk.manager).post(
        reverse("client:project_write", args=[project_id, "exclude"]),
        {
            "phase": phase_id,
            "exclusion": "E2",
            "day": "1405/08/10",
            "document": "نامهٔ ۱۲",
            "author": "رضا",
            "file": SimpleUploadedFile("letter.pdf", CONTENT),
        },
    )
    assert answer.status_code == 302
    (proven,) = running.see().facts.exclusions
    assert proven.file is not None
    staff = text_of(client_of(running.desk.agent).get(reverse("client:project", args=[project_id])))
    assert reverse("client:file", args=[proven.file.id]) in staff
    customer = client_of(running.desk.hub_user)
    html = text_of(customer.get(reverse("hub:project", args=[project_id])))
    assert reverse("hub:file", args=[proven.file.id]) in html
    assert customer.get(reverse("hub:file", args=[proven.file.id])).status_code == 200
