"""The addresses of records, of every entity."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.records.activity import (
    change_comment_view,
    comment_view,
    follow_record_view,
    record_file_view,
    remove_comment_view,
    remove_file_view,
    restore_comment_view,
    restore_file_view,
    star_record_view,
    timeline_view,
)
from owj.client.records.board import move_card_view
from owj.client.records.bulk import bulk_field_view, record_undo_view, records_bulk_view
from owj.client.records.calendar import move_day_view
from owj.client.records.choices import people_choices_view, record_choices_view
from owj.client.records.conditions import conditions_view
from owj.client.records.designer import design_view_view, views_page_view
from owj.client.records.forms import form_state_view, new_record_view
from owj.client.records.lists import (
    record_rows_view,
    record_totals_view,
    records_export_view,
    records_home_view,
    records_view,
)
from owj.client.records.merging import (
    duplicate_rule_view,
    duplicates_view,
    merge_records_view,
    twins_view,
    undo_merge_view,
)
from owj.client.records.quick import quick_record_view
from owj.client.records.record import delete_record_view, field_view, record_view
from owj.client.records.trash import purge_trash_view, restore_deed_view, trash_view
from owj.client.records.views import (
    move_record_view_view,
    remove_record_view_view,
    restore_record_view_view,
    save_record_view_view,
)

ENTITY = "records/<slug:entity>"
RECORD = f"{ENTITY}/<int:record_id>"

RECORD_PATHS: list[URLPattern] = [
    path("records", records_home_view, name="records_home"),
    path("record-deeds/<int:deed_id>/undo", record_undo_view, name="record_undo"),
    path("people-choices", people_choices_view, name="people_choices"),
    path(ENTITY, records_view, name="records"),
    path(f"{ENTITY}/rows", record_rows_view, name="record_rows"),
    path(f"{ENTITY}/totals", record_totals_view, name="record_totals"),
    path(f"{ENTITY}/export.csv", records_export_view, name="records_export"),
    path(
        f"{ENTITY}/export.xlsx",
        records_export_view,
        {"form": "xlsx"},
        name="records_export_workbook",
    ),
    path(f"{ENTITY}/choices", record_choices_view, name="record_choices"),
    path(f"{ENTITY}/conditions", conditions_view, name="record_conditions"),
    path(f"{ENTITY}/views", save_record_view_view, name="save_record_view"),
    path(f"{ENTITY}/views/all", views_page_view, name="record_views"),
    path(f"{ENTITY}/views/design", design_view_view, name="design_view"),
    path("record-views/<int:view_id>/move", move_record_view_view, name="move_record_view"),
    path("record-views/<int:view_id>/remove", remove_record_view_view, name="remove_record_view"),
    path(
        "record-views/<int:view_id>/restore", restore_record_view_view, name="restore_record_view"
    ),
    path(f"{ENTITY}/new", new_record_view, name="new_record"),
    path(f"{ENTITY}/quick", quick_record_view, name="quick_record"),
    path(f"{ENTITY}/form", form_state_view, name="record_form"),
    path(f"{ENTITY}/bulk", records_bulk_view, name="records_bulk"),
    path(f"{ENTITY}/bulk/field", bulk_field_view, name="records_bulk_field"),
    path(f"{ENTITY}/duplicates", duplicates_view, name="record_duplicates"),
    path(f"{ENTITY}/duplicates/rule", duplicate_rule_view, name="duplicate_rule"),
    path(f"{ENTITY}/merge", merge_records_view, name="merge_records"),
    path("record-merges/<int:merge_id>/undo", undo_merge_view, name="undo_merge"),
    path(f"{RECORD}/looks-like", twins_view, name="record_twins"),
    path(f"{ENTITY}/trash", trash_view, name="record_trash"),
    path(f"{ENTITY}/trash/purge", purge_trash_view, name="empty_record_trash"),
    path(f"{ENTITY}/trash/<int:deed_id>/purge", purge_trash_view, name="purge_deed"),
    path(f"{ENTITY}/trash/<int:deed_id>/restore", restore_deed_view, name="restore_deed"),
    path(RECORD, record_view, name="record"),
    path(f"{RECORD}/move", move_card_view, name="move_card"),
    path(f"{RECORD}/move-day", move_day_view, name="move_day"),
    path(f"{RECORD}/delete", delete_record_view, name="delete_record"),
    path(f"{RECORD}/timeline", timeline_view, name="record_timeline"),
    path(f"{RECORD}/comments", comment_view, name="record_comment"),
    path(f"{RECORD}/follow", follow_record_view, name="follow_record"),
    path(f"{RECORD}/star", star_record_view, name="star_record"),
    path(f"{RECORD}/files/<uuid:file_id>", record_file_view, name="record_file"),
    path("record-comments/<int:comment_id>", change_comment_view, name="change_comment"),
    path("record-comments/<int:comment_id>/remove", remove_comment_view, name="remove_comment"),
    path("record-comments/<int:comment_id>/restore", restore_comment_view, name="restore_comment"),
    path("record-files/<int:row_id>/remove", remove_file_view, name="remove_record_file"),
    path("record-files/<int:row_id>/restore", restore_file_view, name="restore_record_file"),
    path(f"{RECORD}/<slug:key>", field_view, name="record_field"),
]
