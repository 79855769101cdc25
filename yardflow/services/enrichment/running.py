"""One run: read the contact, ask the providers outside of any transaction, store what they say.

A run that does not come to its end leaves the contact as it was; what it cost is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import update
from sqlmodel import Session, col, select

from yardflow import clock, db, jobs
from yardflow.errors import Conflict, YardFlowError
from yardflow.integrations.faults import Passing, Permanent, ProviderFault
from yardflow.integrations.openai_rehearsal import rehearse
from yardflow.jobs.running import MAX_ATTEMPTS
from yardflow.models import ClaimStatus, EnrichmentRun, RunStatus
from yardflow.prices import Usage
from yardflow.services.enrichment import settling, subjects
from yardflow.services.enrichment.by_openai import ByOpenAI, ContactForm
from yardflow.services.enrichment.by_pattern import ByPattern
from yardflow.services.enrichment.claims import Finding, Outcome, Provider, Subject
from yardflow.services.enrichment.email_patterns import Pattern

# Cheapest first.
PROVIDERS: tuple[Provider, ...] = (ByPattern(), ByOpenAI())


@dataclass
class _Found:
    findings: list[Finding] = field(default_factory=list)
    patterns: tuple[Pattern, ...] = ()


def warm_up() -> None:
    """Loads what the first run would otherwise wait for; asks nobody."""
    rehearse(ContactForm)


def enrich(running: jobs.Running) -> None:
    """Does one ``enrich_contact`` job; its payload holds ``contact_id``.

    Raises:
        RetryLater: a provider is busy or away.
        YardFlowError: trying again would not help.
    """
    with db.session() as session:
        run_id, subject = _begin(session, running)
    try:
        found = _ask(running, run_id, subject)
    except Passing as fault:
        if running.attempt >= MAX_ATTEMPTS:
            _give_up(run_id, fault.message)
        raise jobs.RetryLater(fault.message, fault.after) from fault
    except YardFlowError as error:
        _give_up(run_id, error.message)
        raise
    except jobs.Cancelled:
        _give_up(run_id, "Somebody stopped it. Nothing was changed.")
        raise
    try:
        with db.session() as session:
            _finish(session, running, run_id, subject, found)
    except Conflict as conflict:  # a namesake was given the same address at the same moment
        raise jobs.RetryLater("Somebody changed the contact at the same moment.") from conflict


def _begin(session: Session, running: jobs.Running) -> tuple[int, Subject]:
    """The run of this job, also after an attempt that failed for a passing reason."""
    subject = subjects.read(session, int(running.payload["contact_id"]))
    run = session.exec(
        select(EnrichmentRun).where(
            EnrichmentRun.job_id == running.id, EnrichmentRun.status == RunStatus.RUNNING
        )
    ).first()
    if run is None:
        run = EnrichmentRun(
            contact_id=subject.contact_id, job_id=running.id, asked_by=running.asked_by
        )
        session.add(run)
        session.flush()
    return int(run.id or 0), subject


def _ask(running: jobs.Running, run_id: int, subject: Subject) -> _Found:
    found = _Found()
    ready = [provider for provider in PROVIDERS if provider.ready()]
    for step, provider in enumerate(ready):
        running.progress(step, len(ready), note=f"Asking {provider.label}")
        outcome = _outcome(provider, run_id, subject, found.findings)
        found.findings += outcome.findings
        found.patterns += outcome.patterns
    if not found.findings and len(ready) < len(PROVIDERS):
        missing = next(each.label for each in PROVIDERS if each not in ready)
        raise Permanent(
            f"Nothing could be found without {missing}, which is not set up. "
            "Ask an administrator to connect it in Settings."
        )
    return found


def _outcome(
    provider: Provider, run_id: int, subject: Subject, known: Sequence[Finding]
) -> Outcome:
    try:
        outcome = provider.find(subject, known)
    except ProviderFault as fault:
        _spent(run_id, fault.usage)
        raise
    _spent(run_id, outcome.usage)
    return outcome


def _spent(run_id: int, usage: Usage | None) -> None:
    """Adds what one question cost, at once: also when nothing comes of its answer."""
    if usage is None:
        return
    with db.session() as session:
        session.execute(
            update(EnrichmentRun)
            .where(col(EnrichmentRun.id) == run_id)
            .values(
                model=usage.model,
                input_tokens=EnrichmentRun.input_tokens + usage.input_tokens,
                output_tokens=EnrichmentRun.output_tokens + usage.output_tokens,
                cost_usd=EnrichmentRun.cost_usd + usage.cost,
            )
        )


def _finish(
    session: Session, running: jobs.Running, run_id: int, subject: Subject, found: _Found
) -> None:
    """Claims, fields, the end of the run and of the job: all or nothing."""
    run = session.get_one(EnrichmentRun, run_id)
    settled = settling.settle(session, run, subject, found.findings)
    if subject.mail_domain:
        settling.remember_patterns(session, subject, found.patterns)
    run.status, run.finished_at = RunStatus.SUCCEEDED, clock.now()
    run.confidence = settled.confidence
    session.add(run)
    running.finish(
        session,
        {
            "contact_id": subject.contact_id,
            "confidence": _as_number(settled.confidence),
            "applied": settled.count(ClaimStatus.APPLIED),
            "review": settled.count(ClaimStatus.REVIEW),
            "cost_usd": str(run.cost_usd),
        },
    )


def _as_number(confidence: Decimal | None) -> float | None:
    return float(confidence) if confidence is not None else None


def _give_up(run_id: int, reason: str) -> None:
    with db.session() as session:
        session.execute(
            update(EnrichmentRun)
            .where(col(EnrichmentRun.id) == run_id)
            .values(status=RunStatus.FAILED, finished_at=clock.now(), error=reason)
        )
