"""The one XML parser: trees with places, and every way of attack refused by an error of ours."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.markup import XmlLimits, XmlRefused, parse_xml

BILLION_LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
    + "]><l>&j;</l>"
)


def refusal(document: bytes | str, limits: XmlLimits | None = None) -> str:
    """Return the sentence with which a document is refused."""
    with pytest.raises(XmlRefused) as caught:
        parse_xml(document, limits or XmlLimits())
    return str(caught.value)


def test_an_element_keeps_its_namespace_attributes_text_and_place() -> None:
    root = parse_xml('<a xmlns="u:1" xmlns:x="u:2">\n  <x:b c="1" x:d="2">hi<e/>ho</x:b>\n</a>')
    (child,) = root.children
    assert (root.namespace, root.name, root.line, root.column) == ("u:1", "a", 1, 1)
    assert (child.namespace, child.name, child.line, child.column) == ("u:2", "b", 2, 3)
    assert dict(child.attributes) == {"c": "1", "{u:2}d": "2"}
    assert child.text == "hiho"
    assert dict(child.prefixes) == {"": "u:1", "x": "u:2"}


def test_children_of_other_namespaces_are_not_mistaken_for_own_ones() -> None:
    root = parse_xml('<a xmlns="u:1" xmlns:x="u:2"><x:b/><b/><x:c/></a>')
    assert [child.namespace for child in root.every("b")] == ["u:1"]
    assert [child.name for child in root.own()] == ["b"]
    assert root.child("c") is None


def test_a_prefix_ends_with_its_element() -> None:
    root = parse_xml('<a><b xmlns:x="u:2"/><c/></a>')
    assert [dict(child.prefixes) for child in root.children] == [{"x": "u:2"}, {}]


@pytest.mark.parametrize(
    "document",
    [
        BILLION_LAUGHS,
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]><a/>',
        "<!DOCTYPE a><a/>",
    ],
)
def test_a_document_type_is_refused_before_anything_in_it_counts(document: str) -> None:
    began = time.perf_counter()
    assert "without DTD and entities" in refusal(document)
    assert time.perf_counter() - began < 0.5


def test_an_entity_that_nobody_declared_is_refused() -> None:
    assert "undefined entity" in refusal("<a>&passwords;</a>")


def test_a_hundred_thousand_levels_are_refused_at_the_two_hundred_first() -> None:
    assert refusal("<a>" * 100_000) == (
        "XML, line 1, column 601: expected elements up to 200 deep, got deeper ones."
    )


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ('<a b="' + "x" * 70_000 + '"/>', "attributes up to 65,536 letters"),
        ("<a " + " ".join(f'b{n}="1"' for n in range(65)) + "/>", "up to 64 attributes"),
        ("<a " + " ".join(f'xmlns:b{n}="u"' for n in range(129)) + "/>", "up to 128 prefixes"),
    ],
)
def test_a_huge_element_is_refused(document: str, said: str) -> None:
    assert said in refusal(document)


def test_many_elements_are_refused() -> None:
    assert "up to 10 elements" in refusal("<a>" + "<b/>" * 10 + "</a>", XmlLimits(elements=10))


def test_a_large_document_is_refused_unread() -> None:
    limits = XmlLimits(document_bytes=100)
    assert "101 bytes" in refusal(b"<" * 101, limits)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "line 1, column 1"),
        ("<a><b></a>", "mismatched tag"),
        ("plain text", "well-formed XML"),
        (b'<?xml version="1.0" encoding="utf-99"?><a/>', "UTF-8 or another simple encoding"),
        (b"\xff\xfe<", "well-formed XML"),
        ("<a>\ud800</a>", "UTF-8 or another simple encoding"),
    ],
)
def test_a_broken_document_is_refused_with_its_place(document: bytes | str, said: str) -> None:
    assert said in refusal(document)


@given(st.one_of(st.binary(max_size=200), st.text(alphabet="<>/a&;\"'=! x[]%#\n", max_size=80)))
def test_whatever_comes_gives_a_tree_or_our_own_error(document: bytes | str) -> None:
    refused = ""
    try:
        parse_xml(document)
    except XmlRefused as error:
        refused = str(error)
    assert refused == "" or refused.startswith("XML, line")
