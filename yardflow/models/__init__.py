"""The tables, one file an aggregate. Importing this package registers all of them."""

from yardflow.models.account import Account, ScoreChange, Stage
from yardflow.models.contact import Contact, EmailStatus, Origin, Persona, Seniority
from yardflow.models.enrichment import (
    Claim,
    ClaimStatus,
    EmailPattern,
    EnrichmentRun,
    RunStatus,
    Trigger,
)
from yardflow.models.event import Event, EventStatus
from yardflow.models.imports import (
    Import,
    ImportKind,
    ImportMapping,
    ImportRow,
    ImportStatus,
    RowOutcome,
)
from yardflow.models.job import Job, JobStatus
from yardflow.models.user import ApiToken, Invitation, LoginAttempt, LoginSession, Role, User
from yardflow.models.workplace import AuditEntry, Setting, WorkerHeartbeat

__all__ = [
    "Account",
    "ApiToken",
    "AuditEntry",
    "Claim",
    "ClaimStatus",
    "Contact",
    "EmailPattern",
    "EmailStatus",
    "EnrichmentRun",
    "Event",
    "EventStatus",
    "Import",
    "ImportKind",
    "ImportMapping",
    "ImportRow",
    "ImportStatus",
    "Invitation",
    "Job",
    "JobStatus",
    "LoginAttempt",
    "LoginSession",
    "Origin",
    "Persona",
    "Role",
    "RowOutcome",
    "RunStatus",
    "ScoreChange",
    "Seniority",
    "Setting",
    "Stage",
    "Trigger",
    "User",
    "WorkerHeartbeat",
]
