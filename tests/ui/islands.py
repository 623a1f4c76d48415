"""A page of ours without a server: its markup, the built script and style, any single module."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.conf import settings
from tests.ui.conftest import ROOT

from owj.ui.middleware import CSP
from owj.ui.shortcuts import shortcuts_of

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

HOST = "http://owj.test"
BUILT = Path(settings.STATIC_ROOT) / "owj"
MODULES = ROOT / "assets" / "js"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FRAME = """<!doctype html><html lang="{lang}" dir="{dir}" data-now="{now}" data-zone="Asia/Tehran"
data-user="7"><head><meta charset="utf-8"><title>x</title>
<meta name="htmx-config" content='{{"includeIndicatorStyles":false,"allowEval":false}}'>
<link rel="stylesheet" href="/built/{style}"><script type="module" src="/built/{script}"></script>
</head><body{attributes}>{body}<table hidden>{keys}</table></body></html>"""


def serve_modules(page: Page) -> None:
    """Let the page import any module of assets/js by its path."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path == "/":
            route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")
            return
        route.fulfill(path=MODULES / path.lstrip("/"), content_type="text/javascript")

    page.route(f"{HOST}/**", answer)
    page.goto(f"{HOST}/")


def call(page: Page, module: str, expression: str, argument: object = None) -> Any:
    """Return what an expression over a module `m` and an argument `a` gives."""
    return page.evaluate(
        f"async (a) => {{ const m = await import('/{module}'); return ({expression}); }}", argument
    )


def open_page(
    page: Page,
    body: str,
    *,
    now: str = "2026-11-22T07:50:00+00:00",
    lang: str = "fa",
    answers: dict[str, str] | None = None,
    attributes: str = "",
) -> list[str]:
    """Show a body under our policy with the built script; return the addresses asked for.

    answers: path → the HTML that a request for it gets.
    """
    manifest: dict[str, str] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    asked: list[str] = []
    html = FRAME.format(
        lang=lang,
        dir="rtl" if lang == "fa" else "ltr",
        now=now,
        style=manifest["style.css"],
        script=manifest["app.js"],
        attributes=f" {attributes}" if attributes else "",
        body=body,
        keys="".join(
            f'<tr data-presses="{" ".join(map(str, row.presses))}"></tr>'
            for row in shortcuts_of("staff")
        ),
    )
    pages = {"/": html, **(answers or {})}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        bare = path.split("?")[0]
        if bare.startswith("/built/"):
            file = BUILT / bare.removeprefix("/built/")
            route.fulfill(path=file, content_type=TYPES.get(file.suffix, "font/woff2"))
            return
        asked.append(f"{route.request.method} {path}")
        headers = {"Content-Security-Policy": CSP, "Content-Type": "text/html; charset=utf-8"}
        if bare in pages:
            route.fulfill(body=pages[bare], headers=headers)
        else:
            route.fulfill(status=404, body="", headers=headers)

    page.route(f"{HOST}/**", answer)
    page.goto(f"{HOST}/")
    return asked


def wait_until(page: Page, expression: str, patience_s: float = 5) -> None:
    """Wait until an expression holds; Playwright's own way needs eval, which our policy forbids."""
    ends_at = monotonic() + patience_s
    while not page.evaluate(expression):
        assert monotonic() < ends_at, f"never: {expression}"
        page.wait_for_timeout(30)
