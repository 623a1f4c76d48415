"""The organisation's own row."""

from __future__ import annotations

import pytest

from owj.kernel.errors import InvalidInput, NotAllowed
from owj.server.context import SYSTEM, Actor
from owj.server.workspace.models import Workspace
from owj.server.workspace.queries import WorkspaceSettings, current_workspace
from owj.server.workspace.services import set_workspace

pytestmark = pytest.mark.django_db


def test_a_new_installation_has_a_name_and_a_zone() -> None:
    assert current_workspace().zone == "Asia/Tehran"
    assert current_workspace().name("fa") == "اوج"


def test_naming_it_twice_keeps_one_row() -> None:
    set_workspace(WorkspaceSettings(name_fa="الف", name_en="A"), by=SYSTEM)
    set_workspace(WorkspaceSettings(name_fa="ب", name_en="B", zone="Asia/Kabul"), by=SYSTEM)
    assert Workspace.objects.count() == 1
    assert (current_workspace().name("en"), current_workspace().tz.key) == ("B", "Asia/Kabul")


@pytest.mark.parametrize("wrong", [{"zone": "Mars/Base"}, {"zone": "../etc"}, {"language": "de"}])
def test_a_wrong_setting_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        set_workspace(WorkspaceSettings(**wrong), by=SYSTEM)
    assert not Workspace.objects.exists()


def test_only_an_administrator_names_it() -> None:
    with pytest.raises(NotAllowed):
        set_workspace(WorkspaceSettings(), by=Actor(1, "staff", frozenset({"agent"}), "M"))
