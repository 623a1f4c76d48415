"""Brings the data up to this release: database, migrations, records, clock, demo."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from owj.packages import load_packages
from owj.packages.customers.services import ensure_memberships
from owj.packages.desk.demo import load_demo
from owj.packages.desk.services import plan_missing_figures
from owj.packages.downloads.notices import ensure_release_notices
from owj.packages.warranty.reminders import ensure_reminders
from owj.server.agreements.services import install_shipped_agreement
from owj.server.clock import make_clock
from owj.server.configuration.shipped import remember_shipped, upgrade_shipped
from owj.server.context import SYSTEM
from owj.server.decisions.services import install_shipped_decisions
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user
from owj.server.outbox.email import email_backend
from owj.server.outbox.sms import sms_port
from owj.server.processes.shipped import install_shipped_processes
from owj.server.records.context import open_context
from owj.server.records.sync import sync_packages
from owj.service.database.builds import OLDEST_MAJOR
from owj.service.installation import Installation
from owj.service.progress import Progress
from owj.service.refusals import (
    DatabaseUnfit,
    DatabaseUnreachable,
    DataFromNewerOwj,
)

CONNECT_TIMEOUT_S = 5
SETUP_LOCK = 0x0770
FIRST_USER = "admin"

SignIns = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class SetupOptions:
    """What new data shall hold. Neither changes data that exists already."""

    demo: bool = False
    test_clock: bool = False
    people: bool = True


def set_up(installation: Installation, options: SetupOptions, progress: Progress) -> SignIns:
    """Make or upgrade everything in the database, and return the sign-ins worth showing.

    Raises: StartRefused of some kind, ClockKindDiffers, DefinitionError for mail and SMS.
    """
    # A wrong address shall be known now, not when the first letter is to leave.
    email_backend()
    sms_port()
    with _alone():
        refuse_newer_data(installation)
        migrate(progress)
        make_clock(may_move=options.test_clock)
        install_definitions()
        return _people(installation, options, progress) if options.people else []


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time change the tables; the others wait and find it done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SETUP_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SETUP_LOCK])


def install_definitions() -> None:
    """Bring the records, the shipped agreement and decisions to what this release declares."""
    load_packages()
    remember_shipped()
    sync_packages()
    install_shipped_agreement()
    ensure_memberships(open_context(SYSTEM))
    install_shipped_decisions()
    install_shipped_processes()
    upgrade_shipped()
    plan_missing_figures(open_context(SYSTEM))
    ensure_reminders(open_context(SYSTEM))
    ensure_release_notices(open_context(SYSTEM))


def ensure_database(address: str, *, ours: bool) -> None:
    """Make the database of this address if it is ours, and check that it can carry Owj.

    Raises: DatabaseUnreachable, DatabaseUnfit.
    """
    shown = shown_address(address)
    try:
        if ours:
            _create_database(address)
        with psycopg.connect(address, connect_timeout=CONNECT_TIMEOUT_S) as link:
            _check_fitness(link, shown)
    except psycopg.OperationalError as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise DatabaseUnreachable(address=shown, reason=reason) from error


def _create_database(address: str) -> None:
    name = str(conninfo_to_dict(address)["dbname"])
    server = make_conninfo(address, dbname="postgres")
    with psycopg.connect(server, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S) as link:
        if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        quoted = psycopg.sql.Identifier(name)
        link.execute(psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(quoted))


def _check_fitness(link: psycopg.Connection[Any], shown: str) -> None:
    major = link.info.server_version // 10000
    if major < OLDEST_MAJOR:
        raise DatabaseUnfit(address=shown, reason=f"it runs PostgreSQL {major}")
    trigrams = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
    if not link.execute(trigrams).fetchone():
        raise DatabaseUnfit(address=shown, reason="it has no extension pg_trgm")
    if link.execute("SELECT 'ا' ~ '^[[:alpha:]]$'").fetchone() != (True,):
        raise DatabaseUnfit(address=shown, reason="its LC_CTYPE knows no Persian letters")


def shown_address(address: str) -> str:
    """Return an address as it may be shown: without its password."""
    parts = conninfo_to_dict(address)
    return f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"


def refuse_newer_data(installation: Installation) -> None:
    """Refuse data that holds a migration this release does not know. Raises: DataFromNewerOwj."""
    loader = MigrationExecutor(connection).loader
    known_apps = {app for app, _ in loader.disk_migrations}
    unknown = sorted(
        f"{app} {name}"
        for app, name in loader.applied_migrations
        if app in known_apps and (app, name) not in loader.disk_migrations
    )
    if unknown:
        raise DataFromNewerOwj(data=installation.data, found=unknown[-1])


def migrate(progress: Progress) -> None:
    """Apply the migrations that are missing; quick when there are none."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with progress.step(f"Preparing the tables ({len(plan)} migrations)"):
            call_command("migrate", interactive=False, verbosity=0)
    else:
        # What one migration of this release stands for may have come one by one.
        executor.check_replacements()


def _people(installation: Installation, options: SetupOptions, progress: Progress) -> SignIns:
    """Load the demo, or make the first administrator, once for this data."""
    facts = installation.facts()
    made: SignIns | None = facts.get("sign_ins")
    # A database outside may have been made anew under the same address.
    if made is not None and User.objects.exists():
        return made
    if options.demo:
        with progress.step("Loading the demo organisation"):
            made = list(load_demo())
        installation.write_facts(sign_ins=made)
        return made
    return _make_first_person(installation)


def _make_first_person(installation: Installation) -> SignIns:
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        create_user(
            NewUser(
                username=FIRST_USER,
                full_name="Administrator",
                kind="staff",
                password=password,
                roles=("admin",),
            )
        )
        # Shown this once only: the data does not keep it. Inside the transaction, so that a
        # crash between the two leaves nobody, and the next start makes one.
        installation.write_facts(sign_ins=[])
    return [{"door": "client", "role": "admin", "user": FIRST_USER, "password": password}]
