"""What the jobs of a sync and of a dry run have in common: batch by batch, to be gone on with."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeVar

from yardflow import clock, db, jobs
from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.hubspot.app import Access
from yardflow.models import Direction
from yardflow.services.hubspot.connection import tokens
from yardflow.services.hubspot.syncing.mapping_now import Account, MappingNow
from yardflow.services.hubspot.syncing.record_filter import Batch, Position, filter_of

Result = TypeVar("Result")
_USUAL_WAIT = timedelta(seconds=30)


def calling(work: Callable[[Access], Result]) -> Result:
    """Does something in HubSpot.

    Raises:
        Hold: HubSpot takes nothing now, which is no failed attempt: a day's limit may be reached.
    """
    try:
        return tokens.calling(work)
    except TemporaryError as error:
        until = clock.now() + (error.after or _USUAL_WAIT)
        raise jobs.Hold(error.message, until) from None


def mapping(access: Access, running: jobs.Running) -> MappingNow:
    """The mapping, in the direction that was asked for."""
    return Account().mapping(access).narrowed(Direction(running.payload["direction"]))


def batches(running: jobs.Running, position: Position, mapping: MappingNow) -> Iterator[Batch]:
    """The records that a job is about, from a position on, while no one cancels it: of the kinds
    that HubSpot lets us read.

    Raises:
        Cancelled: a person asked for a stop.
    """
    chosen = filter_of(running.payload)
    with db.session() as session:
        total = chosen.total(session)
    while True:
        running.progress(min(position.done, total), total)
        with db.session() as session:
            batch = chosen.next(session, position)
        if batch is None:
            return
        if batch.record in mapping.records:
            yield batch
        position = batch.then
