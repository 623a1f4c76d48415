"""What every address answers to whom. An address that is not in this table fails the sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

from owj.kernel.calendars.jalali import JalaliDate
from owj.server.identity.doors import Door
from tests.security.agreement_addresses import (
    AGREEMENT_ADDRESSES,
    HUB_ACCEPTS,
    HUB_AGREEMENTS,
    HUB_PROPOSALS,
    PROOF_ADDRESSES,
    PROPOSAL_ADDRESSES,
)
from tests.security.api_addresses import API_ADDRESSES, NO_FILE
from tests.security.billing_addresses import (
    BILLING_ADDRESSES,
    HUB_INVOICES,
    NO_PAYMENT,
    PROJECT_TIME,
    STATEMENT_ADDRESSES,
    TIME_ADDRESSES,
)
from tests.security.ids import (
    NO_ID,
    Ids,
    bulk_runs,
    contacts,
    contracts,
    customers,
    devices,
    files,
    hub_notices,
    imports,
    installations,
    kept_views,
    no_ids,
    notices,
    open_tickets,
    papers,
    projects,
    records,
    removed_replies,
    replies,
    serials,
    solved_tickets,
)
from tests.security.studio_addresses import (
    DECISION,
    DECISION_READS,
    DECISION_WRITES,
    NO_CASE,
    PROCESS_ADDRESSES,
    STUDIO,
)
from tests.security.task_addresses import AROUND, NO_COMMENT, TASK_ADDRESSES
from tests.security.world import Person, World

Form = dict[str, object]
# What an answer comes to. "ok": it was done or shown. "door": please sign in. Else the status.
OK, DOOR = "ok", "door"


@dataclass(frozen=True)
class Route:
    """One address, or one way to use it.

    door: None when it is open to everybody. get, post: what an insider with a role is answered
    about what is within reach; None: the method is refused. shared: what belongs to either
    customer is within an insider's reach. missing: the answer about what is not. roleless: the
    answer to a colleague without a role; None: as to anybody. get_writes: reading leaves a trace.
    post_writes: what is posted is kept; not where it is too long for an address only.
    """

    name: str
    door: Door | None
    get: str | None = None
    post: str | None = None
    ids: Callable[[World, Person], Ids] = no_ids
    form: Callable[[World], Form] = field(default=lambda world: {})
    more: Mapping[str, object] = field(default_factory=dict)
    shared: bool = False
    missing: str = "404"
    roleless: str | None = None
    get_writes: bool = False
    post_writes: bool = True

    def allows(self, method: str) -> bool:
        """Return whether the address takes this method at all."""
        return (self.get if method == "GET" else self.post) is not None

    def within_reach(self, which: str, person: Person) -> bool:
        """Return whether an insider may reach this id."""
        reached = which == "own" or (self.shared and which == "foreign")
        return reached and not (person.name == "roleless" and self.roleless is not None)

    def answer(self, person: Person, which: str, method: str) -> set[str]:
        """Return the outcomes that are right for this person, id and method."""
        if self.door is not None and door_of(person) != self.door:
            return {DOOR} if self.allows(method) else {DOOR, "405"}
        if not self.allows(method):
            return {"405"}
        if person.name == "roleless" and self.roleless is not None:
            return {self.roleless}
        if not self.within_reach(which, person):
            return {self.missing}
        return {(self.get if method == "GET" else self.post) or ""}


def door_of(person: Person) -> Door | None:
    """Return the door that is open to a person: none to strangers and to shut accounts."""
    if person.user is None or person.name.startswith("gone"):
        return None
    return "hub" if person.user.kind == "hub" else "staff"


CLOSED_DAY: Form = {"day": "2026-11-29", "state": "closed"}
QUIET: Form = {"quiet_from": "22:00", "quiet_until": "07:00", "mentioned": ["app", "sms"]}


def _rights(world: World) -> Form:
    return {"customer": world.desk.customer.id, "rights": ["team"]}


def _own_claim(world: World) -> Form:
    late_on = JalaliDate.from_gregorian(world.desk.now.date())
    return {"text": "a claim", "late_on": f"{late_on.year}/{late_on.month}/{late_on.day}"}


def _fresh() -> Form:
    # A refused form must not leave its file behind either.
    return {"key": uuid4(), "uploads": SimpleUploadedFile("upload.txt", b"an upload")}


def _filed(world: World) -> Form:
    facts = {"subject": "s", "text": "t", "kind": "request", "importance": "low"}
    return facts | _fresh() | {"customer": world.desk.customer.id}


def _reply(world: World) -> Form:
    return {"kind": "reply", "text": "an answer"} | _fresh()


def _link(world: World) -> Form:
    return {"kind": "related", "other": world.mine_solved.tracking_id}


def _merge(world: World) -> Form:
    # What is solved takes nothing in.
    return {"into": world.mine_solved.tracking_id}


def _own_reply(name: str, **rest: object) -> Route:
    """Return a page of one canned reply: its owner's alone."""
    facts: dict[str, object] = {"post": OK, "ids": replies, "shared": False}
    return _desk(name, **facts | rest)


def _desk(name: str, **rest: object) -> Route:
    """Return a page of the desk: any colleague with a role, any customer's ticket."""
    facts = {"door": "staff", "shared": True, "roleless": "403"} | rest
    return Route(name, **facts)  # type: ignore[arg-type]  # a row of the table


def _calendar(name: str, **rest: object) -> Route:
    """Return a page of the calendar of the desk: every colleague reads, few write."""
    known = {field.name for field in fields(Route)}
    more = {"key": "ticket"} | {word: rest.pop(word) for word in [*rest] if word not in known}
    return _desk(name, **{"roleless": None, "more": more} | rest)


DELIVER: Form = {"verb": "deliver"}
SUSPEND: Form = {"verb": "suspend"}
GIVE_KEY: Form = {"verb": "key"}
ENTER: Form = {"verb": "remote"}
MACHINE: Form = {"device": "SRV-0001"}
PURPOSE: Form = {"purpose": "a purpose"}
SIGN: Form = {"verb": "sign"}


def _records(name: str, **rest: object) -> Route:
    """Return a page of the records of any entity: who has no role reads of none."""
    known = {field.name for field in fields(Route)}
    more = {"entity": "customer"} | {word: rest.pop(word) for word in [*rest] if word not in known}
    return _desk(name, **{"roleless": "404", "more": more} | rest)


def _another_lane(world: World) -> Form:
    return {"back": "?as=board", "lane": "natural"}


def _move(verb: str, post: str, **rest: object) -> Route:
    form = {"text": "a reason"}
    return _desk(
        "client:move", post=post, ids=open_tickets, more={"verb": verb}, form=lambda w: form, **rest
    )


def _studio(name: str, **more: object) -> Route:
    """Return a page of the studio: it refuses before it looks at the method."""
    return _desk(f"client:{name}", get="403", post="403", more=more)


ROUTES: tuple[Route, ...] = (
    # Both doors, before anybody has signed in.
    Route("ui:sign_in", None, get=OK, post="422"),
    Route("ui:hub_sign_in", None, get=OK, post="422"),
    Route("ui:switch_language", None, get=DOOR, more={"code": "en"}),
    Route("ui:switch_language", None, get=DOOR, more={"code": "no-such"}),
    Route("ui:hub_switch_language", None, get=DOOR, more={"code": "en"}),
    Route("ui:sign_in_code", None, get="404", post="404"),
    Route("ui:hub_sign_in_code", None, get=OK, post="422"),
    Route("ui:forgot", None, get=OK, post="422"),
    Route("ui:hub_forgot", None, get=OK, post="422"),
    Route("ui:new_password", None, get="404", post="404", more={"token": "no-such"}),
    Route("ui:hub_new_password", None, get="404", post="404", more={"token": "no-such"}),
    Route("ui:sign_out", None, post=DOOR),
    Route("ui:hub_sign_out", None, post=DOOR),
    Route("ui:live", None, get=OK),
    Route("ui:hub_live", None, get=OK),
    # Programs come with a key, which nobody in this table sends: no session opens the API.
    *(Route(name, None, get="401", post="401", more=more) for name, more in API_ADDRESSES),
    # What is not signed by a key of an installation.
    Route("api:heartbeat", None, post="403"),
    # A bank sends browsers here without a session; what they bring is asked of the bank.
    Route("hub:bank_answer", None, get="404", post="404", more=NO_PAYMENT),
    # One's own things.
    Route("ui:me", "staff", get=OK),
    Route("ui:preferences", "staff", post=OK, form=lambda w: {"theme": "dark"}),
    Route("ui:password", "staff", post="422", form=lambda w: {"present": "x", "new": "y"}),
    Route("ui:end_device", "staff", post=OK, ids=devices, missing=OK),
    Route("ui:choices", "staff", get=OK, post=OK, form=lambda w: QUIET),
    Route("ui:notices", "staff", get=OK),
    Route("ui:bell", "staff", get=OK),
    Route("ui:read_all", "staff", post=OK),
    Route("ui:open_notice", "staff", get=OK, ids=notices, roleless="404", get_writes=True),
    Route("ui:places", "staff", get=OK),
    Route("ui:hub_me", "hub", get=OK),
    Route("ui:hub_preferences", "hub", post=OK, form=lambda w: {"theme": "dark"}),
    Route("ui:hub_password", "hub", post="422", form=lambda w: {"present": "x", "new": "y"}),
    Route("ui:hub_end_device", "hub", post=OK, ids=devices, missing=OK),
    # The desk.
    Route("ui:hub_choices", "hub", get=OK, post=OK, form=lambda w: QUIET),
    Route("ui:hub_notices", "hub", get=OK),
    Route("ui:hub_bell", "hub", get=OK),
    Route("ui:hub_read_all", "hub", post=OK),
    Route("ui:hub_open_notice", "hub", get=OK, ids=hub_notices, get_writes=True),
    Route("client:home", None, get=OK, post=OK),
    _desk("client:find", get=OK, roleless=None),
    _desk("client:inbox", get=OK),
    _desk("client:inbox_rows", get=OK),
    _desk("client:inbox_export", get=OK),
    _desk("client:desk_state", get=OK, roleless=None),
    _desk("client:bulk", post=OK, form=lambda w: {"ids": w.mine_open.id, "do": "assign:"}),
    _desk("client:views", get=OK, roleless=None),
    _desk("client:save_view", post=OK, form=lambda w: {"name": "a view"}),
    _desk("client:default_view", post=OK, form=lambda w: {"view": w.shared_view.id}),
    Route("client:change_view", "staff", post=OK, ids=kept_views, form=lambda w: {"name": "n"}),
    Route("client:move_view", "staff", post=OK, ids=kept_views, form=lambda w: {"way": "up"}),
    Route("client:remove_view", "staff", post=OK, ids=kept_views),
    Route("client:restore_view", "staff", post="404", ids=kept_views),
    Route("client:bulk_page", "staff", get=OK, ids=bulk_runs),
    Route("client:bulk_progress", "staff", get=OK, ids=bulk_runs),
    Route("client:bulk_undo", "staff", post=OK, ids=bulk_runs),
    _desk("client:new_ticket", get=OK, post=OK, form=_filed),
    _desk("client:preview", get=OK, roleless=None),
    Route("client:new_ticket_fields", "staff", post=OK, post_writes=False),
    _desk("client:contacts", get=OK, roleless=None),
    _desk("client:customer_options", get=OK),
    _desk("client:ticket", get=OK, ids=open_tickets),
    _desk("client:ticket_live", get=OK, ids=open_tickets),
    _desk("client:clock", get=OK, ids=open_tickets, more={"name": "first_response-1"}),
    _desk("client:clock", get="404", ids=open_tickets, more={"name": "no-such-9"}),
    _desk("client:reply", post=OK, ids=open_tickets, form=_reply),
    _desk("client:assign", post=OK, ids=open_tickets, form=lambda w: {"to": ""}),
    _desk("client:priority", post="403", ids=open_tickets, form=lambda w: {"priority": "critical"}),
    _desk("client:file", get=OK, ids=files, roleless=None),
    _desk("client:draft", post=OK, ids=open_tickets, form=lambda w: {"kind": "note", "text": "t"}),
    _desk("client:presence", get=OK, post=OK, ids=open_tickets),
    _desk("client:ready", get=OK, ids=open_tickets),
    _desk("client:follow", post=OK, ids=open_tickets, form=lambda w: {"follow": "yes"}),
    _desk("client:link", post=OK, ids=open_tickets, form=_link),
    _desk("client:link_choices", get=OK, ids=open_tickets),
    _desk("client:unlink", post="404", ids=open_tickets, form=_link),
    _desk("client:merge", get=OK, post="409", ids=open_tickets, form=_merge),
    _desk("client:merge_choices", get=OK, ids=open_tickets),
    _desk("client:merge_preview", get=OK, ids=open_tickets),
    _desk("client:similar", get=OK),
    _desk("client:replies", get=OK, post=OK, form=lambda w: {"title": "t", "body": "b"}),
    _own_reply("client:reply_edit", get=OK, form=lambda w: {"title": "t", "body": "b"}),
    _own_reply("client:reply_move", form=lambda w: {"to": "up"}),
    _own_reply("client:reply_remove"),
    _own_reply("client:reply_restore", ids=removed_replies),
    _desk("client:customers", get=OK),
    _desk("client:customer", get=OK, ids=customers),
    _desk("client:dashboard", get=OK),
    _desk("client:figures", get=OK),
    _desk("client:figures_panel", get=OK, more={"name": "times"}),
    _desk("client:figures_panel", get="404", more={"name": "no-such"}, roleless="404"),
    _desk("client:figure_list", get="404", roleless="404"),
    _desk("client:export_list", get="404", roleless="404"),
    _desk("client:export", get=OK, more={"name": "promises"}),
    _desk("client:export", get="404", more={"name": "no-such"}, roleless="404"),
    _desk("client:new_customer", get=OK, post=OK, form=lambda w: {"name": "نو"}),
    _desk("client:edit_customer", get=OK, post=OK, ids=customers, form=lambda w: {"name": "نو"}),
    _desk("client:new_contract", get="403", post="403", ids=customers, missing="403"),
    _desk(
        "client:edit_contract",
        get="403",
        post="403",
        ids=customers,
        missing="403",
        more={"contract_id": NO_ID},
    ),
    _desk("client:contract", get=OK, ids=contracts),
    _desk("client:agreement_trials", get="403", post="403"),
    _desk("client:agreement_trial", get="403", more={"trial_id": NO_ID}),
    _desk("client:agreement_trial_sheet", get="403", more={"trial_id": NO_ID}),
    _desk("client:drop_agreement_trial", post="403", more={"trial_id": NO_ID}),
    _desk("client:dues", get="403"),
    _desk("client:dues_sheet", get="403"),
    _desk("client:claim_minutes", get="404", ids=contracts, more={"seq": "0"}),
    _desk("client:contract_write", post="403", ids=contracts, missing="403", more=DELIVER),
    _desk("client:installation", get=OK, ids=installations),
    _desk("client:installation_write", post="403", ids=installations, missing="403", more=GIVE_KEY),
    _desk(
        "client:installation_write", post=OK, ids=installations, more=ENTER, form=lambda w: PURPOSE
    ),
    _desk("client:installation_write", post="404", ids=installations, more={"verb": "no-such"}),
    _desk("client:new_project", get="403", post="403", ids=contracts, missing="403"),
    _desk("client:projects", get=OK),
    _desk("client:project", get=OK, ids=projects),
    _desk("client:add_project_time", post=OK, ids=projects, form=lambda w: PROJECT_TIME),
    _desk("client:new_minutes", get=OK, ids=projects),
    _desk("client:minutes", get=OK, ids=papers),
    _desk("client:project_write", post="403", ids=projects, missing="403", more=SUSPEND),
    _desk("client:new_contact", get=OK, post=OK, ids=customers, form=lambda w: {"name": "نو"}),
    _desk("client:contact", get=OK, post=OK, ids=contacts, form=lambda w: {"name": "نو"}),
    _desk("client:contact_rights", post=OK, ids=contacts, form=_rights),
    _desk("client:contact_active", post=OK, ids=contacts, form=lambda w: {"active": "no"}),
    _desk("client:contact_invite", post=OK, ids=contacts),
    *(_desk(f"client:{one}", roleless=None, more=ids, **said) for one, ids, said in TASK_ADDRESSES),
    *(_desk(f"client:{one}", more=ids, **said) for one, ids, said in BILLING_ADDRESSES),
    *(
        _desk(f"client:{one}", ids=customers, more=more, **said)
        for one, more, said in STATEMENT_ADDRESSES
    ),
    *(_desk(f"client:{one}", ids=open_tickets, **said) for one, said in TIME_ADDRESSES),
    _desk("client:draft_renewal", post="403", ids=contracts, missing="403"),
    _desk("client:records_home", get=OK, roleless=None),
    _desk("client:people_choices", get=OK, roleless="404"),
    _desk("client:record_undo", post="404", more={"deed_id": NO_ID}, roleless="404"),
    Route("client:api_keys", "staff", get=OK, post="422"),
    Route("client:revoke_api_key", "staff", post="404", more={"key_id": NO_ID}),
    Route("client:webhooks", "staff", get="403", post="403"),
    Route("client:webhook", "staff", get="403", more={"webhook_id": NO_ID}),
    Route("client:move_webhook", "staff", post="403", more={"webhook_id": NO_ID, "move": "end"}),
    Route(
        "client:send_again",
        "staff",
        post="403",
        more={"webhook_id": NO_ID, "delivery_id": NO_ID},
    ),
    Route("client:every_api_key", "staff", get="403"),
    Route("client:revoke_every_api_key", "staff", post="403", more={"key_id": NO_ID}),
    # Bringing in is a right that agents have not.
    _records("client:record_imports", get="403", post="403"),
    *(
        _records(f"client:record_import{end}", get=get, post=post, run_id=NO_ID, **more)
        for end, get, post, more in (
            ("", "403", None, {}),
            ("_progress", "403", None, {}),
            ("_rejects", "403", None, {}),
            ("_meaning", None, "403", {}),
            ("_move", None, "403", {"move": "run"}),
        )
    ),
    _records("client:records_export_workbook", get=OK),
    _records("client:records", get=OK),
    _records("client:records", get="404", roleless="404", entity="message"),
    _records("client:record_rows", get=OK),
    _records("client:record_totals", get=OK),
    _records("client:records_export", get=OK),
    _records("client:record_choices", get=OK),
    _records("client:new_record", get=OK, post=OK, form=lambda w: {"name": "نو", "kind": "legal"}),
    _records(
        "client:quick_record", get=OK, post=OK, form=lambda w: {"name": "نو", "kind": "legal"}
    ),
    _records("client:record_form", post=OK, post_writes=False, form=lambda w: {"name": "نو"}),
    _records("client:record_conditions", get=OK),
    _records("client:save_record_view", post=OK, form=lambda w: {"name": "a view"}),
    _records("client:record_views", get=OK),
    _records("client:design_view", get=OK, post=OK, form=lambda w: {"name": "a view"}),
    _desk("client:move_record_view", post="404", more={"view_id": NO_ID}, roleless="404"),
    _desk("client:remove_record_view", post="404", more={"view_id": NO_ID}, roleless="404"),
    _desk("client:restore_record_view", post="404", more={"view_id": NO_ID}, roleless="404"),
    _records("client:move_card", post=OK, ids=records, form=_another_lane),
    _records("client:move_day", post="404", ids=records),
    _records("client:records_bulk_field", get=OK),
    _records("client:records_bulk", post="404"),
    _records("client:record", get=OK, get_writes=True, ids=records),  # a visit is remembered
    _records("client:record_trash", get=OK),
    _records("client:empty_record_trash", get="403", post="403"),
    _records("client:purge_deed", get="403", post="403", deed_id=NO_ID),
    _records("client:restore_deed", post="404", deed_id=NO_ID),
    _records("client:record_duplicates", post=OK, post_writes=False, form=lambda w: {"name": "a"}),
    _records("client:duplicate_rule", get="403", post="403"),
    _records("client:merge_records", get=OK, post=OK, post_writes=False),
    _records("client:record_twins", get=OK, ids=records),
    _records("client:record_timeline", get=OK, ids=records),
    _records("client:record_comment", post=OK, ids=records, form=lambda w: {"text": "a comment"}),
    _records("client:follow_record", post=OK, ids=records, form=lambda w: {"wanted": "yes"}),
    _records("client:star_record", post=OK, ids=records, form=lambda w: {"wanted": "yes"}),
    _records("client:record_file", get="404", ids=records, file_id=NO_FILE),
    *(_desk(f"client:{one}", post="404", more=more, roleless="404") for one, more in AROUND),
    _desk("client:change_comment", get="404", post="404", more=NO_COMMENT, roleless="404"),
    _desk("client:process_case", get="404", more=NO_CASE, roleless="404"),
    _desk("client:process_case_live", get="404", more=NO_CASE, roleless="404"),
    # Tickets keep this customer: a toast says so.
    _records("client:delete_record", post=OK, post_writes=False, ids=records),
    _records(
        "client:record_field",
        get=OK,
        post=OK,
        ids=records,
        key="city",
        form=lambda w: {"city": "c"},
    ),
    _records("client:record_field", get="404", post="404", ids=records, key="external_key"),
    _desk("client:state", get="403"),
    _desk("client:state_message", post="403", more={"message_id": 1}),
    _desk("client:state_timer", post="403", more={"timer_id": 1}),
    _desk("client:state_incident", post="403", more={"incident_id": 1}),
    # Rights are given by administrators; nobody in this table's cast is one.
    _desk("client:roles", get="403", post="403"),
    _desk("client:role", get="403", more={"role": "agent"}),
    _desk("client:role_people", post="403", more={"role": "admin"}),
    _desk("client:role_name", post="403", more={"role": "agent"}),
    _desk("client:role_delete", post="403", more={"role": "agent"}),
    _desk("client:role_entity", get="403", post="403", more={"role": "agent", "entity": "ticket"}),
    _desk("client:teams", get="403", post="403"),
    _desk("client:team", post="403", more={"team_id": 1}),
    _desk("client:sight", get="403"),
    _desk("client:see_as", post="403"),
    Route("ui:see_as_end", "staff", post="404"),
    Route("ui:draft_trial_end", "staff", post="404"),
    # What the studio and its decisions are made with: administrators' alone.
    _desk("client:expression_words", get="422", roleless=None),
    _desk("client:expression_check", post="422", roleless=None),
    _desk("client:decisions", get="403"),
    *(_desk(f"client:decision{one}", get="403", more=DECISION) for one in DECISION_READS),
    *(_desk(f"client:decision_{one}", post="403", more=DECISION) for one in DECISION_WRITES),
    *(
        _desk(f"client:{one}", **dict.fromkeys(methods.split(), "403"), more=ids)
        for one, ids, methods in PROCESS_ADDRESSES
    ),
    _records("client:record_processes", get=OK, ids=records),
    _desk("client:decision_new", get="403", post="403"),
    _desk("client:decision_take", post="403"),
    _desk("client:decision_restore", post="403", more=DECISION | {"number": 1}),
    *(_studio(name, **more) for name, more in STUDIO),
    # Imports are the administrator's; nobody in this table's cast is one but who is named so.
    _desk("client:imports", get="403", post="403"),
    _desk("client:import", get="403", ids=imports),
    _desk("client:import_progress", get="403", ids=imports),
    _desk("client:import_meaning", post="403", ids=imports),
    _desk("client:import_move", post="403", ids=imports, more={"move": "run"}),
    _desk("client:import_rejects", get="403", ids=imports),
    _desk("client:agreement", get=OK, roleless=None),
    *(
        _desk(f"client:{one}", more=more, **({"roleless": None} | said))
        for one, more, said in AGREEMENT_ADDRESSES
    ),
    *(
        _desk(f"client:{one}", ids=contracts, more=more, **said)
        for one, more, said in PROOF_ADDRESSES
    ),
    *(_desk(f"client:{one}", more=more, **said) for one, more, said in PROPOSAL_ADDRESSES),
    _desk("client:agreement_calendars", post="403"),
    _desk("client:calendars", get=OK, roleless=None),
    _calendar("client:calendar", get=OK),
    _calendar("client:calendar_history", get=OK),
    _calendar("client:calendar_progress", get=OK),
    _calendar("client:calendar_effect", get=OK, roleless="403"),
    _calendar("client:calendar_effect_csv", get=OK, roleless="403"),
    _calendar("client:calendar_edit", post="403", verb="day", form=lambda w: CLOSED_DAY),
    _calendar("client:calendar_edit", post="404", verb="no-such"),
    _calendar("client:calendar_add", post="403", form=lambda w: {"name": "نو"}),
    _calendar("client:calendar_drop", post="403"),
    _calendar("client:calendar_rebase", post="403"),
    _calendar("client:calendar_save", post="403", form=lambda w: {"note": "برف"}),
    _calendar("client:calendar_restore", post="403", number=1),
    _move("resolve", OK),
    _move("reopen", "409"),
    _move("resume", "409"),
    _move("wait", OK),
    _move("accept-fix", "403"),
    _move("close", OK),
    _move("reject", "409"),
    _move("clear-p0", "403"),
    _move("exclude", "403"),
    _move("readmit", "403"),
    _move("no-such-verb", "404", roleless="404"),
    # The hub.
    Route("hub:home", "hub", get=OK),
    Route("hub:tickets", "hub", get=OK),
    Route("hub:new_ticket", "hub", get=OK, post=OK, form=_filed),
    Route("hub:new_ticket_fields", "hub", post=OK, post_writes=False),
    Route("hub:preview", "hub", get=OK),
    Route("hub:ticket", "hub", get=OK, ids=open_tickets),
    Route("hub:ticket_live", "hub", get=OK, ids=open_tickets),
    Route("hub:clock", "hub", get=OK, ids=open_tickets, more={"name": "first_response-1"}),
    Route("hub:clock", "hub", get="404", ids=open_tickets, more={"name": "no-such-9"}),
    Route("hub:reply", "hub", post=OK, ids=open_tickets, form=_reply),
    Route("hub:confirm", "hub", post=OK, ids=solved_tickets),
    Route("hub:reopen", "hub", post=OK, ids=solved_tickets, form=lambda w: {"text": "again"}),
    Route("hub:rate", "hub", post=OK, ids=solved_tickets, form=lambda w: {"rating": "5"}),
    Route("hub:file", "hub", get=OK, ids=files),
    # Of the organisation's own entities only, and only what is shared; see test_generated_access.
    *(
        Route(f"hub:{name}", "hub", more={"entity": "customer"} | more, **facts)
        for name, more, facts in (
            ("records", {}, {"get": "404"}),
            ("new_record", {}, {"get": "404", "post": "404"}),
            ("record_form", {}, {"post": "404"}),
            ("record_choices", {"key": "name"}, {"get": "404"}),
            ("record", {}, {"get": "404", "ids": records}),
            ("edit_record", {}, {"get": "404", "post": "404", "ids": records}),
            ("record_file", {"key": "name"}, {"get": "404", "ids": records}),
        )
    ),
    Route("hub:choose_customer", "hub", post="404", form=lambda w: {"customer": NO_ID}),
    Route("hub:contracts", "hub", get=OK),
    *(Route(f"hub:{one}", "hub", more=more, **said) for one, more, said in HUB_AGREEMENTS),
    *(
        Route(f"hub:{one}", "hub", ids=contracts, more=more, **said)
        for one, more, said in HUB_ACCEPTS
    ),
    *(Route(f"hub:{one}", "hub", more=more, **said) for one, more, said in HUB_INVOICES),
    *(Route(f"hub:{one}", "hub", more=more, **said) for one, more, said in HUB_PROPOSALS),
    Route("hub:renew", "hub", post=OK, ids=contracts, post_writes=False),
    Route("hub:claim", "hub", post=OK, ids=contracts, post_writes=False),
    Route("hub:choose_remedy", "hub", post=OK, ids=contracts, post_writes=False),
    Route("hub:activate_serial", "hub", post=OK, ids=serials, form=lambda w: MACHINE),
    # Nothing is active there.
    Route("hub:release_serial", "hub", post="404", ids=serials),
    Route("hub:free_claim", "hub", get=OK, post=OK, form=_own_claim),
    Route("hub:projects", "hub", get=OK),
    Route("hub:project", "hub", get=OK, ids=projects),
    Route("hub:minutes", "hub", get=OK, ids=papers),
    Route("hub:minutes_answer", "hub", post="409", ids=papers, more=SIGN, post_writes=False),
    Route("hub:people", "hub", get="403"),
    Route("hub:invite", "hub", post="403", form=lambda w: {"name": "نو", "email": "n@c.example"}),
    Route("hub:rights", "hub", post="403", ids=contacts, missing="403"),
)


@dataclass(frozen=True)
class Address:
    """One pattern of the URL map: its full name and the parameters in it."""

    name: str
    pattern: str
    parameters: frozenset[str]


def addresses() -> Iterator[Address]:
    """Yield every address of the URL map."""
    yield from _below(get_resolver(), "", "", frozenset())


def _below(
    resolver: URLResolver, space: str, prefix: str, parameters: frozenset[str]
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        names = parameters | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _below(entry, inner, pattern, names)
        elif isinstance(entry, URLPattern):
            name = f"{space}{entry.name}" if entry.name else f"an address without a name: {pattern}"
            yield Address(name, pattern, names)
