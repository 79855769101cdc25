"""One attempt at some contacts at once: ask the providers outside of any transaction, then store
what they say, what it cost and how each run goes on, all or nothing.

A contact whose attempt does not come to its end stays as it was; what it cost is kept.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sqlmodel import Session, col, select

from yardflow import clock, db
from yardflow.errors import Conflict, Invalid
from yardflow.integrations.faults import Passing, ProviderFault, Unusable
from yardflow.jobs.running import MAX_ATTEMPTS, backoff
from yardflow.models import EnrichmentRun, RunStatus
from yardflow.prices import BATCH, Usage
from yardflow.services.enrichment import breaker, choices, money, settling, subjects
from yardflow.services.enrichment.by_openai import ByOpenAI
from yardflow.services.enrichment.by_pattern import ByPattern
from yardflow.services.enrichment.by_website import ByWebsite
from yardflow.services.enrichment.choices import Choices
from yardflow.services.enrichment.claims import (
    Finding,
    Outcome,
    Paid,
    Provider,
    Question,
    Quote,
    Subject,
)
from yardflow.services.enrichment.email_patterns import Pattern
from yardflow.services.enrichment.runs import GONE, UNCHANGED, Ending, Taken, end, let_go

FREE: dict[str, Provider] = {one.name: one for one in (ByPattern(), ByWebsite())}
OPENAI = ByOpenAI()
PAID: dict[str, Paid] = {OPENAI.name: OPENAI}
AT_ONCE = 16
OVERTAKEN = "Somebody changed the contact at the same moment."
AFTER_OTHERS = timedelta(seconds=2)


@dataclass
class Pass:
    """One contact on its way through the providers."""

    taken: Taken
    subject: Subject
    findings: list[Finding] = field(default_factory=list)
    patterns: tuple[Pattern, ...] = ()
    site: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)
    missing: str = ""
    fingerprint: str | None = None
    charge_id: int | None = None
    usage: Usage | None = None
    fault: ProviderFault | None = None
    refused: money.Refused | None = None
    economy: bool = False

    @property
    def going(self) -> bool:
        """Whether nothing has stopped it."""
        return self.fault is None and self.refused is None

    def open_fields(self, provider: Provider, decided: Choices) -> frozenset[str]:
        """The provider's fields that nobody before it knows well enough."""
        known = {
            one.field for one in self.findings if one.confidence >= decided.thresholds[one.field]
        }
        return (self.subject.wanted - known) & provider.fields

    def question(self, provider: Provider, decided: Choices) -> Question:
        """What this provider is asked now."""
        fields = self.open_fields(provider, decided)
        return Question(self.subject, fields, tuple(self.findings), decided, self.site)

    def take(self, provider: Provider, outcome: Outcome, ms: int) -> None:
        """Keeps what a provider said."""
        self.findings += outcome.findings
        self.patterns += outcome.patterns
        self.site = outcome.site or self.site
        told = len({one.field for one in outcome.findings})
        found = f"{told} {'field' if told == 1 else 'fields'} found" if told else "Nothing found"
        self.note(provider, outcome.note or found, outcome.usage, ms)

    def note(
        self, provider: Provider, outcome: str, usage: Usage | None = None, ms: int = 0
    ) -> None:
        """Writes down what became of asking one provider."""
        step: dict[str, Any] = {"provider": provider.name, "outcome": outcome, "ms": ms}
        if usage is not None:
            step |= {"model": usage.model, "cost_usd": str(usage.charged(self.economy))}
        self.steps.append(step)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one run goes on: it ended (``until`` None), or is tried again then.

    ``held``: what holds it back holds back every other run too. ``unusable``: until an
    administrator has done something. ``settled`` is what it came to, when it ended well.
    """

    status: RunStatus
    reason: str = ""
    until: datetime | None = None
    held: bool = False
    unusable: bool = False
    counts: bool = True
    settled: settling.Settled | None = None


Verdicts = dict[int, Verdict]
Close = Callable[[Session, Verdicts], None]


def attempt(
    taken: Sequence[Taken], close: Close, step: Callable[[int, int, str], None] | None = None
) -> Verdicts:
    """Tries these runs once; what becomes of each, by run.

    ``close`` is called within the last transaction, so that a job's end is one with its effects;
    ``step`` before each provider with its place, how many there are, and what to show.
    """
    with db.session() as session:
        decided = choices.read(session)
        people = subjects.read(session, [one.contact_id for one in taken], decided.thresholds)
    passes = [Pass(one, people[one.contact_id]) for one in taken if one.contact_id in people]
    try:
        ask(passes, decided, step)
        return store(taken, passes, decided, close)
    except BaseException:
        _keep_the_money(passes)
        raise


def ask(
    passes: list[Pass],
    decided: Choices,
    step: Callable[[int, int, str], None] | None = None,
    *,
    paid: bool = True,
) -> None:
    """Asks the providers in their order, each only for what is still open; without ``paid`` only
    those that cost nothing.
    """
    order = [name for name in decided.order if decided.asks(name) and (paid or name in FREE)]
    for place, name in enumerate(order):
        provider: Provider = FREE.get(name) or PAID[name]
        due = [one for one in passes if one.going and one.open_fields(provider, decided)]
        if not due:
            continue
        if not provider.ready():
            for one in due:
                one.missing = provider.label
                one.note(provider, "Not set up")
            continue
        if step is not None:
            step(place, len(order), f"Asking {provider.label}")
        if name in PAID:
            due = list(reserve(due, decided))
        _each(due, lambda one, provider=provider: _put(one, provider, decided))  # type: ignore[misc]


def reserve(
    due: Sequence[Pass], decided: Choices, *, lasting: Any = None, economy: bool = False
) -> Iterable[Pass]:
    """Sets the money aside for those that have a new question; only they are to be asked."""
    provider = OPENAI
    quotes = {one.taken.run_id: provider.quote(one.question(provider, decided)) for one in due}
    with db.session() as session:
        paid = _paid_before(session, due, quotes)
        fresh = [one for one in due if one.taken.run_id not in paid]
        asks = [_priced(one, provider.name, quotes[one.taken.run_id], economy) for one in fresh]
        lasts = {"lasting": lasting} if lasting else {}
        answers = money.reserve(session, asks, decided, **lasts)
    for one in due:
        if one.taken.run_id in paid:
            one.note(provider, f"{UNCHANGED} since {paid[one.taken.run_id]:%d %b %Y}")
            continue
        answer = answers[one.taken.run_id]
        if isinstance(answer, money.Refused):
            one.refused = answer
        else:
            one.charge_id = answer.charge_id
            one.fingerprint = quotes[one.taken.run_id].fingerprint
            yield one


def _priced(one: Pass, provider: str, quote: Quote, economy: bool) -> money.Ask:
    taken = one.taken
    return money.Ask(
        run_id=taken.run_id,
        contact_id=taken.contact_id,
        event_id=taken.event_id,
        provider=provider,
        model=quote.model,
        usd=quote.most_usd * BATCH if economy else quote.most_usd,
        tokens=quote.tokens,
        economy=economy,
    )


def _paid_before(
    session: Session, due: Sequence[Pass], quotes: dict[int, Quote]
) -> dict[int, datetime]:
    """When a run that need not pay paid for the very same question, unless it is forced."""
    asked = [one for one in due if not one.taken.forced]
    rows = session.execute(
        select(EnrichmentRun.contact_id, EnrichmentRun.fingerprint, EnrichmentRun.finished_at)
        .where(
            col(EnrichmentRun.contact_id).in_([one.taken.contact_id for one in asked]),
            EnrichmentRun.status == RunStatus.SUCCEEDED,
            col(EnrichmentRun.fingerprint).is_not(None),
        )
        .order_by(col(EnrichmentRun.id))
    ).all()
    paid = {(row[0], row[1]): row[2] for row in rows}
    return {
        one.taken.run_id: paid[key]
        for one in asked
        if (key := (one.taken.contact_id, quotes[one.taken.run_id].fingerprint)) in paid
    }


@cache
def _pool() -> ThreadPoolExecutor:
    """Threads that mostly wait for an answer; made in the process that uses them."""
    return ThreadPoolExecutor(max_workers=4 * AT_ONCE, thread_name_prefix="asking")


def _each(passes: Sequence[Pass], put: Callable[[Pass], None]) -> None:
    if len(passes) == 1:
        put(passes[0])
    elif passes:
        list(_pool().map(put, passes))


def _put(one: Pass, provider: Provider, decided: Choices) -> None:
    began = time.perf_counter()
    try:
        outcome = provider.find(one.question(provider, decided))
    except ProviderFault as fault:
        one.fault, one.usage = fault, fault.usage
        one.note(provider, fault.message, fault.usage, _ms(began))
        return
    one.usage = outcome.usage or one.usage
    one.take(provider, outcome, _ms(began))


def _ms(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


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
            one.fault = Passing(OVERTAKEN, AFTER_OTHERS)
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
            well.append(settling.Found(one.taken.run_id, one.subject, one.findings, one.patterns))
        else:
            verdicts[one.taken.run_id] = verdict
    for run_id, settled in settling.settle(session, well, decided).items():
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
    money.settle(session, {one.charge_id: one.usage for one in asked if one.usage is not None})  # type: ignore[misc]
    unpaid: dict[tuple[bool, str], list[int]] = {}
    for one in asked:
        if one.usage is None and one.fault is not None and one.charge_id is not None:
            key = one.fault.in_doubt, one.fault.message
            unpaid.setdefault(key, []).append(one.charge_id)
    for (in_doubt, reason), charge_ids in unpaid.items():
        (money.doubt if in_doubt else money.release)(session, charge_ids, reason)


def _tell_the_breaker(session: Session, asked: Sequence[Pass]) -> None:
    """One answer, whatever it says, shows that the provider is there."""
    faults = [one.fault for one in asked if one.fault is not None]
    unusable = next((one for one in faults if isinstance(one, Unusable)), None)
    if unusable is not None:
        breaker.failed(session, OPENAI.name, unusable.message, unusable=True)
    elif len(faults) < len(asked) or any(not isinstance(one, Passing) for one in faults):
        breaker.succeeded(session, OPENAI.name)
    else:
        for one in faults:
            if isinstance(one, Passing) and one.after is None and one.usage is None:
                breaker.failed(session, OPENAI.name, one.message)


def _keep_the_money(passes: Sequence[Pass]) -> None:
    """When the attempt breaks off: what was paid stays paid, what was not asked is free again."""
    with db.session() as session:
        for one in passes:
            if one.charge_id is not None and one.usage is None and one.fault is None:
                money.doubt(session, [one.charge_id], "The attempt was broken off.")
        _pay(session, passes)


def _stopped(one: Pass) -> Verdict | None:
    """How the run goes on when its attempt did not come to its end; None when it did."""
    if one.refused is not None:
        final = one.refused.kind in ("ceiling", "gone")
        status = RunStatus.FAILED if final else RunStatus.QUEUED
        until = None if final else one.refused.until
        return Verdict(status, one.refused.reason, until, held=not final, counts=final)
    fault = one.fault
    if isinstance(fault, Passing) and one.taken.attempts < MAX_ATTEMPTS:
        pause = fault.after or backoff(one.taken.attempts)
        return Verdict(RunStatus.QUEUED, fault.message, clock.now() + pause)
    if fault is not None:
        return Verdict(RunStatus.FAILED, fault.message, unusable=isinstance(fault, Unusable))
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
    )


def as_number(confidence: Decimal | None) -> float | None:
    """For a job's result."""
    return float(confidence) if confidence is not None else None
