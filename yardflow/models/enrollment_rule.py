"""Rules by which sequences enroll contacts, and what they came to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, empty_list, moment, primary_key, reference


class RuleTrigger(StrEnum):
    """What a rule acts on: an account became Qualified, a contact was met, or an import added a
    contact; each at an event.
    """

    TARGET_QUALIFIED = "target_qualified"
    ATTENDEE_MET = "attendee_met"
    CONTACT_IMPORTED = "contact_imported"


class EnrollmentRule(SQLModel, table=True):
    """Enrolls in a sequence whomever its trigger is about, from when it is turned on.

    ``event_id`` narrows it to one event. ``sender_ids`` and ``by_owner`` say who emails them, as
    when a person enrolls. ``off_at``: since when it is turned off.
    """

    __tablename__ = "enrollment_rule"
    __table_args__ = (
        Index(
            "uq_enrollment_rule",
            "sequence_id",
            "trigger",
            text("coalesce(event_id, 0)"),
            unique=True,
        ),
        CheckConstraint("cardinality(sender_ids) > 0", name="has_senders"),
    )

    id: int | None = primary_key()
    sequence_id: int = reference("sequence.id", ondelete="CASCADE", index=False)
    trigger: RuleTrigger = choice(RuleTrigger)
    event_id: int | None = reference("event.id", ondelete="CASCADE", nullable=True)
    sender_ids: list[int] = Field(
        default_factory=empty_list, sa_column=Column(ARRAY(BigInteger), nullable=False)
    )
    by_owner: bool = True
    made_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    made_at: datetime = moment()
    off_at: datetime | None = moment(nullable=True)


class RuleOccurrence(SQLModel, table=True):
    """A rule's trigger happened at an event, to an account, a contact or by an import, and the rule
    has not acted on it yet. Triggers of the database write it in the transaction of its cause.
    """

    __tablename__ = "rule_occurrence"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(account_id, contact_id, import_id) = 1", name="speaks_of_one"
        ),
        Index("ix_rule_occurrence_rule_id_event_id", "rule_id", "event_id", "id"),
    )

    id: int | None = primary_key()
    rule_id: int = reference("enrollment_rule.id", ondelete="CASCADE", index=False)
    event_id: int = reference("event.id", ondelete="CASCADE")
    account_id: int | None = reference("account.id", ondelete="CASCADE", nullable=True)
    contact_id: int | None = reference("contact.id", ondelete="CASCADE", nullable=True)
    import_id: int | None = reference("import.id", ondelete="CASCADE", nullable=True)


class RuleOutcome(SQLModel, table=True):
    """What a rule did about a contact the last time: ``enrolled``, or why it was skipped.

    ``occurrence_id`` is the last occurrence that it was done for. Who was enrolled once is never
    enrolled again by the same rule.
    """

    __tablename__ = "rule_outcome"
    __table_args__ = (
        UniqueConstraint("rule_id", "contact_id"),
        Index("ix_rule_outcome_rule_id_outcome", "rule_id", "outcome", "id"),
    )

    id: int | None = primary_key()
    rule_id: int = reference("enrollment_rule.id", ondelete="CASCADE", index=False)
    contact_id: int = reference("contact.id", ondelete="CASCADE")
    event_id: int | None = reference("event.id", ondelete="SET NULL", nullable=True)
    outcome: str
    occurrence_id: int = Field(sa_type=BigInteger)
    at: datetime = moment()
