"""The addresses of the decisions studio."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.studio.decisions.drafts import (
    case_view,
    download_view,
    drop_case_view,
    drop_view,
    history_view,
    publish_view,
    rebase_view,
    restore_view,
    try_view,
    upload_view,
)
from owj.client.studio.decisions.edits import edit_view
from owj.client.studio.decisions.own import archive_view, new_view, rename_view, take_view
from owj.client.studio.decisions.page import decision_view, decisions_view

ONE = "studio/decisions/<str:key>"

urlpatterns: list[URLPattern] = [
    path("studio/decisions", decisions_view, name="decisions"),
    path("studio/decisions/new", new_view, name="decision_new"),
    path("studio/decisions/take", take_view, name="decision_take"),
    path(ONE, decision_view, name="decision"),
    path(f"{ONE}/edit", edit_view, name="decision_edit"),
    path(f"{ONE}/rename", rename_view, name="decision_rename"),
    path(f"{ONE}/archive", archive_view, name="decision_archive"),
    path(f"{ONE}/publish", publish_view, name="decision_publish"),
    path(f"{ONE}/drop", drop_view, name="decision_drop"),
    path(f"{ONE}/rebase", rebase_view, name="decision_rebase"),
    path(f"{ONE}/upload", upload_view, name="decision_upload"),
    path(f"{ONE}/model.dmn", download_view, name="decision_download"),
    path(f"{ONE}/try", try_view, name="decision_try"),
    path(f"{ONE}/cases", case_view, name="decision_case"),
    path(f"{ONE}/cases/drop", drop_case_view, name="decision_drop_case"),
    path(f"{ONE}/history", history_view, name="decision_history"),
    path(f"{ONE}/restore/<int:number>", restore_view, name="decision_restore"),
]
