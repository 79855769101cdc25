"""The fields that a condition may compare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from yardflow.models import (
    AttendeeStatus,
    EmailStatus,
    MeetingOutcome,
    Persona,
    ReplyKind,
    Seniority,
    Stage,
)
from yardflow.services.sequences.definitions.steps import Operator

NUMBERS = frozenset({Operator.AT_LEAST, Operator.AT_MOST})
WITHOUT_VALUE = frozenset({Operator.IS_SET, Operator.IS_EMPTY})


@dataclass(frozen=True, slots=True)
class ComparableField:
    """A field with what people call it. ``values`` are all it can be, if it is a choice, each with
    what people say for it within a sentence; a contact may have ``several`` of them, which are
    compared as one text. ``there`` and ``missing`` say within a sentence that it is set or empty,
    where that has words of its own.
    """

    label: str
    values: Mapping[str, str] = field(default_factory=dict)
    is_number: bool = False
    several: bool = False
    there: str = ""
    missing: str = ""


def _choice(label: str, kind: Iterable[StrEnum], **more: Any) -> ComparableField:
    return ComparableField(
        label, {member.value: _SAID.get(member, member.value) for member in kind}, **more
    )


# Where the stored word isn't what people say.
_SAID: Mapping[StrEnum, str] = {
    MeetingOutcome.NO_SHOW: "no-show",
    MeetingOutcome.CANCELLED: "canceled",
    ReplyKind.HUMAN: "from a person",
    ReplyKind.OUT_OF_OFFICE: "out of office",
    ReplyKind.LEFT: "left the company",
    ReplyKind.ACKNOWLEDGEMENT: "confirmation",
    ReplyKind.CHALLENGE: "sender check",
    ReplyKind.LIST: "list email",
    ReplyKind.OWN: "our own copy",
}


FIELDS: Mapping[str, ComparableField] = {
    "contact.first_name": ComparableField("First name"),
    "contact.last_name": ComparableField("Last name"),
    "contact.title": ComparableField("Title"),
    "contact.seniority": _choice("Seniority", Seniority),
    "contact.personas": _choice("Personas", Persona, several=True),
    "contact.country": ComparableField("Country"),
    "contact.email": ComparableField("Email"),
    "contact.email_status": _choice("Email status", EmailStatus),
    "account.name": ComparableField("Account"),
    "account.domain": ComparableField("Email domain"),
    "account.industry": ComparableField("Industry"),
    "account.size": ComparableField("Size"),
    "account.headquarters": ComparableField("Headquarters"),
    "account.icp_score": ComparableField("ICP score", is_number=True),
    "target.stage": _choice("Stage", Stage),
    "attendee.status": _choice("Status at the event", AttendeeStatus),
    "meeting.outcome": _choice(
        "Latest meeting",
        MeetingOutcome,
        there="they have a meeting",
        missing="they have no meeting",
    ),
    "reply.kind": _choice(
        "Latest reply", ReplyKind, there="they have replied", missing="they haven't replied"
    ),
}
