"""The tables, one file an aggregate. Importing this package registers all of them."""

from importlib import import_module
from pkgutil import iter_modules

from yardflow.models.account import Account, ScoreChange
from yardflow.models.bulk_change import (
    BulkChange,
    BulkChangeRecord,
    ChangeKind,
    ChangeOutcome,
    RecordKind,
)
from yardflow.models.contact import Contact, EmailStatus, Origin, Persona, Seniority
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
from yardflow.models.event import Event, EventStatus
from yardflow.models.export import Export, ExportFormat, ExportPart
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
from yardflow.models.membership import (
    Attendee,
    AttendeeSource,
    AttendeeStatus,
    Stage,
    Target,
)
from yardflow.models.name_word import NameWord
from yardflow.models.note import Note
from yardflow.models.spending import (
    BatchStatus,
    Charge,
    ChargeStatus,
    ProviderBatch,
    ProviderState,
    SpendingDay,
)
from yardflow.models.user import ApiToken, Invitation, LoginAttempt, LoginSession, Role, User
from yardflow.models.website import Website, WebsiteStatus
from yardflow.models.workplace import AuditEntry, AuditTally, Setting, WorkerHeartbeat

__all__ = [
    "Account",
    "ApiToken",
    "Attendee",
    "AttendeeSource",
    "AttendeeStatus",
    "AuditEntry",
    "AuditTally",
    "BatchStatus",
    "BulkChange",
    "BulkChangeRecord",
    "BulkMode",
    "BulkStatus",
    "ChangeKind",
    "ChangeOutcome",
    "Charge",
    "ChargeStatus",
    "Claim",
    "ClaimStatus",
    "CompanyQuestion",
    "Contact",
    "DeletedRow",
    "Deletion",
    "DifferenceResult",
    "EmailPattern",
    "EmailStatus",
    "EnrichmentBulk",
    "EnrichmentRun",
    "Event",
    "EventStatus",
    "Export",
    "ExportFormat",
    "ExportPart",
    "Import",
    "ImportChoice",
    "ImportDifference",
    "ImportFile",
    "ImportKind",
    "ImportMapping",
    "ImportRow",
    "ImportStatus",
    "Invitation",
    "Job",
    "JobStatus",
    "LoginAttempt",
    "LoginSession",
    "NameWord",
    "Note",
    "Origin",
    "Outcome",
    "Persona",
    "ProviderBatch",
    "ProviderState",
    "RecordKind",
    "Role",
    "RowOutcome",
    "RunStatus",
    "ScoreChange",
    "Seniority",
    "Setting",
    "SpendingDay",
    "Stage",
    "Target",
    "Trigger",
    "User",
    "Website",
    "WebsiteStatus",
    "WorkerHeartbeat",
]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
