"""A bulk in economy mode: what has to be paid for goes to OpenAI as batches, at half the price.

The free providers are asked at once. What they leave open is written down, sent together, and
looked for again and again until the answers are there; a worker that dies in between finds them
by the charges.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from yardflow import clock, db
from yardflow.integrations.errors import ProviderError, TemporaryError
from yardflow.models import Charge, EnrichmentRun, RunStatus
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.bulk import batches
from yardflow.services.enrichment.runs import pipeline, snapshot
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.enrichment.runs.commit import store
from yardflow.services.enrichment.runs.outcomes import Close, Pass, Verdicts
from yardflow.services.enrichment.runs.pipeline import AT_ONCE, OPENAI
from yardflow.services.enrichment.settings import Choices

# So many contacts are one batch.
MOST_AT_ONCE = 1_000
LASTING = timedelta(hours=26)
SOONEST, LATEST = timedelta(seconds=3), timedelta(seconds=60)
AT_OPENAI = "At OpenAI, in a batch"


def send(taken: Sequence[run_store.Taken], bulk_id: int, close: Close) -> Verdicts:
    """Asks the free providers about these, and hands what they leave open to OpenAI.

    What becomes of those that ended, or that there is no money for.
    """
    with db.session() as session:
        decided = enrichment_settings.read(session)
        people = snapshot.read(session, [one.contact_id for one in taken], decided.thresholds)
    passes = [Pass(one, people[one.contact_id]) for one in taken if one.contact_id in people]
    pipeline.ask(passes, decided, paid=False)
    sent: list[Pass] = []
    if decided.asks(OPENAI.name) and OPENAI.ready():
        due = [one for one in passes if one.going and one.open_fields(OPENAI, decided)]
        sent = list(pipeline.reserve(due, decided, lasting=LASTING, economy=True))
        if not _handed_over(sent, bulk_id, decided):
            sent = []
    gone = {one.taken.run_id for one in sent}
    rest = [one for one in passes if one.taken.run_id not in gone]
    left = [one for one in taken if one.run_id not in gone]
    return store(left, rest, decided, close) if left else {}


def _handed_over(sent: list[Pass], bulk_id: int, decided: Choices) -> bool:
    """Whether OpenAI has these questions now, or at least may have them."""
    if not sent:
        return False
    prepared = [
        batches.Prepared(
            one.taken.run_id, one.charge_id or 0, OPENAI.request(one.question(OPENAI, decided))
        )
        for one in sent
    ]
    with db.session() as session:  # what is shown to the model now; later it may look otherwise
        shown = [{"id": one.taken.run_id, "fingerprint": one.fingerprint} for one in sent]
        session.execute(update(EnrichmentRun), shown)
    try:
        batches.submit(bulk_id, prepared, decided.model_in_use)
    except ProviderError as fault:
        for one in sent:
            one.stop(OPENAI, fault)
        return False
    with db.session() as session:
        session.execute(
            update(EnrichmentRun)
            .where(col(EnrichmentRun.id).in_([one.taken.run_id for one in sent]))
            .values(note=AT_OPENAI)
        )
    return True


def collect(bulk_id: int, close: Close, *, stopped: bool) -> batches.BatchesState:
    """Takes what OpenAI has answered so far, and stores it; of a bulk that was ``stopped``, what
    was not answered is nobody's failure.
    """
    state = batches.look(bulk_id)
    for start in range(0, len(state.answered), AT_ONCE):
        _take(state.answered[start : start + AT_ONCE], close, stopped=stopped)
    with db.session() as session:
        batches.pay(session, state.answered)
        batches.collected(session, state.ended)
    return state


def cancel(bulk_id: int) -> None:
    """Calls back what OpenAI has not answered yet; what it has is still taken, and paid for."""
    batches.cancel(bulk_id)


def rest(state: batches.BatchesState) -> tuple[datetime, str]:
    """When it is worth looking again, and what is waited for."""
    age = clock.now() - state.since
    told = f"{AT_OPENAI}: {state.done:,} of {state.total:,} answered. Half price, within 24 hours."
    if not state.total:
        told = batches.UNCONFIRMED
    return clock.now() + min(max(age / 10, SOONEST), LATEST), state.trouble or told


def _take(answered: Sequence[batches.Answered], close: Close, *, stopped: bool) -> None:
    with db.session() as session:
        decided = enrichment_settings.read(session)
        taken, shown = _taken(session, [one.charge_id for one in answered])
        people = snapshot.read(
            session, [one.contact_id for one in taken.values()], decided.thresholds
        )
    passes = []
    for one in answered:
        own = taken.get(one.charge_id)
        if own is not None and own.contact_id in people:
            passes.append(Pass(own, people[own.contact_id], charge_id=one.charge_id, economy=True))
    pipeline.ask(passes, decided, paid=False)
    said = {one.charge_id: one for one in answered}
    for each in passes:
        each.fingerprint = shown[each.taken.run_id]
        _read(each, said[each.charge_id or 0], stopped=stopped)
    store(list(taken.values()), passes, decided, close)


def _taken(
    session: Session, charge_ids: Sequence[int]
) -> tuple[dict[int, run_store.Taken], dict[int, str | None]]:
    """The runs by charge; and by run, what the model was shown (`fingerprint`)."""
    rows = session.execute(
        select(Charge.id, EnrichmentRun.fingerprint, *run_store.COLUMNS)  # type: ignore[call-overload]
        .join(EnrichmentRun, col(EnrichmentRun.id) == Charge.run_id)
        .where(col(Charge.id).in_(charge_ids), col(EnrichmentRun.status) == RunStatus.RUNNING)
    ).all()
    # Also of people who were deleted meanwhile: their runs end, too.
    taken = {row[0]: run_store.Taken(row[2], row[3] or 0, *row[4:]) for row in rows}
    return taken, {row[2]: row[1] for row in rows}


def _read(one: Pass, answer: batches.Answered, *, stopped: bool) -> None:
    if answer.body is None:
        fault = answer.fault or TemporaryError("OpenAI gave no answer to this question.")
        if stopped:
            fault = TemporaryError(run_store.STOPPED, timedelta(0), in_doubt=fault.in_doubt)
        one.stop(OPENAI, fault)
        return
    try:
        fields = one.subject.wanted & OPENAI.fields
        outcome = OPENAI.read(answer.body, answer.model, answer.more_room, fields)
    except ProviderError as fault:
        one.stop(OPENAI, fault)
        return
    one.usage = outcome.usage
    one.take(OPENAI, outcome, 0)
