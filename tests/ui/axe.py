"""Asking axe whether people who see, hear or move differently can use a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.ui.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = ROOT / "assets" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}


def serious_findings(page: Page) -> list[str]:
    """Return axe's serious and critical findings, one line each.

    The context must have been made with bypass_csp=True: axe is put in as an inline script.
    """
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{rule['id']}: {node['html'][:160]} — {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found["violations"]
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]
