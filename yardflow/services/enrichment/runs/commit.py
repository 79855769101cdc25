"""The last transaction of an attempt: claims, fields, money and the ends of the runs, all or
nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlmodel import Session

from yardflow import clock, db
from yardflow.errors import Conflict, Invalid
from yardflow.integrations.errors import AccountError, TemporaryError, TruncatedError
from yardflow.jobs.runner import MAX_ATTEMPTS, backoff
from yardflow.models import RunStatus
from yardflow.services.enrichment import waiting
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.budget.settlement import book
from yardflow.services.enrichment.claims import apply as apply_claims
from yardflow.services.enrichment.runs.outcomes import Close, Pass, Verdict, Verdicts
from yardflow.services.enrichment.runs.recovery import let_go
from yardflow.services.enrichment.runs.store import GONE, Ending, Taken, end
from yardflow.services.enrichment.settings import Choices

# The one provider that is paid.
PAID_PROVIDER = "openai"
OVERTAKEN = "Somebody changed the contact at the same moment."
AFTER_OTHERS = timedelta(seconds=2)
BROKEN_OFF = TemporaryError("The attempt was broken off.", in_doubt=True)
CUT_OFF = "OpenAI's answer was cut off before its end."
ASKED_AGAIN = "Asking once more, with more room for the answer."


def store(taken: Sequence[Taken], passes: list[Pass], decided: Choices, close: Close) -> Verdicts:
    """The last transaction. Where others were quicker, each is stored alone, and looked at anew:
    so what was answered is not asked, and paid, a second time.
    """
    try:
        return _stored(taken, passes, decided, close)
    except (Conflict, Invalid):
        if len(taken) > 1:
            by_run = {one.taken.run_id: [one] for one in passes}
            alone = [store([one], by_run.get(one.run_id, []), decided, close) for one in taken]
            return {key: verdict for part in alone for key, verdict in part.items()}
    try:
        return _stored(taken, passes, decided, close)
    except (Conflict, Invalid):
        for one in passes:
            one.fault = TemporaryError(OVERTAKEN, AFTER_OTHERS)
    return _stored(taken, passes, decided, close)


def _stored(taken: Sequence[Taken], passes: list[Pass], decided: Choices, close: Close) -> Verdicts:
    with db.session() as session:
        verdicts = _settle(session, taken, passes, decided)
        close(session, verdicts)
        return verdicts


def _settle(
    session: Session, taken: Sequence[Taken], passes: Iterable[Pass], decided: Choices
) -> Verdicts:
    verdicts: Verdicts = {one.run_id: Verdict(RunStatus.FAILED, GONE) for one in taken}
    passes = list(passes)
    well = []
    for one in passes:
        verdict = _stopped(one)
        if verdict is None:
            well.append(
                apply_claims.Found(one.taken.run_id, one.subject, one.findings, one.patterns)
            )
        else:
            verdicts[one.taken.run_id] = verdict
    for run_id, settled in apply_claims.settle(session, well, decided).items():
        verdicts[run_id] = Verdict(RunStatus.SUCCEEDED, settled=settled)
    by_run = {one.taken.run_id: one for one in passes}
    end(session, [_ending(run_id, by_run.get(run_id), each) for run_id, each in verdicts.items()])
    let_go(session, [key for key, one in verdicts.items() if one.status == RunStatus.QUEUED])
    _pay(session, passes)  # last, because everybody who spends waits for the row of the day
    return verdicts


def _pay(session: Session, passes: Sequence[Pass]) -> None:
    """Says how the provider is doing, and what became of the money that was set aside."""
    asked = [one for one in passes if one.charge_id is not None]
    if asked:
        _tell_the_breaker(session, asked)
    used = {one.charge_id: one.usage for one in asked if one.usage is not None}
    unpaid = {one.charge_id: one.fault or BROKEN_OFF for one in asked if one.usage is None}
    book(session, used, unpaid)  # type: ignore[arg-type]


def _tell_the_breaker(session: Session, asked: Sequence[Pass]) -> None:
    """One answer, whatever it says, shows that the provider is there."""
    faults = [one.fault for one in asked if one.fault is not None]
    unusable = next((one for one in faults if isinstance(one, AccountError)), None)
    if unusable is not None:
        circuit_breaker.failed(session, PAID_PROVIDER, unusable.message, unusable=True)
    elif len(faults) < len(asked) or any(not isinstance(one, TemporaryError) for one in faults):
        if circuit_breaker.succeeded(session, PAID_PROVIDER):
            waiting.look_again(session)
    else:
        for one in faults:
            if isinstance(one, TemporaryError) and one.after is None and one.usage is None:
                circuit_breaker.failed(session, PAID_PROVIDER, one.message)


def keep_the_money(passes: Sequence[Pass]) -> None:
    """When the attempt breaks off: what was paid stays paid, what was not asked is free again."""
    with db.session() as session:
        _pay(session, passes)


def _stopped(one: Pass) -> Verdict | None:
    """How the run goes on when its attempt did not come to its end; None when it did."""
    if one.refused is not None:
        final = one.refused.kind in ("ceiling", "gone")
        status = RunStatus.FAILED if final else RunStatus.QUEUED
        until = None if final else one.refused.until
        reason = one.refused.reason
        if final and one.taken.more_room:
            reason = f"{CUT_OFF} {reason}"
        return Verdict(status, reason, until, held=not final, counts=final)
    fault = one.fault
    if isinstance(fault, TruncatedError) and not one.taken.more_room:
        reason = f"{fault.message} {ASKED_AGAIN}"
        return Verdict(RunStatus.QUEUED, reason, clock.now(), counts=False, more_room=True)
    if isinstance(fault, TemporaryError) and one.taken.attempts < MAX_ATTEMPTS:
        pause = fault.after or backoff(one.taken.attempts)
        return Verdict(RunStatus.QUEUED, fault.message, clock.now() + pause)
    if fault is not None:
        return Verdict(RunStatus.FAILED, fault.message, unusable=isinstance(fault, AccountError))
    if one.missing and not one.findings:
        return Verdict(RunStatus.FAILED, _without(one.missing))
    return None


def _without(label: str) -> str:
    return (
        f"Nothing could be found without {label}, which is not set up. "
        "Ask an administrator to connect it in Settings."
    )


def _ending(run_id: int, one: Pass | None, verdict: Verdict) -> Ending:
    again = verdict.status == RunStatus.QUEUED
    well = verdict.settled is not None
    return Ending(
        run_id=run_id,
        status=verdict.status,
        steps=one.steps if one else [],
        fingerprint=one.fingerprint if one and well else None,
        confidence=verdict.settled.confidence if verdict.settled else None,
        error=None if well or again else verdict.reason,
        note=verdict.reason if again else None,
        # What holds all of them back is the bulk's to wait for, and may end sooner.
        due_at=None if verdict.held else verdict.until,
        counts=verdict.counts,
        more_room=verdict.more_room,
    )
