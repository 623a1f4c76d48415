"""Signing in by a code, and a new password by a link."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from owj.server.clock import real_now
from owj.server.identity import code_sign_in
from owj.server.identity.code_sign_in import (
    CodeRefused,
    NotAMobile,
    codes_open,
    request_code,
    sign_in_by_code,
)
from owj.server.identity.models import OneTimeSecret, RateWindow, SignInRecord, User, UserSession
from owj.server.identity.one_time import make_link, person_of_link
from owj.server.identity.origin import Origin
from owj.server.identity.people import NewUser, PasswordTooWeak, PhoneTaken, create_user
from owj.server.identity.rate_limit import TooManyAttempts
from owj.server.identity.reset import LinkIsDead, request_reset, set_password_by_link
from owj.server.identity.sessions import start_session
from owj.server.outbox.deliver import deliver_message
from owj.server.outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db

HERE = Origin("10.1.2.3", "Chrome, Linux")
MINA = "+989121112233"
NOBODY = "+989129998877"
ADDRESS = "https://owj.example/hub/new-password/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.SMS_PROVIDER = "folder"
    settings.SMTP_URL = ""
    return tmp_path / "sms"


@pytest.fixture
def mina(folder: Path) -> User:
    return create_user(
        NewUser("mina", "مینا صادقی", "hub", phone="۰۹۱۲ ۱۱۱ ۲۲۳۳", email="mina@c.example")
    )


def deliver_all() -> None:
    """Do what the worker does."""
    for row in OutboxMessage.objects.filter(state="pending").order_by("id"):
        deliver_message(row.pk)


def texts_in(folder: Path) -> list[dict[str, str]]:
    """Return the SMS that left, in order."""
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    return [json.loads(path.read_text(encoding="utf-8")) for path in files]


def code_for(folder: Path, number: str = MINA) -> str:
    """Ask for a code and read it in the SMS."""
    request_code("hub", number, HERE)
    deliver_all()
    found = re.search(r"\d{6}", texts_in(folder)[-1]["text"])
    assert found is not None
    return found.group(0)


def test_a_code_opens_the_door_once(mina: User, folder: Path) -> None:
    code = code_for(folder)
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    started = sign_in_by_code("hub", MINA, f" {persian[:3]} {persian[3:]} ", HERE)
    assert started.session.user == mina
    with pytest.raises(CodeRefused):
        sign_in_by_code("hub", MINA, code, HERE)


def test_only_a_digest_of_the_code_is_kept(mina: User, folder: Path) -> None:
    code = code_for(folder)
    assert all(
        code not in json.dumps([row.payload, row.last_error]) for row in OutboxMessage.objects.all()
    )
    secret = OneTimeSecret.objects.get()
    assert code not in secret.digest
    # Without the installation's key a million tries tell nothing.
    assert secret.digest != hashlib.sha256(f"code:hub:{MINA}:{code}".encode()).hexdigest()


def test_a_code_dies_with_its_time(mina: User, folder: Path, settings) -> None:
    code = code_for(folder)
    life = OneTimeSecret.objects.get().expires_at - real_now()
    assert timedelta(seconds=100) < life <= timedelta(seconds=settings.CODE_LIFE_S)
    OneTimeSecret.objects.update(expires_at=real_now() - timedelta(seconds=1))
    with pytest.raises(CodeRefused):
        sign_in_by_code("hub", MINA, code, HERE)


def test_a_newer_code_kills_the_older(mina: User, folder: Path) -> None:
    first = code_for(folder)
    second = code_for(folder)
    if first != second:
        with pytest.raises(CodeRefused):
            sign_in_by_code("hub", MINA, first, HERE)
    assert sign_in_by_code("hub", MINA, second, HERE)


def test_a_code_is_tried_five_times_and_then_not_at_all(mina: User, folder: Path) -> None:
    code = code_for(folder)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(code_sign_in.TRIED_BY_NUMBER.most):
        with pytest.raises(CodeRefused):
            sign_in_by_code("hub", MINA, wrong, HERE)
    with pytest.raises(TooManyAttempts):
        sign_in_by_code("hub", MINA, code, HERE)
    assert not UserSession.objects.exists()


def test_a_code_of_the_hub_opens_nothing_for_staff(mina: User, folder: Path, settings) -> None:
    settings.STAFF_CODES = True
    create_user(NewUser("reza", "رضا", "staff", phone=MINA, roles=("agent",)))
    code = code_for(folder)
    with pytest.raises(CodeRefused):
        sign_in_by_code("staff", MINA, code, HERE)


def test_staff_sign_in_by_code_only_where_it_was_set_up(settings) -> None:
    settings.STAFF_CODES = False
    assert codes_open("hub")
    assert not codes_open("staff")


def test_a_shut_account_gets_no_code_and_its_old_one_is_dead(mina: User, folder: Path) -> None:
    code = code_for(folder)
    User.objects.update(is_active=False)
    with pytest.raises(CodeRefused):
        sign_in_by_code("hub", MINA, code, HERE)
    request_code("hub", MINA, HERE)
    deliver_all()
    assert len(texts_in(folder)) == 1


def queries_of(number: str) -> list[str]:
    """Return the statements that asking for a code costs, without their values."""
    with CaptureQueriesContext(connection) as asked:
        request_code("hub", number, HERE)
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in asked.captured_queries]


def test_asking_for_a_known_and_an_unknown_number_is_the_same_work(mina: User) -> None:
    assert queries_of(MINA) == queries_of(NOBODY)
    known, unknown = OutboxMessage.objects.order_by("id")
    assert (known.channel, known.payload.keys()) == (unknown.channel, unknown.payload.keys())


def test_an_unknown_number_gets_no_sms_and_the_same_refusal(mina: User, folder: Path) -> None:
    request_code("hub", NOBODY, HERE)
    deliver_all()
    assert texts_in(folder) == []
    with pytest.raises(CodeRefused):
        sign_in_by_code("hub", NOBODY, "123456", HERE)


def test_a_number_of_two_people_means_neither(mina: User, folder: Path) -> None:
    other = create_user(NewUser("sara", "سارا", "hub"))
    User.objects.filter(pk=other.pk).update(phone=MINA)
    request_code("hub", MINA, HERE)
    deliver_all()
    assert texts_in(folder) == []
    with pytest.raises(PhoneTaken):
        create_user(NewUser("nasrin", "نسرین", "hub", phone=MINA))


@pytest.mark.parametrize("known", [True, False])
def test_a_number_cannot_be_bombed(mina: User, known: bool) -> None:
    number = MINA if known else NOBODY
    for _ in range(code_sign_in.ASKED_BY_NUMBER.most):
        request_code("hub", number, HERE)
    with pytest.raises(TooManyAttempts):
        request_code("hub", number, Origin("10.9.9.9", ""))
    assert OutboxMessage.objects.count() == code_sign_in.ASKED_BY_NUMBER.most


def test_one_machine_cannot_ask_for_everybody(mina: User) -> None:
    for last in range(code_sign_in.ASKED_BY_ADDRESS.most):
        request_code("hub", f"0912000{last:04}", HERE)
    with pytest.raises(TooManyAttempts):
        request_code("hub", "09120009999", HERE)


def test_many_machines_together_are_limited_too(mina: User) -> None:
    request_code("hub", "09120000001", HERE)
    all_of_them = RateWindow.objects.filter(key__startswith=code_sign_in.ASKED_BY_ALL.name)
    assert all_of_them.update(count=F("count") + code_sign_in.ASKED_BY_ALL.most)
    with pytest.raises(TooManyAttempts):
        request_code("hub", "09120000002", Origin("10.4.4.4", ""))


@pytest.mark.parametrize("typed", ["", "0912", "05138402266", "mina"])
def test_what_is_no_mobile_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(NotAMobile):
        request_code("hub", typed, HERE)


def test_a_question_that_waited_too_long_is_not_answered(mina: User, folder: Path) -> None:
    request_code("hub", MINA, HERE)
    row = OutboxMessage.objects.get()
    row.payload["until"] = (real_now() - timedelta(seconds=1)).isoformat()
    row.save()
    deliver_all()
    assert OutboxMessage.objects.get().state == "failed"
    assert texts_in(folder) == []


def link_in(folder: Path) -> str:
    """Return the token of the latest letter."""
    letters = sorted((folder.parent / "mail").glob("*.eml"), key=lambda p: p.stat().st_mtime_ns)
    letter = email.message_from_bytes(letters[-1].read_bytes(), policy=email.policy.default)
    found = re.search(re.escape(ADDRESS) + r"(\S+)", letter.get_content())  # type: ignore[attr-defined]
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("who", ["mina", "MINA", "mina@c.example"])
def test_a_link_sets_a_new_password_once_and_ends_every_session(
    mina: User, folder: Path, who: str
) -> None:
    start_session(mina, HERE)
    request_reset("hub", who, HERE, address=ADDRESS)
    deliver_all()
    token = link_in(folder)
    assert token not in json.dumps(list(OutboxMessage.objects.values_list("payload", flat=True)))
    set_password_by_link("hub", token, "yek-ramz-e-taze", HERE)
    mina.refresh_from_db()
    assert mina.check_password("yek-ramz-e-taze")
    assert not UserSession.objects.exists()
    with pytest.raises(LinkIsDead):
        set_password_by_link("hub", token, "yek-ramz-e-digar", HERE)
    assert SignInRecord.objects.filter(outcome="password_changed").count() == 1


def test_a_person_is_told_that_the_password_was_renewed(mina: User, folder: Path) -> None:
    mina.set_password("ramz-e-ghadimi")
    mina.save()
    token = make_link(mina, life=timedelta(minutes=5))
    set_password_by_link("hub", token, "yek-ramz-e-taze", HERE)
    deliver_all()
    assert len(list((folder.parent / "mail").glob("*.eml"))) == 1


def test_a_weak_password_leaves_the_link_alive(mina: User) -> None:
    token = make_link(mina, life=timedelta(minutes=5))
    with pytest.raises(PasswordTooWeak):
        set_password_by_link("hub", token, "kootah", HERE)
    assert person_of_link("hub", token) == mina


def test_a_link_opens_its_own_door_only_and_not_for_ever(mina: User) -> None:
    token = make_link(mina, life=timedelta(minutes=5))
    assert person_of_link("staff", token) is None
    newer = make_link(mina, life=timedelta(minutes=5))
    assert person_of_link("hub", token) is None
    OneTimeSecret.objects.update(expires_at=real_now())
    assert person_of_link("hub", newer) is None


def test_a_reset_asked_by_the_number_comes_by_sms(mina: User, folder: Path) -> None:
    request_reset("hub", "0912 111 2233", HERE, address=ADDRESS)
    deliver_all()
    [text] = texts_in(folder)
    assert text["to"] == MINA
    assert ADDRESS in text["text"]


def test_a_reset_for_nobody_writes_the_same_row_and_sends_nothing(folder: Path) -> None:
    request_reset("hub", "nobody", HERE, address=ADDRESS)
    deliver_all()
    assert OutboxMessage.objects.get().state == "sent"
    assert not (folder.parent / "mail").exists()


def test_resets_are_limited_for_each_name(mina: User) -> None:
    for _ in range(3):
        request_reset("hub", "mina", HERE, address=ADDRESS)
    with pytest.raises(TooManyAttempts):
        request_reset("hub", "MINA", Origin("10.7.7.7", ""), address=ADDRESS)
