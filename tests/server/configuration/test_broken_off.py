"""A process dies while it publishes a package: all of it is there afterwards."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.server.configuration.configured import build_definitions, build_rest, forget_rest
from tests.server.records.schema_state import kept_schema
from tests.server.schema.conftest import Open
from tests.server.schema.test_crashes import Crashed, crash_at

from owj.server.configuration.comparing import Standing
from owj.server.configuration.packages import compare_package, export_package, import_package
from owj.server.records.models import SchemaVersion
from owj.server.records.sync import sync_packages
from owj.server.schema.queries import draft_of
from owj.server.schema.services import publish, review


@pytest.mark.parametrize("nth", [1, 3, 6])
def test_forms_views_and_roles_of_a_package_outlive_a_crash(
    nth: int, open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kept_schema():
        build_definitions(open_admin())
        build_rest(open_admin())
        text = export_package(open_admin())
        forget_rest()
    ctx = open_admin()
    draft = import_package(ctx, text)
    assert draft is not None
    review(ctx, draft)
    with monkeypatch.context() as patched:
        crash_at(nth, patched, "_run")
        with pytest.raises(Crashed):
            publish(ctx, draft)
    connection.close()
    sync_packages()
    assert not SchemaVersion.objects.filter(state="applying").exists()
    assert export_package(open_admin()) == text
    assert {one.standing for one in compare_package(open_admin(), text)} == {Standing.SAME}
    assert draft_of(open_admin()) is None
    forget_rest()
