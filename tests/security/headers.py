"""What every answer must carry, whatever it is about and whoever asked."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpResponse

from owj.server.files.serving import SANDBOX
from owj.server.identity.doors import COOKIES

# Written out: the policy is what the design says, not whatever the program sends.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TELLTALES = ("Server", "X-Powered-By", "Access-Control-Allow-Origin")
DOOR_PATHS = {cookie.path for cookie in COOKIES.values()}
DOOR_COOKIES = {
    name: cookie.path for cookie in COOKIES.values() for name in (cookie.session, cookie.csrf)
}


def faults_of(response: HttpResponse) -> Iterator[str]:
    """Yield what is wrong with an answer's headers and cookies."""
    headers = response.headers
    is_file = "attachment" in headers.get("Content-Disposition", "")
    if headers.get("Content-Security-Policy") != (SANDBOX if is_file else POLICY):
        yield f"policy {headers.get('Content-Security-Policy')}"
    yield from (
        f"{name}: {headers.get(name)}" for name, value in ALWAYS.items() if headers[name] != value
    )
    yield from (f"{name} is told" for name in TELLTALES if name in headers)
    if "no-store" not in headers.get("Cache-Control", ""):
        yield f"may be cached: {headers.get('Cache-Control')}"
    if headers.get("Content-Type", "").startswith("text/html; charset=utf-8") != is_page(response):
        yield f"type {headers.get('Content-Type')}"
    for name, cookie in response.cookies.items():
        yield from (f"cookie {name}: {fault}" for fault in _cookie_faults(name, cookie))


def is_page(response: HttpResponse) -> bool:
    """Return whether an answer is a page or a part of one, be it an empty one."""
    kind = response.headers.get("Content-Type", "")
    if kind == "application/problem+json":
        return False
    return not response.streaming or kind.startswith("text/html")


def _cookie_faults(name: str, cookie: dict[str, object]) -> Iterator[str]:
    deleted = cookie["max-age"] == 0
    if not cookie["httponly"] and not deleted:
        yield "scripts may read it"
    if cookie["samesite"] != "Lax":
        yield f"same-site {cookie['samesite']}"
    if cookie["domain"]:
        yield "it has a domain"
    if bool(cookie["secure"]) != settings.BASE_URL.startswith("https:") and not deleted:
        yield f"secure {cookie['secure']}"
    if cookie["path"] != DOOR_COOKIES.get(name, cookie["path"]) or (
        cookie["path"] not in DOOR_PATHS
    ):
        yield f"path {cookie['path']}"
