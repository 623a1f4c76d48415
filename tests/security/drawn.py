"""A page as a browser would build it: its elements, attributes and words."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

# What every payload tries to become.
ELEMENT, ATTRIBUTE = "x-owj", "owj-attr"
ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "data", "ping", "srcdoc"})
SCHEMES = ("tel:", "mailto:", "data:image/")


class DrawnPage(HTMLParser):
    """Reads a page and remembers what in it could run, lead away or stand out."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.faults: list[str] = []
        self.values: list[str] = []
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """Return all words and attribute values, white space folded."""
        return " ".join(" ".join([*self.words, *self.values]).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in {ELEMENT, "iframe", "object", "embed", "base", "style", "applet", "frame"}:
            self.faults.append(f"<{tag}>")
        if tag == "script" and not (known.get("src") or known.get("type") == "application/json"):
            self.faults.append("a script of its own")
        for name, value in attrs:
            self.values.append(value or "")
            self.faults += _attribute_faults(tag, name, value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.words.append(data)
        if ELEMENT in data:
            self.faults.append("words inside of a comment")


def _attribute_faults(tag: str, name: str, value: str) -> Iterator[str]:
    if name.startswith(("on", "hx-on", "data-hx-on")) or name in {"style", ATTRIBUTE, "srcdoc"}:
        yield f"<{tag} {name}={value}>"
    if name in ADDRESSES or (name.startswith("hx-") and name.endswith(("get", "post"))):
        # Browsers drop these before they read the scheme.
        bare = "".join(letter for letter in value if letter > " ").casefold()
        if ":" in bare.split("/")[0].split("?")[0].split("#")[0] and not bare.startswith(SCHEMES):
            yield f"<{tag} {name}={value}> leads by a scheme of its own"
        if bare.startswith(("//", "/\\", "\\")):
            yield f"<{tag} {name}={value}> leads out"
