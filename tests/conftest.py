"""Fixtures every test may use. Fixtures of one room live in that room's conftest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django import DjangoDbBlocker

pytest_plugins = ("pytester", "tests.allowed_skips")

SHARED = Path(os.environ.get("OWJ_SHARED", Path(__file__).parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared cases, or skip with the one line that allowed_skips.txt knows."""
    if not (SHARED / "rules" / "vectors.jsonl").exists():
        pytest.skip("shared cases absent: set OWJ_SHARED to their folder")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def no_data_of_the_checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let tests that are run by hand write no upload into the checkout's own data folder."""
    from django.conf import settings

    kept = settings.DATA_DIR
    if "OWJ_DATA" not in os.environ:
        settings.DATA_DIR = tmp_path_factory.mktemp("data")
    yield
    settings.DATA_DIR = kept


@pytest.fixture(scope="session", autouse=True)
def built_files_are_looked_for_when_asked() -> None:
    """Spare every new test client a walk over the built files, which WhiteNoise takes at start."""
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Give the test database what `up` gives data after the migrations."""
    from tests.database import install_without_timers, put_back_after_commits

    with django_db_blocker.unblock():
        install_without_timers()
        put_back_after_commits()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the Chromium of this machine, or skip with a line that says how to get one."""
    named = os.environ.get("OWJ_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium: install it (apt install chromium) or name it by OWJ_CHROMIUM")
    return Path(found)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Give one headless browser for a module.

    Playwright keeps an event loop running in this thread: it must be gone before the next
    module's asynchronous tests, and meanwhile Django must not take tests for async code.
    """
    from playwright.sync_api import sync_playwright

    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = ["--no-sandbox", "--disable-dev-shm-usage"] if as_root else []
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield opened
        opened.close()
