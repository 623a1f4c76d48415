"""Settings that are computed from the environment and the installation."""

from __future__ import annotations

import json
import logging
import logging.config
import subprocess
import sys
from pathlib import Path

import pytest

from owj.boot.configuration import (
    allowed_hosts,
    database_from_url,
    file_limit_bytes,
    logging_settings,
    read_instance,
)
from owj.service.refusals import DatabaseAddressRejected, VariableRejected


def test_a_database_address_becomes_djangos_entry() -> None:
    entry = database_from_url("postgresql://u:p%20w@db.example:5433/crm?sslmode=require")
    assert entry["NAME"] == "crm"
    assert entry["USER"] == "u"
    assert entry["PASSWORD"] == "p w"
    assert entry["HOST"] == "db.example"
    assert entry["PORT"] == "5433"
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["OPTIONS"]["pool"]["max_size"] == 16
    assert entry["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize("address", ["crm", "postgres//u:secret@db/crm", "host=db nonsense"])
def test_an_address_that_is_none_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(DatabaseAddressRejected, match="postgresql://USER") as refused:
        database_from_url(address)
    assert "secret" not in str(refused.value)


def test_the_limit_of_files_is_a_whole_number_of_megabytes() -> None:
    assert file_limit_bytes("25") == 25 * 2**20
    for text in ("", "0", "-1", "2.5", "۲۵", "many"):
        with pytest.raises(VariableRejected, match="OWJ_FILE_LIMIT_MB: expected a whole number"):
            file_limit_bytes(text)


def test_a_process_may_be_told_how_many_connections_to_keep() -> None:
    kept = database_from_url("dbname=x", pool="8")["OPTIONS"]["pool"]
    assert (kept["min_size"], kept["max_size"]) == (1, 8)


def test_a_process_without_a_pool_has_none() -> None:
    assert database_from_url("dbname=x", pool="off")["OPTIONS"] == {"options": "-c jit=off"}


def test_a_database_s_own_options_are_kept() -> None:
    address = "dbname=owj options='-c statement_timeout=9s'"
    options = database_from_url(address, pool="off")["OPTIONS"]
    assert options == {"options": "-c jit=off -c statement_timeout=9s"}


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://crm.example", "crm.example"),
        ("http://[fd00::1]:8000", "[fd00::1]"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
    ],
)
def test_we_answer_under_the_configured_name_and_this_machines(url: str, first: str) -> None:
    assert allowed_hosts(url)[0] == first
    assert {"localhost", "127.0.0.1", "[::1]"} <= set(allowed_hosts(url))
    assert "*" not in allowed_hosts(url)


def test_no_installation_is_no_error(tmp_path: Path) -> None:
    assert read_instance(tmp_path / "none" / "instance.json") == {}


def test_a_process_writes_its_own_log_that_is_rotated(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    found = logging_settings(tmp_path, "web")
    assert found["handlers"]["file"]["filename"] == str(tmp_path / "logs" / "web.log")
    assert found["handlers"]["file"]["maxBytes"] * found["handlers"]["file"]["backupCount"] < 10**8
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        logging.config.dictConfig(found)
        logging.getLogger("owj.test").info("said")
        assert "owj.test: said" in (tmp_path / "logs" / "web.log").read_text()
    finally:
        for output in root.handlers:
            output.close()
        root.handlers[:], root.level = before


def test_without_a_folder_or_name_there_is_no_file(tmp_path: Path) -> None:
    assert "file" not in logging_settings(tmp_path, "web")["handlers"]
    (tmp_path / "logs").mkdir()
    assert "file" not in logging_settings(tmp_path, "")["handlers"]


SHOW = """
import json
from django.conf import settings as s
names = ["SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS",
         "DEBUG"]
print(json.dumps({name: getattr(s, name) for name in names}))
"""


def settings_of(data: Path, **environment: str) -> dict[str, object]:
    """Return some settings as a process of their own sees them."""
    given = {"OWJ_DATA": str(data), "DJANGO_SETTINGS_MODULE": "owj.boot.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SHOW],
        env=given | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_without_an_installation_no_key_is_known_to_anybody(tmp_path: Path) -> None:
    first, second = settings_of(tmp_path), settings_of(tmp_path)
    assert first["SECRET_KEY"] != second["SECRET_KEY"]
    assert len(str(first["SECRET_KEY"])) >= 50
    assert first["DEBUG"] is False


def test_an_installation_keeps_its_key_and_address(tmp_path: Path) -> None:
    facts = {"secret_key": "k" * 50, "url": "http://127.0.0.1:9000"}
    (tmp_path / "instance.json").write_text(json.dumps(facts))
    found = settings_of(tmp_path)
    assert found["SECRET_KEY"] == "k" * 50
    assert found["BASE_URL"] == "http://127.0.0.1:9000"
    assert found["CSRF_COOKIE_SECURE"] is False


def test_a_secure_address_makes_cookies_secure(tmp_path: Path) -> None:
    found = settings_of(tmp_path, OWJ_URL="https://crm.example/")
    assert found["BASE_URL"] == "https://crm.example"
    assert found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["ALLOWED_HOSTS"] == ["crm.example", "localhost", "127.0.0.1", "[::1]"]
