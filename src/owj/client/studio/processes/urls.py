"""The addresses of the process studio."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.studio.processes.deleting import delete_cases_view, delete_view
from owj.client.studio.processes.instances import (
    cancel_view,
    instance_live_view,
    instance_view,
    move_view,
    retry_view,
    running_live_view,
    running_view,
    set_view,
    skip_view,
)
from owj.client.studio.processes.lists import new_process_view, processes_view
from owj.client.studio.processes.page import (
    archive_view,
    check_view,
    deploy_view,
    download_view,
    drop_view,
    process_view,
    save_view,
    upload_view,
)
from owj.client.studio.processes.record_part import record_processes_view, start_view
from owj.client.studio.processes.replays import replay_part_view, replay_view
from owj.client.studio.processes.secret_pages import secret_remove_view, secrets_view
from owj.client.studio.processes.together import together_part_view, together_view
from owj.client.studio.processes.trying import try_view
from owj.client.studio.processes.versions import restore_view, versions_view

ONE = "studio/processes/<slug:key>"
CASE = "processes/<int:instance_id>"
RECORD = "processes/of/<slug:entity>/<int:record_id>"

PROCESS_PATHS: list[URLPattern] = [
    path("studio/processes", processes_view, name="processes"),
    path("studio/processes/new", new_process_view, name="new_process"),
    path("studio/secrets", secrets_view, name="process_secrets"),
    path("studio/secrets/<slug:name>/remove", secret_remove_view, name="process_secret_remove"),
    path(ONE, process_view, name="process"),
    path(f"{ONE}/save", save_view, name="process_save"),
    path(f"{ONE}/check", check_view, name="process_check"),
    path(f"{ONE}/deploy", deploy_view, name="process_deploy"),
    path(f"{ONE}/drop", drop_view, name="process_drop"),
    path(f"{ONE}/archive", archive_view, name="process_archive"),
    path(f"{ONE}/upload", upload_view, name="process_upload"),
    path(f"{ONE}/drawing.bpmn", download_view, name="process_download"),
    path(f"{ONE}/try", try_view, name="process_try"),
    path(f"{ONE}/versions", versions_view, name="process_versions"),
    path(f"{ONE}/versions/<int:number>/take", restore_view, name="process_restore"),
    path(f"{ONE}/delete", delete_view, name="process_delete"),
    path(f"{ONE}/delete/cases", delete_cases_view, name="process_delete_cases"),
    path(f"{ONE}/together", together_view, name="process_together"),
    path(f"{ONE}/together/part", together_part_view, name="process_together_part"),
    path(f"{ONE}/replay", replay_view, name="process_replay"),
    path(f"{ONE}/replay/part", replay_part_view, name="process_replay_part"),
    path(f"{ONE}/running", running_view, name="process_running"),
    path(f"{ONE}/running/live", running_live_view, name="process_running_live"),
    path(CASE, instance_view, name="process_case"),
    path(f"{CASE}/live", instance_live_view, name="process_case_live"),
    path(f"{CASE}/retry/<int:number>", retry_view, name="process_retry"),
    path(f"{CASE}/skip/<int:number>", skip_view, name="process_skip"),
    path(f"{CASE}/set", set_view, name="process_set"),
    path(f"{CASE}/move/<int:token>", move_view, name="process_move"),
    path(f"{CASE}/cancel", cancel_view, name="process_cancel"),
    path(RECORD, record_processes_view, name="record_processes"),
    path(f"{RECORD}/start", start_view, name="start_process"),
]
