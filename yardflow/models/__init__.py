"""The tables, one file an aggregate. Importing this package registers all of them."""

from importlib import import_module
from pkgutil import iter_modules

from yardflow.models.account import Account, ScoreChange
from yardflow.models.attachment import Attachment, TemplateAttachment
from yardflow.models.brake import BrakeNotice
from yardflow.models.bulk_change import (
    BulkChange,
    BulkChangeRecord,
    ChangeKind,
    ChangeOutcome,
    RecordKind,
)
from yardflow.models.contact import (
    Contact,
    EmailStatus,
    LawfulBasis,
    Origin,
    Persona,
    Seniority,
)
from yardflow.models.deletion import DeletedRow, Deletion
from yardflow.models.enrichment import (
    BulkMode,
    BulkStatus,
    Claim,
    ClaimStatus,
    CompanyQuestion,
    EmailPattern,
    EnrichmentBulk,
    EnrichmentRun,
    Outcome,
    RunStatus,
    Trigger,
)
from yardflow.models.enrollment import (
    Enrollment,
    EnrollmentChange,
    EnrollmentSource,
    EnrollmentStatus,
    Hold,
)
from yardflow.models.enrollment_list import EnrollmentList
from yardflow.models.enrollment_rule import (
    EnrollmentRule,
    RuleOccurrence,
    RuleOutcome,
    RuleTrigger,
)
from yardflow.models.event import Event, EventStatus
from yardflow.models.export import Export, ExportFormat, ExportPart
from yardflow.models.hubspot_change import ChangedBy, HubSpotChange
from yardflow.models.hubspot_connection import (
    HubSpotAuthorization,
    HubSpotConnection,
    HubSpotConnectionKind,
    HubSpotWebhooks,
)
from yardflow.models.hubspot_journal import (
    HubSpotDecision,
    HubSpotRun,
    HubSpotWrite,
    Side,
    SyncAction,
)
from yardflow.models.hubspot_link import (
    HubSpotDeal,
    HubSpotLink,
    HubSpotMerge,
    LinkState,
    Tombstone,
)
from yardflow.models.hubspot_mapping import Direction, HubSpotField, HubSpotSchema, SyncedRecord
from yardflow.models.hubspot_sync import (
    HubSpotCreation,
    HubSpotCursor,
    HubSpotDryRecord,
    HubSpotDryRun,
    HubSpotEvent,
    HubSpotSync,
)
from yardflow.models.hubspot_timeline import (
    HubSpotTimeline,
    HubSpotTimelineEntry,
    HubSpotTimelineLost,
    HubSpotTimelineRemoval,
    TimelineKind,
)
from yardflow.models.imports import (
    DifferenceResult,
    Import,
    ImportChoice,
    ImportDifference,
    ImportFile,
    ImportKind,
    ImportMapping,
    ImportRow,
    ImportStatus,
    RowOutcome,
)
from yardflow.models.job import Job, JobStatus
from yardflow.models.meeting import Meeting, MeetingKind, MeetingOutcome
from yardflow.models.meeting_hours import MeetingHours
from yardflow.models.membership import (
    Attendee,
    AttendeeSource,
    AttendeeStatus,
    Stage,
    Target,
)
from yardflow.models.message import (
    Bounce,
    Dispatch,
    Message,
    MessageEvent,
    MessageStatus,
    SequenceTask,
)
from yardflow.models.name_word import NameWord
from yardflow.models.note import Note
from yardflow.models.reply import (
    Answer,
    AnswerStatus,
    InboundPost,
    PlacedBy,
    Reply,
    ReplyFile,
    ReplyKind,
)
from yardflow.models.sender import DomainDay, Sender, SenderDay
from yardflow.models.sequence import (
    OnColleague,
    OnReply,
    Sequence,
    SequenceEditor,
    SequenceStatus,
    SequenceVersion,
)
from yardflow.models.sequence_forecast import SequenceForecast, SequenceReplay
from yardflow.models.spending import (
    BatchStatus,
    Charge,
    ChargeStatus,
    ProviderBatch,
    ProviderState,
    SpendingDay,
)
from yardflow.models.split import SplitWay, SplitWinner
from yardflow.models.step_tally import StepTally, TallyKind
from yardflow.models.suppression import (
    Suppression,
    SuppressionImport,
    SuppressionKind,
    SuppressionReason,
    SuppressionSource,
)
from yardflow.models.template import Snippet, Template, TemplateVersion
from yardflow.models.template_check import LinkCheck
from yardflow.models.template_link import TemplateLink
from yardflow.models.tracked_link import TrackedLink
from yardflow.models.user import ApiToken, Invitation, LoginAttempt, LoginSession, Role, User
from yardflow.models.website import Website, WebsiteStatus
from yardflow.models.workplace import AuditEntry, AuditTally, Setting, WorkerHeartbeat

__all__ = [
    "Account",
    "Answer",
    "AnswerStatus",
    "ApiToken",
    "Attachment",
    "Attendee",
    "AttendeeSource",
    "AttendeeStatus",
    "AuditEntry",
    "AuditTally",
    "BatchStatus",
    "Bounce",
    "BrakeNotice",
    "BulkChange",
    "BulkChangeRecord",
    "BulkMode",
    "BulkStatus",
    "ChangeKind",
    "ChangeOutcome",
    "ChangedBy",
    "Charge",
    "ChargeStatus",
    "Claim",
    "ClaimStatus",
    "CompanyQuestion",
    "Contact",
    "DeletedRow",
    "Deletion",
    "DifferenceResult",
    "Direction",
    "Dispatch",
    "DomainDay",
    "EmailPattern",
    "EmailStatus",
    "EnrichmentBulk",
    "EnrichmentRun",
    "Enrollment",
    "EnrollmentChange",
    "EnrollmentList",
    "EnrollmentRule",
    "EnrollmentSource",
    "EnrollmentStatus",
    "Event",
    "EventStatus",
    "Export",
    "ExportFormat",
    "ExportPart",
    "Hold",
    "HubSpotAuthorization",
    "HubSpotChange",
    "HubSpotConnection",
    "HubSpotConnectionKind",
    "HubSpotCreation",
    "HubSpotCursor",
    "HubSpotDeal",
    "HubSpotDecision",
    "HubSpotDryRecord",
    "HubSpotDryRun",
    "HubSpotEvent",
    "HubSpotField",
    "HubSpotLink",
    "HubSpotMerge",
    "HubSpotRun",
    "HubSpotSchema",
    "HubSpotSync",
    "HubSpotTimeline",
    "HubSpotTimelineEntry",
    "HubSpotTimelineLost",
    "HubSpotTimelineRemoval",
    "HubSpotWebhooks",
    "HubSpotWrite",
    "Import",
    "ImportChoice",
    "ImportDifference",
    "ImportFile",
    "ImportKind",
    "ImportMapping",
    "ImportRow",
    "ImportStatus",
    "InboundPost",
    "Invitation",
    "Job",
    "JobStatus",
    "LawfulBasis",
    "LinkCheck",
    "LinkState",
    "LoginAttempt",
    "LoginSession",
    "Meeting",
    "MeetingHours",
    "MeetingKind",
    "MeetingOutcome",
    "Message",
    "MessageEvent",
    "MessageStatus",
    "NameWord",
    "Note",
    "OnColleague",
    "OnReply",
    "Origin",
    "Outcome",
    "Persona",
    "PlacedBy",
    "ProviderBatch",
    "ProviderState",
    "RecordKind",
    "Reply",
    "ReplyFile",
    "ReplyKind",
    "Role",
    "RowOutcome",
    "RuleOccurrence",
    "RuleOutcome",
    "RuleTrigger",
    "RunStatus",
    "ScoreChange",
    "Sender",
    "SenderDay",
    "Seniority",
    "Sequence",
    "SequenceEditor",
    "SequenceForecast",
    "SequenceReplay",
    "SequenceStatus",
    "SequenceTask",
    "SequenceVersion",
    "Setting",
    "Side",
    "Snippet",
    "SpendingDay",
    "SplitWay",
    "SplitWinner",
    "Stage",
    "StepTally",
    "Suppression",
    "SuppressionImport",
    "SuppressionKind",
    "SuppressionReason",
    "SuppressionSource",
    "SyncAction",
    "SyncedRecord",
    "TallyKind",
    "Target",
    "Template",
    "TemplateAttachment",
    "TemplateLink",
    "TemplateVersion",
    "TimelineKind",
    "Tombstone",
    "TrackedLink",
    "Trigger",
    "User",
    "Website",
    "WebsiteStatus",
    "WorkerHeartbeat",
]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
