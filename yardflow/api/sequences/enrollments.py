"""Enrollments over HTTP: who enters a sequence, who is in it, and why someone wasn't mailed."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.contacts import ContactFilter
from yardflow.api.records.schema import Key, ListQuery, listed
from yardflow.api.schema import Api, Flag, Id, Listed, Many, Sent, Takes, with_fields_of
from yardflow.errors import Contradictory
from yardflow.models import EnrollmentSource, EnrollmentStatus, RecordKind
from yardflow.services.access import Principal
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import enrollments, forecast
from yardflow.services.sequences.decisions import Gate
from yardflow.services.sequences.engine import why
from yardflow.services.sequences.enrollments import (
    Enrolling,
    EnrollmentQuery,
    customers,
    lists,
)
from yardflow.services.sequences.enrollments.ending import REASON, end_by_hand
from yardflow.services.sequences.enrollments.views import EnrollmentView
from yardflow.services.sequences.forecast.service import FirstEmails

router = APIRouter(prefix="/api", tags=["sequences"])

_ONE_OF = "Send one of eventId, contactIds, listId or filter."


class ChosenIn(Sent):
    """Which contacts, by one of `contactIds`, `eventId` (its attendees), `listId` (a file that was
    read) or `filter`. `forEventId` is the event that steps speak of where the sequence has none;
    without it that is `eventId`.
    """

    contact_ids: Annotated[Many[Id], Field(min_length=1)] | None = None
    event_id: Id | None = None
    list_id: Id | None = None
    filter: ContactFilter | None = None
    for_event_id: Id | None = None

    @property
    def names_contacts(self) -> bool:
        """Whether it says any."""
        return any(each is not None for each in self._given())

    async def selection(self, principal: Principal) -> Selection:
        """The contacts, as services read them.

        Raises:
            Contradictory: it names no contacts, or names them twice.
            NotFound: there is no such file.
        """
        if sum(each is not None for each in self._given()) != 1:
            raise Contradictory(_ONE_OF)
        query, ids = None, tuple(self.contact_ids or ())
        if self.list_id is not None:
            ids = await db.run(lists.contact_ids, principal, self.list_id)
        elif self.event_id is not None:
            query = ContactQuery(event_id=self.event_id)
        elif self.filter is not None:
            query = ContactQuery(**self.filter.parameters(CONTACT.texts))
        return Selection(RecordKind.CONTACT, ids, query)

    def _given(self) -> tuple[object, ...]:
        return self.contact_ids, self.event_id, self.list_id, self.filter


class EnrollIn(ChosenIn):
    """Which contacts to enroll: one of `contactIds`, `eventId` (its attendees), `listId` (a file
    that was read) or `filter`.

    `senderIds` share the contacts evenly; without it all senders do that aren't paused. A contact
    whose owner has a sender is mailed by that one, unless `byOwner` is false. `forEventId` is the
    event that steps speak of where the sequence has none; without it that is `eventId`.
    """

    sender_ids: Annotated[Many[Id], Field(min_length=1, max_length=200)] | None = None
    by_owner: Flag = True

    async def enrolling(self, principal: Principal) -> Enrolling:
        """As the service reads it; raises as `selection`."""
        return Enrolling(
            await self.selection(principal),
            None if self.sender_ids is None else tuple(self.sender_ids),
            self.for_event_id or self.event_id,
            self.by_owner,
            EnrollmentSource.API,
        )


class EnrolledOut(Api):
    """How many contacts are enrolled, or would be, and how many are skipped by reason."""

    ready: int
    skipped: dict[str, int]


@with_fields_of(FirstEmails)
class FirstEmailsOut(Api):
    """When the contacts would get their first email: the first of them at `firstAt`, the last at
    `lastAt`; `later` of them not within 14 days. Not `complete` if there are too many to look at.
    """


class EnrollPreviewOut(EnrolledOut):
    """What enrolling would do, and when the first emails would go out."""

    first_emails: FirstEmailsOut


@with_fields_of(EnrollmentView, "step_summary", "needs_change")
class EnrollmentOut(Api):
    """A contact in a sequence: at `step`, looked at again at `dueAt`, and held up by `waitsFor`."""

    waits_for: list[str]


class GateOut(Api):
    """One thing that stands in the way. `opensAt` is null if that takes a change."""

    gate: str
    words: str
    opens_at: datetime | None


class WhyOut(Api):
    """What happens next, when, and everything that it waits for."""

    enrollment_id: int
    next: str
    next_at: datetime | None
    gates: list[GateOut]


class EndIn(Sent):
    """Why the sequence ends for them. With `everywhere`, all else that the contact is
    in ends, too.
    """

    reason: Annotated[str, Takes(REASON)]
    everywhere: Flag = False


class EndedOut(Api):
    """How many enrollments ended."""

    ended: int


class EnrollmentsQuery(ListQuery):
    """Which enrollments. `stuck` is what they wait for, where only a change ends that."""

    sequence_id: Id | None = None
    contact_id: Id | None = None
    account_id: Id | None = None
    status: EnrollmentStatus | None = None
    stuck: Gate | None = None


@router.post("/sequences/{sequence_id:int}/enroll/preview")
async def preview_enrollment(
    sequence_id: Key, body: EnrollIn, principal: SignedIn
) -> EnrollPreviewOut:
    """Says how many would be enrolled, why the others are skipped, and when the first emails would
    go out. Writes nothing."""
    chosen = await body.enrolling(principal)
    counts, first = await db.run_long(forecast.enrolling, principal, sequence_id, chosen)
    return EnrollPreviewOut(
        ready=counts.ready,
        skipped=dict(counts.skipped),
        first_emails=FirstEmailsOut.model_validate(first),
    )


@router.post("/sequences/{sequence_id:int}/enroll")
async def enroll_contacts(sequence_id: Key, body: EnrollIn, principal: SignedIn) -> EnrolledOut:
    """Enrolls contacts in a published sequence; each begins at its first step."""
    chosen = await body.enrolling(principal)
    counts = await db.run_long(enrollments.enroll, principal, sequence_id, chosen)
    return EnrolledOut(ready=counts.ready, skipped=dict(counts.skipped))


@router.get("/enrollments")
async def list_enrollments(
    principal: SignedIn, query: Annotated[EnrollmentsQuery, Query()]
) -> Listed[EnrollmentOut]:
    """Lists enrollments, the latest first."""
    page = await db.run(enrollments.search, principal, EnrollmentQuery(**query.parameters()))
    return listed(page, EnrollmentOut.model_validate)


@router.get("/enrollments/{enrollment_id:int}")
async def get_enrollment(enrollment_id: Key, principal: SignedIn) -> EnrollmentOut:
    """Returns an enrollment."""
    view = await db.run(enrollments.get, principal, enrollment_id)
    return EnrollmentOut.model_validate(view)


@router.get("/enrollments/{enrollment_id:int}/why")
async def explain_enrollment(enrollment_id: Key, principal: SignedIn) -> WhyOut:
    """Says why the contact has not been mailed: every gate that is closed, and when it opens."""
    return WhyOut.model_validate(await db.run(why, principal, enrollment_id))


@router.post("/enrollments/{enrollment_id:int}/resume", status_code=204)
async def resume_enrollment(enrollment_id: Key, principal: SignedIn) -> None:
    """Has an enrollment continue although the account is a customer."""
    await db.run(customers.resume, principal, enrollment_id)


@router.post("/enrollments/{enrollment_id:int}/end")
async def end_enrollment(enrollment_id: Key, body: EndIn, principal: SignedIn) -> EndedOut:
    """Ends an enrollment for good: what is queued is not sent."""
    ended = await db.run(
        end_by_hand, principal, enrollment_id, body.reason, everywhere=body.everywhere
    )
    return EndedOut(ended=ended)
