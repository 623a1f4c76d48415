"""Every table of the platform's own rows; each subroom keeps its own file."""

from owj.server.activity.models import (
    DuplicateRule,
    RecordComment,
    RecordFile,
    RecordFollow,
    RecordMerge,
    RecordStar,
    RecordVisit,
)
from owj.server.agreements.day_sums import ResultDay
from owj.server.agreements.models import (
    AgreementDraft,
    AgreementVersion,
    Breach,
    BusinessCalendarRow,
    CalendarRevision,
    PromiseEvent,
)
from owj.server.agreements.result_rows import PromiseResult
from owj.server.configuration.models import (
    AgreedItem,
    DraftItem,
    DraftPackage,
    DraftTrial,
    PublishedItem,
    UploadedPackage,
)
from owj.server.decisions.models import DecisionCase, DecisionDraft, DecisionVersion
from owj.server.documents.models import Document
from owj.server.drafts.models import Draft
from owj.server.files.models import StoredFile
from owj.server.idempotency.models import KeptAnswer
from owj.server.identity.models import (
    ApiKey,
    OneTimeSecret,
    RateWindow,
    SignInRecord,
    User,
    UserSession,
)
from owj.server.imports.models import ImportBatch, ImportFault, ImportRun
from owj.server.inbound.models import InboundMessage
from owj.server.incidents.models import Incident
from owj.server.jobs.models import WorkerBeat
from owj.server.layouts.models import FormLayout, ListIndex, RecordDeed, RecordView
from owj.server.ledger.file_rows import EntryFile
from owj.server.ledger.models import LedgerEntry
from owj.server.ledger.paper_rows import SealedPaper
from owj.server.notices.models import Notice, NoticeChoice, QuietHoursRow
from owj.server.outbox.models import OutboxMessage
from owj.server.own_signature.models import OwnSignature
from owj.server.payments.models import OnlinePayment
from owj.server.presence.models import Presence
from owj.server.processes.models import (
    ProcessDeed,
    ProcessDefinition,
    ProcessDraft,
    ProcessHistory,
    ProcessIncident,
    ProcessInstance,
    ProcessMessage,
    ProcessRollback,
    ProcessRound,
    ProcessScope,
    ProcessStart,
    ProcessSubscription,
    ProcessTimer,
    ProcessToken,
    ProcessUndo,
    ProcessVariable,
    ProcessVersion,
    UserTask,
    WorkItem,
)
from owj.server.processes.tasks.rows import StandIn, TaskEntry, TaskOpinion, TaskTurn
from owj.server.processes.work.secret_rows import ProcessSecret
from owj.server.records.models import (
    NumberSequence,
    RecordChange,
    RightsChange,
    SchemaStep,
    SchemaVersion,
    StoredEntity,
)
from owj.server.roles.models import EntityRight, FieldRight, HubShare, Role, SeeAs, Team
from owj.server.schema.models import KindChange, SchemaDraft, SchemaDraftChange
from owj.server.signed_senders.models import SignedSender
from owj.server.timers.models import Timer
from owj.server.webhooks.models import Webhook, WebhookDelivery
from owj.server.workspace.models import DomainClock, Workspace

__all__ = [
    "AgreedItem",
    "AgreementDraft",
    "AgreementVersion",
    "ApiKey",
    "Breach",
    "BusinessCalendarRow",
    "CalendarRevision",
    "DecisionCase",
    "DecisionDraft",
    "DecisionVersion",
    "Document",
    "DomainClock",
    "Draft",
    "DraftItem",
    "DraftPackage",
    "DraftTrial",
    "DuplicateRule",
    "EntityRight",
    "EntryFile",
    "FieldRight",
    "FormLayout",
    "HubShare",
    "ImportBatch",
    "ImportFault",
    "ImportRun",
    "InboundMessage",
    "Incident",
    "KeptAnswer",
    "KindChange",
    "LedgerEntry",
    "ListIndex",
    "Notice",
    "NoticeChoice",
    "NumberSequence",
    "OneTimeSecret",
    "OnlinePayment",
    "OutboxMessage",
    "OwnSignature",
    "Presence",
    "ProcessDeed",
    "ProcessDefinition",
    "ProcessDraft",
    "ProcessHistory",
    "ProcessIncident",
    "ProcessInstance",
    "ProcessMessage",
    "ProcessRollback",
    "ProcessRound",
    "ProcessScope",
    "ProcessSecret",
    "ProcessStart",
    "ProcessSubscription",
    "ProcessTimer",
    "ProcessToken",
    "ProcessUndo",
    "ProcessVariable",
    "ProcessVersion",
    "PromiseEvent",
    "PromiseResult",
    "PublishedItem",
    "QuietHoursRow",
    "RateWindow",
    "RecordChange",
    "RecordComment",
    "RecordDeed",
    "RecordFile",
    "RecordFollow",
    "RecordMerge",
    "RecordStar",
    "RecordView",
    "RecordVisit",
    "ResultDay",
    "RightsChange",
    "Role",
    "SchemaDraft",
    "SchemaDraftChange",
    "SchemaStep",
    "SchemaVersion",
    "SealedPaper",
    "SeeAs",
    "SignInRecord",
    "SignedSender",
    "StandIn",
    "StoredEntity",
    "StoredFile",
    "TaskEntry",
    "TaskOpinion",
    "TaskTurn",
    "Team",
    "Timer",
    "UploadedPackage",
    "User",
    "UserSession",
    "UserTask",
    "Webhook",
    "WebhookDelivery",
    "WorkItem",
    "WorkerBeat",
    "Workspace",
]
