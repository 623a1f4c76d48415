"""Turns what the environment and DATA/instance.json say into Django's settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from owj.server.web_calls.addresses import OpenedNetworks, read_networks
from owj.service.refusals import DatabaseAddressRejected, VariableRejected

# Who waits is served in order; a page that comes late is better than one that says sorry.
POOL = {"min_size": 1, "max_size": 16, "timeout": 30}
LOG_BYTES = 10 * 2**20
LOGS_KEPT = 5
# What OWJ_PAYMENTS may name: a trial, nothing, or a gateway of owj.links.bank_gateways.
PAYMENTS = frozenset(
    {"sandbox", "none", "asanpardakht", "bahamta", "bmi", "irandargah", "mellat", "sep"}
    | {"zarinpal", "zibal"}
)


def read_instance(path: Path) -> dict[str, Any]:
    """Return what Owj Service wrote about this installation; empty before the first `up`."""
    try:
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return loaded


def database_from_url(url: str, *, pool: str = "") -> dict[str, Any]:
    """Return Django's database entry for a libpq address or key=value string.

    pool: how many connections to keep at most, or "off". Raises: DatabaseAddressRejected.
    """
    try:
        parts = dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError as error:
        raise DatabaseAddressRejected from error
    known = {name: parts.pop(name, None) for name in ("dbname", "user", "password", "host", "port")}
    # What Django has no name for (sslmode, connect_timeout, …) goes to libpq as it is.
    options: dict[str, Any] = {name: value for name, value in parts.items() if value is not None}
    # Our plans run for less time than compiling them takes.
    options["options"] = f"-c jit=off {options.get('options', '')}".strip()
    if pool != "off":
        options["pool"] = POOL | ({"max_size": int(pool)} if pool else {})
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known["dbname"] or "owj",
        "USER": known["user"] or "owj",
        "PASSWORD": known["password"] or "",
        "HOST": known["host"] or "",
        "PORT": str(known["port"] or ""),
        "OPTIONS": options,
        # A connection that died with the database must not reach a page.
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    }


def allowed_hosts(base_url: str) -> list[str]:
    """Return the names under which we answer: the configured address and this machine."""
    host = urlsplit(base_url).hostname or ""
    named = [f"[{host}]" if ":" in host else host] if host else []
    return [*named, "localhost", "127.0.0.1", "[::1]"]


def file_limit_bytes(megabytes: str) -> int:
    """Return how large an uploaded file may be. Raises: VariableRejected."""
    if not (megabytes.isascii() and megabytes.isdigit() and int(megabytes) > 0):
        raise VariableRejected(
            name="OWJ_FILE_LIMIT_MB", expected="a whole number of megabytes", got=megabytes
        )
    return int(megabytes) * 2**20


def networks_of(name: str, text: str) -> OpenedNetworks:
    """Return what may be called beside the open network. Raises: VariableRejected."""
    try:
        return read_networks(text)
    except ValueError:
        expected = "names and networks such as erp.local, 10.1.0.0/16"
        raise VariableRejected(name=name, expected=expected, got=text) from None


def seconds_of(name: str, text: str) -> int:
    """Return a setting that is a number of seconds. Raises: VariableRejected."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise VariableRejected(name=name, expected="a whole number of seconds", got=text)
    return int(text)


def whole_number(name: str, text: str) -> int:
    """Return a setting that counts something. Raises: VariableRejected."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise VariableRejected(name=name, expected="a whole number above 0", got=text)
    return int(text)


def logging_settings(data: Path, process: str) -> dict[str, Any]:
    """Return the logging of one process: its own rotating file, and warnings on the terminal.

    process: name of the file under DATA/logs; empty for no file.
    """
    outputs: dict[str, Any] = {
        "terminal": {"class": "logging.StreamHandler", "formatter": "line", "level": "WARNING"}
    }
    if process and (data / "logs").is_dir():
        outputs["file"] = {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": str(data / "logs" / f"{process}.log"),
            "maxBytes": LOG_BYTES,
            "backupCount": LOGS_KEPT,
            "encoding": "utf-8",
            "formatter": "line",
            "delay": True,
        }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"}
        },
        "handlers": outputs,
        "root": {"handlers": list(outputs), "level": "INFO"},
        # Django would add a terminal of its own, and mail its errors to nobody.
        "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
    }


def payments_of(name: str, account: str) -> str:
    """Return the name of a payment gateway that has what it needs. Raises: VariableRejected."""
    if name not in PAYMENTS:
        raise VariableRejected(name="OWJ_PAYMENTS", expected=", ".join(sorted(PAYMENTS)), got=name)
    if name not in ("sandbox", "none") and not _is_object(account):
        # The account is a secret: it is not repeated.
        raise VariableRejected(name="OWJ_BANK", expected="a JSON object", got="something else")
    return name


def usual_payments(instance: Mapping[str, Any]) -> str:
    """Return the gateway where none is named: real customers must not pay where no money moves.

    Data without the demo keeps an empty list of sign-ins.
    """
    return "none" if instance.get("sign_ins") == [] else "sandbox"


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
