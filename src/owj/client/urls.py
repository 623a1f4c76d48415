"""The addresses of Owj Client."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from owj.client.admin.state import incident_view, message_view, state_view, timer_view
from owj.client.agreement import agreement_view
from owj.client.agreement_calendars import name_calendars_view
from owj.client.agreement_texts.urls import AGREEMENT_TEXT_PATHS
from owj.client.agreement_trials.pages import (
    drop_trial_view,
    trial_sheet_view,
    trial_view,
    trials_view,
)
from owj.client.api_keys.urls import API_KEY_PATHS
from owj.client.billing.urls import BILLING_PATHS
from owj.client.calendars.edits import (
    add_view,
    drop_view,
    edit_view,
    rebase_view,
    restore_view,
)
from owj.client.calendars.history import history_view
from owj.client.calendars.page import calendar_view, calendars_view
from owj.client.calendars.save import (
    effect_csv_view,
    effect_view,
    progress_view,
    save_view,
)
from owj.client.contracts.page import (
    acceptance_pdf_view,
    acceptance_view,
    contract_view,
    minutes_view,
)
from owj.client.contracts.write import write_view as contract_write_view
from owj.client.customers.contracts import edit_contract_view, new_contract_view
from owj.client.customers.edit import edit_customer_view, new_customer_view
from owj.client.customers.page import customer_view, customers_view
from owj.client.customers.people import (
    contact_active_view,
    contact_invite_view,
    contact_rights_view,
    contact_view,
    new_contact_view,
)
from owj.client.dashboard.exports import export_list_view, export_view
from owj.client.dashboard.lists import figure_list_view
from owj.client.dashboard.page import dashboard_view, figures_view, panel_view
from owj.client.desk.assign import assign_view
from owj.client.desk.beside import (
    draft_view,
    follow_view,
    link_choices_view,
    link_view,
    presence_view,
    ready_view,
    unlink_view,
)
from owj.client.desk.bulk import (
    bulk_page_view,
    bulk_progress_view,
    bulk_undo_view,
    bulk_view,
)
from owj.client.desk.compose import reply_view
from owj.client.desk.inbox import desk_state_view, inbox_rows_view, inbox_view
from owj.client.desk.inbox_export import inbox_export_view
from owj.client.desk.merge import merge_choices_view, merge_preview_view, merge_view
from owj.client.desk.moves import move_view, priority_view
from owj.client.desk.new_ticket import (
    contacts_view,
    customers_part_view,
    new_ticket_fields_view,
    new_ticket_view,
    preview_view,
    similar_view,
)
from owj.client.desk.replies import (
    replies_view,
    reply_edit_view,
    reply_move_view,
    reply_remove_view,
    reply_restore_view,
)
from owj.client.desk.ticket import clock_view, file_view, live_view, ticket_view
from owj.client.desk.views import (
    change_view_view,
    default_view_view,
    move_view_view,
    remove_view_view,
    restore_view_view,
    save_view_view,
    views_view,
)
from owj.client.dues.pages import dues_sheet_view, dues_view
from owj.client.imports.pages import (
    import_meaning_view,
    import_move_view,
    import_progress_view,
    import_rejects_view,
    import_view,
    imports_view,
)
from owj.client.installations.page import installation_view
from owj.client.installations.write import installation_write_view
from owj.client.palette import find_view
from owj.client.projects.new import new_project_view
from owj.client.projects.page import new_minutes_view, paper_view, project_view, projects_view
from owj.client.projects.write import project_write_view
from owj.client.proposals.urls import PROPOSAL_PATHS
from owj.client.record_imports.urls import RECORD_IMPORT_PATHS
from owj.client.records.urls import RECORD_PATHS
from owj.client.studio.decisions.urls import urlpatterns as decision_urls
from owj.client.studio.expressions.urls import urlpatterns as expression_urls
from owj.client.studio.processes.urls import PROCESS_PATHS
from owj.client.studio.roles.urls import urlpatterns as roles_urls
from owj.client.studio.urls import STUDIO_URLS
from owj.client.tasks.urls import TASK_PATHS
from owj.client.webhooks.urls import WEBHOOK_PATHS

app_name = "client"

TICKET = "tickets/<str:tracking_id>"
CALENDAR = "calendars/<slug:key>"

urlpatterns: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="client:inbox"), name="home"),
    path("find", find_view, name="find"),
    *expression_urls,
    *roles_urls,
    *decision_urls,
    path("inbox", inbox_view, name="inbox"),
    path("inbox/rows", inbox_rows_view, name="inbox_rows"),
    path("inbox.csv", inbox_export_view, name="inbox_export"),
    path("inbox/desk", desk_state_view, name="desk_state"),
    path("inbox/views", views_view, name="views"),
    path("inbox/views/save", save_view_view, name="save_view"),
    path("inbox/views/default", default_view_view, name="default_view"),
    path("inbox/views/<int:view_id>", change_view_view, name="change_view"),
    path("inbox/views/<int:view_id>/move", move_view_view, name="move_view"),
    path("inbox/views/<int:view_id>/remove", remove_view_view, name="remove_view"),
    path("inbox/views/<int:view_id>/restore", restore_view_view, name="restore_view"),
    path("inbox/bulk", bulk_view, name="bulk"),
    path("inbox/bulk/<int:run_id>", bulk_page_view, name="bulk_page"),
    path("inbox/bulk/<int:run_id>/progress", bulk_progress_view, name="bulk_progress"),
    path("inbox/bulk/<int:run_id>/undo", bulk_undo_view, name="bulk_undo"),
    path("tickets/new", new_ticket_view, name="new_ticket"),
    path("tickets/new/fields", new_ticket_fields_view, name="new_ticket_fields"),
    path("tickets/new/preview", preview_view, name="preview"),
    path("tickets/new/contacts", contacts_view, name="contacts"),
    path("tickets/new/customers", customers_part_view, name="customer_options"),
    path("tickets/new/similar", similar_view, name="similar"),
    path(TICKET, ticket_view, name="ticket"),
    path(f"{TICKET}/live", live_view, name="ticket_live"),
    path(f"{TICKET}/clocks/<slug:name>", clock_view, name="clock"),
    path(f"{TICKET}/reply", reply_view, name="reply"),
    path(f"{TICKET}/assign", assign_view, name="assign"),
    path(f"{TICKET}/priority", priority_view, name="priority"),
    path(f"{TICKET}/move/<slug:verb>", move_view, name="move"),
    path(f"{TICKET}/draft", draft_view, name="draft"),
    path(f"{TICKET}/presence", presence_view, name="presence"),
    path(f"{TICKET}/ready", ready_view, name="ready"),
    path(f"{TICKET}/follow", follow_view, name="follow"),
    path(f"{TICKET}/link", link_view, name="link"),
    path(f"{TICKET}/link/choices", link_choices_view, name="link_choices"),
    path(f"{TICKET}/unlink", unlink_view, name="unlink"),
    path(f"{TICKET}/merge", merge_view, name="merge"),
    path(f"{TICKET}/merge/choices", merge_choices_view, name="merge_choices"),
    path(f"{TICKET}/merge/preview", merge_preview_view, name="merge_preview"),
    path("replies", replies_view, name="replies"),
    path("replies/<int:reply_id>", reply_edit_view, name="reply_edit"),
    path("replies/<int:reply_id>/move", reply_move_view, name="reply_move"),
    path("replies/<int:reply_id>/remove", reply_remove_view, name="reply_remove"),
    path("replies/<int:reply_id>/restore", reply_restore_view, name="reply_restore"),
    path("files/<uuid:file_id>", file_view, name="file"),
    path("customers", customers_view, name="customers"),
    path("dues", dues_view, name="dues"),
    path("dues.csv", dues_sheet_view, name="dues_sheet"),
    path("customers/new", new_customer_view, name="new_customer"),
    path("customers/<int:customer_id>", customer_view, name="customer"),
    path("contracts/<int:contract_id>", contract_view, name="contract"),
    path("contracts/<int:contract_id>/claims/<int:seq>", minutes_view, name="claim_minutes"),
    path("installations/<int:installation_id>", installation_view, name="installation"),
    path(
        "installations/<int:installation_id>/<slug:verb>",
        installation_write_view,
        name="installation_write",
    ),
    path("contracts/<int:contract_id>/acceptances/<int:seq>", acceptance_view, name="acceptance"),
    path(
        "contracts/<int:contract_id>/acceptances/<int:seq>.pdf",
        acceptance_pdf_view,
        name="acceptance_pdf",
    ),
    path("contracts/<int:contract_id>/<slug:verb>", contract_write_view, name="contract_write"),
    path("contracts/<int:contract_id>/projects/new", new_project_view, name="new_project"),
    path("projects", projects_view, name="projects"),
    path("projects/<int:project_id>", project_view, name="project"),
    path("projects/<int:project_id>/minutes/new", new_minutes_view, name="new_minutes"),
    path("projects/<int:project_id>/minutes/<int:minutes_id>", paper_view, name="minutes"),
    path("projects/<int:project_id>/<slug:verb>", project_write_view, name="project_write"),
    path("dashboard", dashboard_view, name="dashboard"),
    path("dashboard/figures", figures_view, name="figures"),
    path("dashboard/panel/<slug:name>", panel_view, name="figures_panel"),
    path("dashboard/list", figure_list_view, name="figure_list"),
    path("dashboard/list.csv", export_list_view, name="export_list"),
    path("dashboard/<slug:name>.csv", export_view, name="export"),
    path("customers/<int:customer_id>/edit", edit_customer_view, name="edit_customer"),
    path("customers/<int:customer_id>/contracts/new", new_contract_view, name="new_contract"),
    path(
        "customers/<int:customer_id>/contracts/<int:contract_id>",
        edit_contract_view,
        name="edit_contract",
    ),
    path("customers/<int:customer_id>/people/new", new_contact_view, name="new_contact"),
    path("people/<int:contact_id>", contact_view, name="contact"),
    path("people/<int:contact_id>/rights", contact_rights_view, name="contact_rights"),
    path("people/<int:contact_id>/active", contact_active_view, name="contact_active"),
    path("people/<int:contact_id>/invite", contact_invite_view, name="contact_invite"),
    path("admin/state", state_view, name="state"),
    path("admin/state/messages/<int:message_id>", message_view, name="state_message"),
    path("admin/state/timers/<int:timer_id>", timer_view, name="state_timer"),
    path("admin/state/incidents/<int:incident_id>", incident_view, name="state_incident"),
    path("imports", imports_view, name="imports"),
    path("imports/<int:import_id>", import_view, name="import"),
    path("imports/<int:import_id>/progress", import_progress_view, name="import_progress"),
    path("imports/<int:import_id>/meaning", import_meaning_view, name="import_meaning"),
    path("imports/<int:import_id>/rejects.csv", import_rejects_view, name="import_rejects"),
    path("imports/<int:import_id>/<slug:move>", import_move_view, name="import_move"),
    path("agreement", agreement_view, name="agreement"),
    *AGREEMENT_TEXT_PATHS,
    path("agreement/trials", trials_view, name="agreement_trials"),
    path("agreement/trials/<int:trial_id>", trial_view, name="agreement_trial"),
    path("agreement/trials/<int:trial_id>.csv", trial_sheet_view, name="agreement_trial_sheet"),
    path("agreement/trials/<int:trial_id>/drop", drop_trial_view, name="drop_agreement_trial"),
    path("agreement/calendars", name_calendars_view, name="agreement_calendars"),
    path("calendars", calendars_view, name="calendars"),
    path(CALENDAR, calendar_view, name="calendar"),
    path(f"{CALENDAR}/edit/<slug:verb>", edit_view, name="calendar_edit"),
    path(f"{CALENDAR}/add", add_view, name="calendar_add"),
    path(f"{CALENDAR}/drop", drop_view, name="calendar_drop"),
    path(f"{CALENDAR}/rebase", rebase_view, name="calendar_rebase"),
    path(f"{CALENDAR}/effect", effect_view, name="calendar_effect"),
    path(f"{CALENDAR}/effect.csv", effect_csv_view, name="calendar_effect_csv"),
    path(f"{CALENDAR}/save", save_view, name="calendar_save"),
    path(f"{CALENDAR}/progress", progress_view, name="calendar_progress"),
    path(f"{CALENDAR}/history", history_view, name="calendar_history"),
    path(f"{CALENDAR}/restore/<int:number>", restore_view, name="calendar_restore"),
    *API_KEY_PATHS,
    *WEBHOOK_PATHS,
    *BILLING_PATHS,
    *PROPOSAL_PATHS,
    *RECORD_IMPORT_PATHS,
    *RECORD_PATHS,
    *PROCESS_PATHS,
    *TASK_PATHS,
    *STUDIO_URLS,
]
