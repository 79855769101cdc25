"""The last transaction of an attempt: claims, fields, money and the ends of the runs, all or
nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlmodel import Session

from yardflow import clock, db
from yardflow.errors import Conflict, Invalid
from yardflow.integrations.errors import AccountError, ProviderError, TemporaryError, TruncatedError
from yardflow.jobs.runner import MAX_ATTEMPTS, backoff
from yardflow.models import RunStatus
from yardflow.prices import Usage
from yardflow.services.enrichment.budget import charges, circuit_breaker
from yardflow.services.enrichment.claims import apply as apply_claims
from yardflow.services.enrichment.providers.protocol import OF_ACCOUNT
from yardflow.services.enrichment.runs import company_questions, recovery
from yardflow.services.enrichment.runs.outcomes import (
    Close,
    PaidQuestion,
    RunContext,
    RunOutcome,
    RunOutcomes,
)
from yardflow.services.enrichment.runs.store import GONE, RunUpdate, StartedRun, update_runs

OVERTAKEN = "Someone else changed this contact at the same moment."
AFTER_OTHERS = timedelta(seconds=2)
BROKEN_OFF = TemporaryError("The attempt was broken off.", in_doubt=True)
CUT_OFF = "OpenAI's answer was cut off before its end."
ASKED_AGAIN = "Asking once more, with more room for the answer."


def commit(
    runs: Sequence[StartedRun],
    contexts: Sequence[RunContext],
    thresholds: Mapping[str, Decimal],
    close: Close,
) -> RunOutcomes:
    """The last transaction. Where others were quicker, each is committed alone, and decided again:
    so what was answered is not asked, and paid, a second time.
    """
    try:
        return _committed(runs, contexts, thresholds, close)
    except (Conflict, Invalid):
        if len(runs) > 1:
            by_run = {context.run.run_id: [context] for context in contexts}
            alone = [commit([run], by_run.get(run.run_id, []), thresholds, close) for run in runs]
            return {run_id: outcome for part in alone for run_id, outcome in part.items()}
    try:
        return _committed(runs, contexts, thresholds, close)
    except (Conflict, Invalid):
        for context in contexts:
            context.fault = TemporaryError(OVERTAKEN, AFTER_OTHERS)
    return _committed(runs, contexts, thresholds, close)


def _committed(
    runs: Sequence[StartedRun],
    contexts: Sequence[RunContext],
    thresholds: Mapping[str, Decimal],
    close: Close,
) -> RunOutcomes:
    with db.session() as session:
        outcomes = _store(session, runs, contexts, thresholds)
        close(session, outcomes)
        return outcomes


def _store(
    session: Session,
    runs: Sequence[StartedRun],
    contexts: Sequence[RunContext],
    thresholds: Mapping[str, Decimal],
) -> RunOutcomes:
    outcomes: RunOutcomes = {run.run_id: RunOutcome(RunStatus.FAILED, GONE) for run in runs}
    answered = []
    for context in contexts:
        outcome = _stopped(context)
        if outcome is None:
            answered.append(
                apply_claims.RunClaims(
                    context.run.run_id, context.contact, context.claims, context.patterns
                )
            )
        else:
            outcomes[context.run.run_id] = outcome
    for run_id, result in apply_claims.apply(session, answered, thresholds).items():
        outcomes[run_id] = RunOutcome(RunStatus.SUCCEEDED, result=result)
    by_run = {context.run.run_id: context for context in contexts}
    update_runs(
        session, [_update(key, by_run.get(key), outcome) for key, outcome in outcomes.items()]
    )
    _shorten_unanswered(session, contexts)
    queued = [key for key, outcome in outcomes.items() if outcome.status == RunStatus.QUEUED]
    recovery.return_to_bulk(session, queued)
    _settle(session, contexts)  # last, because everybody who spends waits for the row of the day
    return outcomes


def _shorten_unanswered(session: Session, contexts: Sequence[RunContext]) -> None:
    """Where nobody could say anything of a company, somebody may be able to soon."""
    for_nothing = {
        context.run.run_id: context.good_for
        for context in contexts
        if context.good_for and context.contact.missing & OF_ACCOUNT and not context.has_paid_answer
    }
    if for_nothing:
        company_questions.shorten(session, [*for_nothing], min(for_nothing.values()))


def _settle(session: Session, contexts: Sequence[RunContext]) -> None:
    """Says how the providers are doing, and what became of the money that was reserved."""
    by_provider: dict[str, list[PaidQuestion]] = {}
    for context in contexts:
        for provider, question in context.paid.items():
            by_provider.setdefault(provider, []).append(question)
    used: dict[int, Usage] = {}
    unpaid: dict[int, ProviderError] = {}
    for provider, questions in sorted(by_provider.items()):
        _tell_the_breaker(session, provider, questions)
        for question in questions:
            if question.usage is not None:
                used[question.charge_id] = question.usage
            else:
                unpaid[question.charge_id] = question.fault or BROKEN_OFF
    charges.book(session, used, unpaid)


def _tell_the_breaker(session: Session, provider: str, questions: Sequence[PaidQuestion]) -> None:
    """One answer, whatever it says, shows that the provider is there."""
    faults = [question.fault for question in questions if question.fault is not None]
    unusable = next((fault for fault in faults if isinstance(fault, AccountError)), None)
    answered = any(each.usage is not None and each.fault is None for each in questions)
    if unusable is not None:
        circuit_breaker.record_failure(session, provider, unusable.message, unusable=True)
    elif answered or any(not isinstance(fault, TemporaryError) for fault in faults):
        if circuit_breaker.record_success(session, provider):
            recovery.wake_waiting(session)
    else:
        for fault in faults:
            if isinstance(fault, TemporaryError) and fault.after is None and fault.usage is None:
                circuit_breaker.record_failure(session, provider, fault.message)


def settle_charges(contexts: Sequence[RunContext]) -> None:
    """When the attempt breaks off: what was paid stays paid, what was not asked is free again."""
    with db.session() as session:
        _settle(session, contexts)


def _stopped(context: RunContext) -> RunOutcome | None:
    """How the run goes on when its attempt did not come to its end; None when it did."""
    if context.refusal is not None:
        final = context.refusal.kind in ("ceiling", "gone")
        status = RunStatus.FAILED if final else RunStatus.QUEUED
        until = None if final else context.refusal.until
        reason = context.refusal.reason
        if final and context.run.more_room:
            reason = f"{CUT_OFF} {reason}"
        return RunOutcome(status, reason, until, blocks_all=not final, counts=final)
    fault = context.fault
    if isinstance(fault, TruncatedError) and not context.run.more_room:
        reason = f"{fault.message} {ASKED_AGAIN}"
        return RunOutcome(RunStatus.QUEUED, reason, clock.now(), counts=False, more_room=True)
    if isinstance(fault, TemporaryError) and context.run.attempts < MAX_ATTEMPTS:
        pause = fault.after or backoff(context.run.attempts)
        return RunOutcome(RunStatus.QUEUED, fault.message, clock.now() + pause)
    if fault is not None:
        return RunOutcome(RunStatus.FAILED, fault.message, unusable=isinstance(fault, AccountError))
    if context.missing and not context.claims:
        return RunOutcome(RunStatus.FAILED, _without(context.missing))
    return None


def _without(label: str) -> str:
    return (
        f"{label} is not set up, and nothing was found without it. "
        "Ask an administrator to connect it in Settings."
    )


def _update(run_id: int, context: RunContext | None, outcome: RunOutcome) -> RunUpdate:
    again = outcome.status == RunStatus.QUEUED
    result = outcome.result
    return RunUpdate(
        run_id=run_id,
        status=outcome.status,
        steps=context.steps if context else [],
        fingerprints=_fingerprints(context) if context and result else {},
        confidence=result.confidence if result else None,
        outcome=result.outcome if result else None,
        error=None if result or again else outcome.reason,
        note=outcome.reason if again else None,
        # What holds all of them back is the bulk's to wait for, and may end sooner.
        due_at=None if outcome.blocks_all else outcome.until,
        counts=outcome.counts,
        more_room=outcome.more_room,
    )


def _fingerprints(context: RunContext) -> dict[str, str]:
    """Of the questions that were answered: nobody pays for them again."""
    return {name: each.fingerprint for name, each in context.paid.items() if each.fault is None}
