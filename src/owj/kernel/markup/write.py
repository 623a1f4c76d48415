"""Write a tree of elements as XML again, each name under the prefix that was in force for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from owj.kernel.markup.element import Element

XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
STEP = "  "
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_SPECIAL = re.compile('[&<>"\n\t\r]')


def write_element(element: Element, around: Mapping[str, str], indent: str = "") -> str:
    """Return an element as text. around: the namespaces that are declared around it, by prefix.

    White space between elements is set anew; letters, attributes and their order are kept.
    """
    name = _prefixed(element, element.namespace, element.name)
    declared = "".join(
        f' xmlns{":" if prefix else ""}{prefix}="{escape_text(namespace, quoted=True)}"'
        for prefix, namespace in element.prefixes.items()
        if around.get(prefix, "") != namespace
    )
    attributes = "".join(
        f' {_attribute(element, key)}="{escape_text(value, quoted=True)}"'
        for key, value in element.attributes.items()
    )
    attributes = f"{declared}{attributes}"
    if element.children:
        inner = "".join(
            f"\n{indent}{STEP}{write_element(child, element.prefixes, indent + STEP)}"
            for child in element.children
        )
        letters = element.text.strip()
        return f"<{name}{attributes}>{escape_text(letters)}{inner}\n{indent}</{name}>"
    if element.text:
        return f"<{name}{attributes}>{escape_text(element.text)}</{name}>"
    return f"<{name}{attributes}/>"


def _attribute(element: Element, key: str) -> str:
    if not key.startswith("{"):
        return key
    namespace, _, name = key[1:].partition("}")
    if namespace == XML_NAMESPACE:
        return f"xml:{name}"
    prefix = next(
        prefix for prefix, known in element.prefixes.items() if prefix and known == namespace
    )
    return f"{prefix}:{name}"


def _prefixed(element: Element, namespace: str, name: str) -> str:
    if element.prefixes.get("", "") == namespace:
        return name
    prefix = next(prefix for prefix, known in element.prefixes.items() if known == namespace)
    return f"{prefix}:{name}"


def escape_text(text: str, *, quoted: bool = False) -> str:
    """Return a text as it stands in XML. quoted: between quotation marks of an attribute."""

    def escaped(found: re.Match[str]) -> str:
        letter = found[0]
        if letter in "\n\t\r":
            return f"&#{ord(letter)};" if quoted or letter == "\r" else letter
        return letter if letter == '"' and not quoted else _ESCAPED[letter]

    return _SPECIAL.sub(escaped, text)
