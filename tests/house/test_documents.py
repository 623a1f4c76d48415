"""What a person may use is written where a person looks for it."""

from __future__ import annotations

import re

from owj.kernel.sla.agreement import AGREEMENT_FIELDS
from owj.server.records import declare, declare_kinds
from tests.house.sources import ROOT, name_of, sources

LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def field_kinds() -> set[str]:
    """Return the names of the kinds of fields an entity may declare."""
    waiting, found = [declare.Field], set()
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__ in (declare.__name__, declare_kinds.__name__):
                waiting.append(kind)
                if not kind.__name__.startswith("_"):
                    found.add(kind.__name__)
    return found


def test_every_kind_of_field_is_described() -> None:
    text = (ROOT / "docs/subsystems/records.md").read_text(encoding="utf-8")
    assert {kind for kind in field_kinds() if not re.search(rf"\b{kind}\b", text)} == set()


def test_every_setting_of_the_agreement_names_its_rule() -> None:
    assert {field.name for field in AGREEMENT_FIELDS if not re.match(r"R\d+", field.rule)} == set()


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = {
        f"{name_of(path)}: {target}"
        for path in sources(".md")
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    }
    assert broken == set()


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
