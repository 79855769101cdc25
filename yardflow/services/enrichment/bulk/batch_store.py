"""Batches at OpenAI: their questions and answers, and their rows, which are written down before
they are handed over and found again after.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session, col

from yardflow import clock
from yardflow.integrations.errors import ProviderError
from yardflow.models import BatchStatus, Charge, ChargeStatus, ProviderBatch

OPEN = (BatchStatus.SUBMITTING, BatchStatus.SUBMITTED)


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """A question with its money reserved: the body of the request, and whose it is."""

    run_id: int
    charge_id: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What came of one question: the body of its answer, or what went wrong."""

    charge_id: int
    model: str
    more_room: bool = False
    body: dict[str, Any] | None = None
    fault: ProviderError | None = None

    @property
    def error(self) -> str | None:
        """What went wrong, in words."""
        return self.fault.message if self.fault else None


@dataclass(frozen=True, slots=True)
class BatchesState:
    """How the batches of a bulk stand: ``done`` of ``total`` questions of those that OpenAI has
    confirmed, the oldest open batch since ``since``. ``answers`` are what can be taken in now, of
    the batches in ``ended``: settle them, then `batches.close`. ``trouble`` is why OpenAI
    could not be asked about one of them.
    """

    open: bool
    done: int
    total: int
    since: datetime
    answers: tuple[BatchAnswer, ...] = ()
    ended: tuple[int, ...] = ()
    trouble: str = ""


def write_down(session: Session, bulk_id: int, charge_ids: list[int], model: str) -> ProviderBatch:
    """A batch that is about to be handed over, with the charges of its questions."""
    batch = ProviderBatch(
        bulk_id=bulk_id,
        key=secrets.token_urlsafe(18),
        model=model,
        total=len(charge_ids),
        created_at=clock.now(),
    )
    session.add(batch)
    session.flush()
    session.execute(
        update(Charge)
        .where(col(Charge.id).in_(charge_ids), col(Charge.status) == ChargeStatus.RESERVED)
        .values(batch_id=batch.id)
    )
    return batch


def refused(session: Session, batch_id: int, reason: str) -> None:
    """It was not taken; its charges belong to no batch any more."""
    batch = session.get_one(ProviderBatch, batch_id, with_for_update=True)
    batch.status, batch.error, batch.checked_at = BatchStatus.FAILED, reason, clock.now()
    session.add(batch)
    session.execute(update(Charge).where(col(Charge.batch_id) == batch_id).values(batch_id=None))


def unconfirmed(session: Session, batch_id: int, input_file_id: str) -> None:
    """Whoever handed it over came back without knowing whether it was taken."""
    batch = session.get_one(ProviderBatch, batch_id, with_for_update=True)
    if batch.status in OPEN and not batch.remote_id:
        batch.input_file_id, batch.checked_at = input_file_id, clock.now()
        session.add(batch)


def handed_over(session: Session, batch_id: int, remote_id: str, input_file_id: str | None) -> bool:
    """Writes down what it is called there; False when it was given up meanwhile."""
    batch = session.get_one(ProviderBatch, batch_id, with_for_update=True)
    if batch.status not in OPEN or batch.error:
        return False
    batch.status, batch.remote_id = BatchStatus.SUBMITTED, remote_id
    batch.input_file_id, batch.checked_at = input_file_id, clock.now()
    session.add(batch)
    return True


def give_up(session: Session, batch_id: int, reason: str) -> bool:
    """It will never be handed over; False when it was, at the last moment."""
    batch = session.get_one(ProviderBatch, batch_id, with_for_update=True)
    if batch.remote_id:
        return False
    batch.error, batch.checked_at = reason, clock.now()
    session.add(batch)
    return True


def looked_at(session: Session, batch_id: int, done: int) -> None:
    """How far it is there, as of now."""
    session.execute(
        update(ProviderBatch)
        .where(col(ProviderBatch.id) == batch_id)
        .values(done=done, checked_at=clock.now())
    )


def request_cancel(session: Session, bulk_id: int) -> None:
    """Writes down that the open batches of a bulk are wanted no more."""
    session.execute(
        update(ProviderBatch)
        .where(
            col(ProviderBatch.bulk_id) == bulk_id,
            col(ProviderBatch.status).in_(OPEN),
            col(ProviderBatch.cancel_asked_at).is_(None),
        )
        .values(cancel_asked_at=clock.now())
    )


def close(session: Session, batch_id: int) -> ProviderBatch | None:
    """All that came back of it was settled; None when that was so already."""
    batch = session.get_one(ProviderBatch, batch_id, with_for_update=True)
    if batch.status not in OPEN:
        return None
    if batch.error:
        batch.status = BatchStatus.FAILED
    elif batch.cancel_asked_at:
        batch.status = BatchStatus.CANCELLED
    else:
        batch.status = BatchStatus.COLLECTED
    session.add(batch)
    return batch


def open_batches(session: Session, bulk_id: int) -> list[ProviderBatch]:
    """Those of a bulk that something may still come back of, the oldest first."""
    return list(
        session.scalars(
            select(ProviderBatch)
            .where(
                col(ProviderBatch.bulk_id) == bulk_id,
                col(ProviderBatch.status).in_(OPEN),
            )
            .order_by(col(ProviderBatch.id))
        )
    )


def waiting_charges(session: Session, batch_id: int) -> dict[int, bool]:
    """The charges of a batch that its answers settle, and whether each has more room. Also those
    in doubt, as after a long outage: what OpenAI has answered ends that.
    """
    return _open(session, col(Charge.batch_id) == batch_id)


def still_open(session: Session, charge_ids: list[int]) -> set[int]:
    """Those of these charges of which it is not known yet what they cost."""
    return set(_open(session, col(Charge.id).in_(charge_ids)))


def _open(session: Session, which: ColumnElement[bool]) -> dict[int, bool]:
    still = (ChargeStatus.RESERVED, ChargeStatus.UNCONFIRMED)
    rows = session.execute(
        select(col(Charge.id), col(Charge.more_room)).where(which, col(Charge.status).in_(still))
    )
    return {row[0]: row[1] for row in rows}
