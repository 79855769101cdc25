"""The batches of a bulk at OpenAI: handed over, looked for, taken in, called back.

A batch is written down before it is handed over, with a key that goes along in its metadata: a
worker that dies at any moment leaves either a batch that is found by that key, or none that costs
anything. Its charges name it, and are the way from an answer back to its run.

Everything here but `close` and `settle` talks to OpenAI, outside of any transaction.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlmodel import Session

from yardflow import clock, db
from yardflow.integrations.errors import ProviderError, TemporaryError
from yardflow.integrations.openai import batches as openai_batches
from yardflow.integrations.openai.batch_errors import SOON
from yardflow.integrations.openai.batches import Remote
from yardflow.models import ProviderBatch
from yardflow.prices import Usage
from yardflow.services.enrichment.budget.charges import book
from yardflow.services.enrichment.bulk import batch_store
from yardflow.services.enrichment.bulk.batch_store import BatchAnswer, BatchesState, BatchQuestion
from yardflow.services.enrichment.providers.openai.provider import ByOpenAI

__all__ = [
    "BatchAnswer",
    "BatchQuestion",
    "BatchesState",
    "cancel",
    "check",
    "close",
    "settle",
    "submit",
]

log = logging.getLogger(__name__)

MOST_QUESTIONS = 5_000
# An answer is a few kilobytes; more of them wait for the next look.
MOST_ANSWERS = 2_000
# Longer than handing over can take: by then it was made, or never will be.
HANDING_OVER = timedelta(minutes=5)
UNANSWERED = "OpenAI did not answer this request."
NOT_TAKEN = "OpenAI did not accept the batch."
UNCONFIRMED = (
    "Not handed over to OpenAI yet: it has not confirmed the batch. Looking for the batch there."
)


def submit(bulk_id: int, prepared: Sequence[BatchQuestion], model: str) -> int:
    """Hands these questions over as one batch of at most `MOST_QUESTIONS`; the batch's id.

    Where it is in doubt whether OpenAI has taken it, `check` finds out.

    Raises:
        ProviderError: it was not taken; the charges belong to no batch and can be released.
    """
    if not 0 < len(prepared) <= MOST_QUESTIONS:
        raise ValueError(f"a batch has 1 to {MOST_QUESTIONS} questions")
    charge_ids = [question.charge_id for question in prepared]
    with db.session() as session:
        batch = batch_store.write_down(session, bulk_id, charge_ids, model)
    batch_id = batch.id or 0
    lines = ((custom_id(question.charge_id), question.body) for question in prepared)
    try:
        remote = openai_batches.submit(lines, batch.key, model)
    except openai_batches.Unconfirmed as fault:
        log.warning("batch %s was not confirmed: %s", batch_id, fault.details or fault.message)
        with db.session() as session:
            batch_store.unconfirmed(session, batch_id, fault.input_file)
        return batch_id
    except ProviderError as fault:
        log.warning("batch %s was refused: %s", batch_id, fault.details or fault.message)
        with db.session() as session:
            batch_store.refused(session, batch_id, fault.message)
        raise
    with db.session() as session:
        known = batch_store.handed_over(session, batch_id, remote.id, remote.input_file)
    if not known:  # given up meanwhile, by somebody who thought that we were dead
        openai_batches.cancel(remote.id, model)
    return batch_id


def check(bulk_id: int) -> BatchesState:
    """How this bulk's batches stand at OpenAI, and what has come back. Never raises a
    `ProviderError`: what can't be looked at now is looked at later, and nothing is lost.
    """
    with db.session() as session:
        batches = batch_store.open_batches(session, bulk_id)
    answered: list[BatchAnswer] = []
    ended: list[int] = []
    trouble = ""
    for batch in batches:
        try:
            remote, fault = _found(batch)
            if (fault or (remote and remote.ended)) and len(answered) < MOST_ANSWERS:
                answered += _answers(batch, remote, fault)
                ended.append(batch.id or 0)
        except ProviderError as fault:
            trouble = fault.message
    return BatchesState(
        open=bool(batches),
        done=sum(batch.done for batch in batches),
        total=sum(batch.total for batch in batches if batch.remote_id),
        since=min((batch.created_at for batch in batches), default=clock.now()),
        answers=tuple(answered),
        ended=tuple(ended),
        trouble=trouble,
    )


def close(session: Session, batch_ids: Iterable[int]) -> None:
    """All that came back of these batches was settled: they are closed, and their files deleted
    at OpenAI once this is committed.
    """
    for batch_id in batch_ids:
        batch = batch_store.close(session, batch_id)
        if batch is not None and batch.remote_id:
            forget = partial(openai_batches.forget, batch.remote_id, batch.model)
            db.after_commit(session, forget)


def settle(session: Session, answered: Sequence[BatchAnswer]) -> None:
    """Settles the money of answers that nobody took in, because their run ended meanwhile: they
    are paid for all the same. Charges that are settled already stay as they are.
    """
    still = batch_store.still_open(session, [answer.charge_id for answer in answered])
    used: dict[int, Usage] = {}
    unpaid: dict[int, ProviderError] = {}
    for answer in answered:
        if answer.charge_id in still:
            usage, fault = _use_of(answer)
            if usage is not None:
                used[answer.charge_id] = usage
            else:
                unpaid[answer.charge_id] = fault or TemporaryError(NOT_TAKEN)
    book(session, used, unpaid)


def _use_of(answer: BatchAnswer) -> tuple[Usage | None, ProviderError | None]:
    if answer.body is None:
        return None, answer.fault
    try:
        return ByOpenAI().read(answer.body, answer.model, answer.more_room).usage, None
    except ProviderError as fault:
        return fault.usage, fault


def cancel(bulk_id: int) -> None:
    """Calls this bulk's batches back. What OpenAI has answered by then is paid for, and comes with
    the next `check`; one that can't be reached now is asked again there.
    """
    with db.session() as session:
        batch_store.request_cancel(session, bulk_id)
        batches = batch_store.open_batches(session, bulk_id)
    for batch in batches:
        _call_back(batch)


def custom_id(charge_id: int) -> str:
    """How a question is named in its batch."""
    return f"charge-{charge_id}"


def _found(batch: ProviderBatch) -> tuple[Remote | None, ProviderError | None]:
    """The batch there, or why there is none to wait for; neither while it is being handed over."""
    if batch.error:
        return None, TemporaryError(batch.error, SOON)
    if batch.remote_id:
        remote = openai_batches.status(batch.remote_id, batch.model)
    else:
        if batch.cancel_asked_at and batch.input_file_id:  # so that none is made of them later
            openai_batches.withdraw(batch.input_file_id, batch.model)
        there = openai_batches.find(batch.key, batch.created_at, batch.model)
        if there is None:
            return None, _given_up(batch)
        remote = there
        with db.session() as session:
            batch_store.handed_over(session, batch.id or 0, remote.id, remote.input_file)
        batch.remote_id = remote.id
    with db.session() as session:
        batch_store.looked_at(session, batch.id or 0, remote.done)
    batch.done = remote.done
    if remote.problem is not None:
        log.warning("batch %s failed: %s", batch.id, remote.problem.details)
    if batch.cancel_asked_at and not remote.ended and remote.status != "cancelling":
        _call_back(batch)
    return remote, remote.problem


def _given_up(batch: ProviderBatch) -> ProviderError | None:
    """Once nobody can be at handing it over any more, it was never taken: after a while, or at once
    where its questions were withdrawn.
    """
    withdrawn = batch.cancel_asked_at and batch.input_file_id
    if not withdrawn and clock.now() - batch.created_at < HANDING_OVER:
        return None
    with db.session() as session:
        never = batch_store.give_up(session, batch.id or 0, NOT_TAKEN)
    return TemporaryError(NOT_TAKEN, SOON) if never else None


def _call_back(batch: ProviderBatch) -> None:
    if batch.remote_id is None:
        return
    try:
        openai_batches.cancel(batch.remote_id, batch.model)
    except ProviderError:
        return


def _answers(
    batch: ProviderBatch, remote: Remote | None, fault: ProviderError | None
) -> list[BatchAnswer]:
    """What came of each question whose money is still open; each exactly once."""
    with db.session() as session:
        waiting = batch_store.waiting_charges(session, batch.id or 0)
    answered: dict[int, BatchAnswer] = {}
    read = 0
    if remote is not None and waiting:
        for line in openai_batches.results(remote, batch.model):
            read += line.body is not None
            charge_id = _charge_of(line.custom_id)
            if charge_id in waiting and charge_id not in answered:
                room = waiting[charge_id]
                answered[charge_id] = BatchAnswer(
                    charge_id, batch.model, room, line.body, line.fault
                )
        _log_refused(batch, list(answered.values()))
    # Where fewer answers can be read than are paid for, each missing one may be among them.
    doubtful = remote is not None and read < remote.done
    missing = fault or TemporaryError(UNANSWERED, SOON, in_doubt=doubtful)
    for charge_id in sorted(waiting - answered.keys()):
        room = waiting[charge_id]
        answered[charge_id] = BatchAnswer(charge_id, batch.model, room, fault=missing)
    return list(answered.values())


def _log_refused(batch: ProviderBatch, answered: Sequence[BatchAnswer]) -> None:
    """One line for each kind of refusal, with the id of one such request."""
    refused = [answer.fault.details for answer in answered if answer.fault and answer.fault.details]
    counts = Counter(replace(value, request_id="") for value in refused)
    for kind, count in counts.items():
        first = next(value for value in refused if replace(value, request_id="") == kind)
        log.warning("%s questions of batch %s came back with %s", count, batch.id, first)


def _charge_of(custom_id: str) -> int:
    name, _, number = custom_id.partition("-")
    return int(number) if name == "charge" and number.isascii() and number.isdecimal() else 0
