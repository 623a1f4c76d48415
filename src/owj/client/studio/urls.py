"""The addresses of the studio, taken up by those of Owj Client."""

from __future__ import annotations

from django.urls import path

from owj.client.studio.entities import (
    archive_view,
    entity_settings_view,
    new_entity_view,
    studio_view,
    unarchive_view,
)
from owj.client.studio.fields import (
    add_kind_view,
    add_view,
    entity_view,
    field_view,
    order_view,
    remove_view,
    restore_view,
)
from owj.client.studio.form_pages import form_reset_view, form_view
from owj.client.studio.hub_pages import hub_share_view
from owj.client.studio.kind_pages import kind_back_view, kind_now_view, kind_view
from owj.client.studio.package_pages import (
    export_view,
    forget_view,
    packages_view,
    report_view,
    upgrades_view,
)
from owj.client.studio.publishing import (
    changes_view,
    drop_all_view,
    drop_item_view,
    drop_view,
    progress_view,
    publish_view,
    roll_back_view,
    try_view,
    versions_view,
)
from owj.client.studio.purge_pages import purge_view
from owj.client.studio.relation_pages import links_view, map_view

ENTITY = "studio/<slug:key>"
FIELD = f"{ENTITY}/fields/<slug:field_key>"

STUDIO_URLS = [
    path("studio", studio_view, name="studio"),
    path("studio/new", new_entity_view, name="studio_new"),
    path("studio/map", map_view, name="studio_map"),
    path("studio/changes", changes_view, name="studio_changes"),
    path("studio/changes/try", try_view, name="studio_try"),
    path("studio/changes/drop", drop_all_view, name="studio_drop_all"),
    path("studio/changes/<int:change_id>/drop", drop_view, name="studio_drop"),
    path("studio/publish", publish_view, name="studio_publish"),
    path("studio/changes/items/<int:item_id>/drop", drop_item_view, name="studio_drop_item"),
    path("studio/packages", packages_view, name="studio_packages"),
    path("studio/packages/export", export_view, name="studio_package_export"),
    path("studio/packages/report", report_view, name="studio_package_report"),
    path("studio/packages/upgrades", upgrades_view, name="studio_package_upgrades"),
    path("studio/packages/forget", forget_view, name="studio_package_forget"),
    path("studio/progress", progress_view, name="studio_progress"),
    path("studio/versions", versions_view, name="studio_versions"),
    path("studio/versions/<int:number>/back", roll_back_view, name="studio_roll_back"),
    path(ENTITY, entity_view, name="studio_entity"),
    path(f"{ENTITY}/settings", entity_settings_view, name="studio_settings"),
    path(f"{ENTITY}/archive", archive_view, name="studio_archive"),
    path(f"{ENTITY}/unarchive", unarchive_view, name="studio_unarchive"),
    path(f"{ENTITY}/relations", links_view, name="studio_links"),
    path(f"{ENTITY}/hub", hub_share_view, name="studio_hub"),
    path(f"{ENTITY}/order", order_view, name="studio_order"),
    path(f"{ENTITY}/add", add_view, name="studio_add"),
    path(f"{ENTITY}/add/<slug:kind>", add_kind_view, name="studio_add_kind"),
    path(f"{ENTITY}/forms/<slug:purpose>", form_view, name="studio_form"),
    path(f"{ENTITY}/forms/<slug:purpose>/reset", form_reset_view, name="studio_form_reset"),
    path(FIELD, field_view, name="studio_field"),
    path(f"{FIELD}/kind", kind_view, name="studio_field_kind"),
    path(f"{FIELD}/kind/now", kind_now_view, name="studio_field_kind_now"),
    path(f"{FIELD}/kind/<int:change_id>/back", kind_back_view, name="studio_field_kind_back"),
    path(f"{FIELD}/remove", remove_view, name="studio_field_remove"),
    path(f"{FIELD}/purge", purge_view, name="studio_field_purge"),
    path(f"{FIELD}/restore", restore_view, name="studio_field_restore"),
]
