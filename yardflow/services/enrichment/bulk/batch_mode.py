"""A bulk in economy mode: what has to be paid for goes to OpenAI as batches, at half the price.

The free providers are asked at once. What they leave open is written down, sent together, and
looked for again and again until the answers are there; a worker that dies in between finds them
by the charges. Of the paid providers only OpenAI takes batches, so the others are not asked here.
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
from yardflow.services.enrichment.bulk.batches import BatchAnswer, BatchesState, BatchQuestion
from yardflow.services.enrichment.providers import registry
from yardflow.services.enrichment.providers.openai.provider import ByOpenAI
from yardflow.services.enrichment.runs import company_questions, pipeline, snapshot
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.enrichment.runs.commit import commit
from yardflow.services.enrichment.runs.outcomes import Close, PaidQuestion, RunContext, RunOutcomes
from yardflow.services.enrichment.runs.store import StartedRun
from yardflow.services.enrichment.settings import EnrichmentSettings

OPENAI = registry.PROVIDERS[ByOpenAI.name]
# So many contacts are one batch.
LARGEST_BATCH = 1_000
LASTING = timedelta(hours=26)
SOONEST, LATEST = timedelta(seconds=3), timedelta(seconds=60)
AT_OPENAI = "At OpenAI, in a batch"


def send(runs: Sequence[StartedRun], bulk_id: int, close: Close) -> RunOutcomes:
    """Asks the free providers about these, and hands what they leave open to OpenAI.

    What becomes of those that ended, or that there is no money for.
    """
    with db.session() as session:
        settings = enrichment_settings.read(session)
        contacts = snapshot.read(session, [run.contact_id for run in runs], settings.thresholds)
        contacts = company_questions.share(session, runs, contacts, settings)
    contexts = [
        RunContext(run, contacts[run.contact_id]) for run in runs if run.contact_id in contacts
    ]
    pipeline.ask(contexts, settings, registry.FREE)
    sent: list[RunContext] = []
    if settings.asks(OPENAI.name) and registry.load(OPENAI.name).ready():
        due = [each for each in contexts if each.going and each.open_fields(OPENAI, settings)]
        sent = pipeline.reserve(OPENAI, due, settings, lasting=LASTING, economy=True)
        if not _handed_over(sent, bulk_id, settings):
            sent = []
    sent_ids = {context.run.run_id for context in sent}
    kept = [context for context in contexts if context.run.run_id not in sent_ids]
    left = [run for run in runs if run.run_id not in sent_ids]
    return commit(left, kept, settings.thresholds, close) if left else {}


def _handed_over(sent: list[RunContext], bulk_id: int, settings: EnrichmentSettings) -> bool:
    """Whether OpenAI has these questions now, or at least may have them."""
    if not sent:
        return False
    questions = [
        BatchQuestion(
            context.run.run_id,
            context.paid[OPENAI.name].charge_id,
            ByOpenAI().request(context.question(OPENAI, settings)),
        )
        for context in sent
    ]
    with db.session() as session:  # what is shown to the model now; later it may look otherwise
        shown = [
            {
                "id": context.run.run_id,
                "fingerprints": {OPENAI.name: context.paid[OPENAI.name].fingerprint},
            }
            for context in sent
        ]
        session.execute(update(EnrichmentRun), shown)
    try:
        batches.submit(bulk_id, questions, settings.model_in_use)
    except ProviderError as fault:
        for context in sent:
            context.fail(OPENAI, fault)
        return False
    with db.session() as session:
        session.execute(
            update(EnrichmentRun)
            .where(col(EnrichmentRun.id).in_([context.run.run_id for context in sent]))
            .values(note=AT_OPENAI)
        )
    return True


def collect(bulk_id: int, close: Close, *, stopped: bool) -> BatchesState:
    """Takes what OpenAI has answered so far, and stores it; of a bulk that was ``stopped``, what
    was not answered is nobody's failure.
    """
    state = batches.check(bulk_id)
    for start in range(0, len(state.answers), pipeline.RUNS_AT_ONCE):
        _commit_answers(
            state.answers[start : start + pipeline.RUNS_AT_ONCE], close, stopped=stopped
        )
    with db.session() as session:
        batches.settle(session, state.answers)
        batches.close(session, state.ended)
    return state


def cancel(bulk_id: int) -> None:
    """Calls back what OpenAI has not answered yet; what it has is still taken, and paid for."""
    batches.cancel(bulk_id)


def next_check(state: BatchesState) -> tuple[datetime, str]:
    """When it is worth looking again, and what is waited for."""
    age = clock.now() - state.since
    note = f"{AT_OPENAI}: {state.done:,} of {state.total:,} answered. Half price, within 24 hours."
    if not state.total:
        note = batches.UNCONFIRMED
    return clock.now() + min(max(age / 10, SOONEST), LATEST), state.trouble or note


def _commit_answers(answers: Sequence[BatchAnswer], close: Close, *, stopped: bool) -> None:
    with db.session() as session:
        settings = enrichment_settings.read(session)
        by_charge = _runs_by_charge(session, [answer.charge_id for answer in answers])
        contacts = snapshot.read(
            session, [run.contact_id for run, _ in by_charge.values()], settings.thresholds
        )
        runs = [run for run, _ in by_charge.values()]
        contacts = company_questions.shared(session, runs, contacts)
    contexts = []
    for answer in answers:
        run, fingerprint = by_charge.get(answer.charge_id, (None, ""))
        if run is not None and run.contact_id in contacts:
            question = PaidQuestion(answer.charge_id, fingerprint, economy=True)
            context = RunContext(run, contacts[run.contact_id], paid={OPENAI.name: question})
            contexts.append((context, answer))
    pipeline.ask([context for context, _ in contexts], settings, registry.FREE)
    for context, answer in contexts:
        _read(context, answer, stopped=stopped)
    commit(runs, [context for context, _ in contexts], settings.thresholds, close)


def _runs_by_charge(
    session: Session, charge_ids: Sequence[int]
) -> dict[int, tuple[StartedRun, str]]:
    """By charge, its run and what the model was shown (`EnrichmentRun.fingerprints`)."""
    rows = session.execute(
        select(Charge.id, EnrichmentRun.fingerprints, *run_store.COLUMNS)  # type: ignore[call-overload]
        .join(EnrichmentRun, col(EnrichmentRun.id) == Charge.run_id)
        .where(col(Charge.id).in_(charge_ids), col(EnrichmentRun.status) == RunStatus.RUNNING)
    ).all()
    # Also of people who were deleted meanwhile: their runs end, too.
    return {
        charge_id: (StartedRun(run_id, contact_id or 0, *others), shown.get(OPENAI.name, ""))
        for charge_id, shown, run_id, contact_id, *others in rows
    }


def _read(context: RunContext, answer: BatchAnswer, *, stopped: bool) -> None:
    if answer.body is None:
        fault = answer.fault or TemporaryError("OpenAI did not answer this request.")
        if stopped:
            fault = TemporaryError(run_store.STOPPED, timedelta(0), in_doubt=fault.in_doubt)
        context.fail(OPENAI, fault)
        return
    try:
        fields = context.contact.missing & OPENAI.fields
        read = ByOpenAI().read(answer.body, answer.model, answer.more_room, fields)
    except ProviderError as fault:
        context.fail(OPENAI, fault)
    else:
        context.add_answer(OPENAI, read)
