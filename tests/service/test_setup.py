"""Bringing data up to a release, and refusing what does not fit."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg.conninfo import make_conninfo

from owj.server.clock import may_be_moved
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user
from owj.service import setup as module
from owj.service.database.cluster import Cluster
from owj.service.installation import Installation
from owj.service.progress import Progress
from owj.service.refusals import DatabaseUnfit, DatabaseUnreachable, DataFromNewerOwj
from owj.service.setup import (
    SetupOptions,
    ensure_database,
    migrate,
    refuse_newer_data,
    set_up,
    shown_address,
)

QUIET = Progress(quiet=True)


@pytest.fixture
def made(tmp_path: Path) -> Installation:
    """Give an installation whose database is the one of this test."""
    installation = Installation(tmp_path, environment={})
    installation.prepare()
    return installation


@pytest.mark.django_db
def test_new_data_without_demo_has_one_administrator_shown_once(made: Installation) -> None:
    first = set_up(made, SetupOptions(), QUIET)
    assert [(one["door"], one["role"], one["user"]) for one in first] == [
        ("client", "admin", "admin")
    ]
    user = User.objects.get(username="admin")
    assert user.check_password(first[0]["password"])
    assert set_up(made, SetupOptions(), QUIET) == []
    assert first[0]["password"] not in made.instance_file.read_text()


@pytest.mark.django_db
def test_a_database_made_anew_gets_its_administrator_again(made: Installation) -> None:
    first = set_up(made, SetupOptions(), QUIET)
    User.objects.all().delete()
    second = set_up(made, SetupOptions(), QUIET)
    assert second[0]["user"] == first[0]["user"]
    assert second[0]["password"] != first[0]["password"]


@pytest.mark.django_db
def test_a_crash_before_the_facts_are_written_leaves_nobody(
    made: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_: Installation, **__: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(Installation, "write_facts", crash)
        with pytest.raises(OSError, match="disk is gone"):
            set_up(made, SetupOptions(), QUIET)
    assert not User.objects.exists()
    assert set_up(made, SetupOptions(), QUIET)[0]["user"] == "admin"


@pytest.mark.django_db
def test_the_demo_is_loaded_once(made: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [{"door": "hub", "role": "customer", "user": "sara", "password": "x"}]
    loaded: list[int] = []

    def load_demo() -> list[dict[str, str]]:
        loaded.append(1)
        create_user(NewUser(username="sara", full_name="Sara", kind="hub"))
        return shown

    monkeypatch.setattr(module, "load_demo", load_demo)
    assert set_up(made, SetupOptions(demo=True), QUIET) == shown
    assert set_up(made, SetupOptions(demo=True), QUIET) == shown
    assert set_up(made, SetupOptions(), QUIET) == shown
    assert loaded == [1]


@pytest.mark.django_db
def test_a_command_makes_nobody(made: Installation) -> None:
    assert set_up(made, SetupOptions(people=False), QUIET) == []
    assert not User.objects.filter(username="admin").exists()
    assert "sign_ins" not in made.facts()


@pytest.mark.django_db
def test_only_data_made_so_has_a_clock_that_moves(made: Installation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM server_domainclock")
    set_up(made, SetupOptions(people=False, test_clock=True), QUIET)
    assert may_be_moved()
    # A later start without the option leaves it so.
    set_up(made, SetupOptions(people=False), QUIET)
    assert may_be_moved()


@pytest.mark.django_db
def test_data_of_a_newer_release_is_refused_before_anything_changes(made: Installation) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('server', '9001_of_tomorrow', now())"
        )
    with pytest.raises(DataFromNewerOwj, match="server 9001_of_tomorrow"):
        refuse_newer_data(made)
    with pytest.raises(DataFromNewerOwj):
        set_up(made, SetupOptions(), QUIET)
    assert "sign_ins" not in made.facts()


SQUASHED = "0001_squashed_0036_entry_files"


def test_tables_made_at_once_are_those_made_one_after_another() -> None:
    """What `replaces` promises: either way leads to the same models."""
    at_once = MigrationLoader(None, replace_migrations=True)
    by_turns = MigrationLoader(None, replace_migrations=False)
    made = at_once.project_state(("server", SQUASHED))
    replaced = by_turns.project_state(at_once.disk_migrations["server", SQUASHED].replaces[-1])
    assert len(made.models) > 100
    assert made.models.keys() == replaced.models.keys()
    assert MigrationAutodetector(replaced, made).changes(by_turns.graph) == {}


@pytest.mark.django_db
def test_data_of_an_earlier_release_goes_on_by_its_own_migrations() -> None:
    forget = "DELETE FROM django_migrations WHERE app = 'server' AND name = %s"
    with connection.cursor() as cursor:
        cursor.execute(forget, [SQUASHED])
        cursor.execute("SELECT max(name) FROM django_migrations WHERE app = 'server'")
        assert cursor.fetchone() > (SQUASHED,)
    # All of them came one by one: nothing is to be made, and the one that stands for them is known.
    migrate(QUIET)
    assert ("server", SQUASHED) in MigrationRecorder(connection).applied_migrations()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'server' AND name >= '0036'")
        cursor.execute(forget, [SQUASHED])
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    assert plan[0][0].name == "0036_entry_files"


def test_our_database_is_made_once(cluster: Cluster) -> None:
    cluster.start()
    ensure_database(cluster.address(), ours=True)
    ensure_database(cluster.address(), ours=True)
    with psycopg.connect(cluster.address()) as link:
        assert link.execute("SELECT current_database()").fetchone() == ("owj",)


def test_a_database_that_knows_no_persian_letters_is_refused(cluster: Cluster) -> None:
    cluster.start()
    server = make_conninfo(cluster.address(), dbname="postgres")
    with psycopg.connect(server, autocommit=True) as link:
        link.execute("CREATE DATABASE plain TEMPLATE template0 LC_CTYPE 'C'")
    address = make_conninfo(cluster.address(), dbname="plain")
    with pytest.raises(DatabaseUnfit, match="LC_CTYPE knows no Persian letters"):
        ensure_database(address, ours=False)


def test_an_old_server_is_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.start()
    monkeypatch.setattr(module, "OLDEST_MAJOR", 99)
    with pytest.raises(DatabaseUnfit, match=f"runs PostgreSQL {cluster.build.major}"):
        ensure_database(cluster.address(), ours=True)


def test_an_address_that_does_not_answer_is_named_without_its_password() -> None:
    address = "host=127.0.0.1 port=1 user=u password=hidden dbname=crm"
    with pytest.raises(DatabaseUnreachable) as refused:
        ensure_database(address, ours=False)
    assert "127.0.0.1:1/crm does not answer" in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_an_address_is_shown_without_its_password() -> None:
    assert shown_address("postgresql://u:secret@db.example:5433/crm") == "db.example:5433/crm"
