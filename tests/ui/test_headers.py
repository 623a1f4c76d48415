"""Every answer leaves under the strict policy, and no page writes a style or a script inline."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.house.sources import sources
from tests.ui.conftest import Person

from owj.ui.middleware import CSP


def test_the_policy_is_the_one_of_the_design() -> None:
    parts = dict(part.strip().split(" ", 1) for part in CSP.split(";"))
    assert parts["default-src"] == "'none'"
    assert parts["script-src"] == parts["style-src"] == parts["connect-src"] == "'self'"
    assert parts["base-uri"] == parts["frame-ancestors"] == "'none'"
    assert "unsafe" not in CSP


@pytest.mark.parametrize("path", ["/me", "/nowhere"])
def test_every_answer_carries_the_policy(agent: Person, path: str) -> None:
    headers = agent.client.get(path).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_a_redirect_carries_the_policy_too() -> None:
    assert Client().get("/me").headers["Content-Security-Policy"] == CSP


def test_no_template_writes_style_or_script_inline() -> None:
    inline = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script(?![^>]*\bsrc=)""")
    found = {
        f"{path.name}: {match.group()}"
        for path in sources(".html", under="src/owj")
        if "templates" in path.parts
        for match in [inline.search(path.read_text(encoding="utf-8"))]
        if match
    }
    assert found == set()


def test_no_script_of_ours_writes_markup_or_evaluates_text() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML\s*=|insertAdjacentHTML|\beval\(|new Function")
    found = {
        path.name
        for path in sources(".js", under="assets/js")
        if forbidden.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()
