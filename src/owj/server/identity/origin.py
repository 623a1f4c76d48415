"""Where a request comes from: the address and, in a few words, the device."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from django.http import HttpRequest

BROWSERS = (
    ("Edge", "Edg"),
    ("Opera", "OPR"),
    ("Samsung Internet", "SamsungBrowser"),
    ("Firefox", "Firefox|FxiOS"),
    ("Chrome", "Chrome|CriOS"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iOS", "iPhone|iPad"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """The address (None when not told) and the device of a browser."""

    address: str | None
    device: str


def origin_of(request: HttpRequest) -> Origin:
    """Return where the request comes from."""
    return Origin(
        address=_address(request.META.get("REMOTE_ADDR", "")),
        device=device_words(request.headers.get("User-Agent", "")),
    )


def device_words(user_agent: str) -> str:
    """Return a device in the words a person knows: "Chrome, Windows"."""
    browser = next((name for name, mark in BROWSERS if re.search(mark, user_agent)), "")
    system = next((name for name, mark in SYSTEMS if re.search(mark, user_agent)), "")
    words = ", ".join(word for word in (browser, system) if word)
    printable = "".join(letter for letter in user_agent[:60] if letter.isprintable())
    return words or printable


def _address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
