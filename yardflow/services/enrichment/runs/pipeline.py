"""One attempt at some contacts at once: ask the providers outside of any transaction, then store
what they say, what it cost and how each run goes on.

A contact whose attempt does not come to its end stays as it was; what it cost is kept.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import Any

from sqlmodel import Session, col, select

from yardflow import db
from yardflow.integrations.errors import ProviderError, TemporaryError
from yardflow.models import EnrichmentRun, RunStatus
from yardflow.prices import BATCH
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import reservations
from yardflow.services.enrichment.providers.email_pattern.provider import ByPattern
from yardflow.services.enrichment.providers.openai.provider import ByOpenAI
from yardflow.services.enrichment.providers.protocol import Paid, Provider, Quote
from yardflow.services.enrichment.providers.website.provider import ByWebsite
from yardflow.services.enrichment.runs import snapshot
from yardflow.services.enrichment.runs.commit import keep_the_money, store
from yardflow.services.enrichment.runs.outcomes import Close, Pass, Verdicts
from yardflow.services.enrichment.runs.store import UNCHANGED, Taken
from yardflow.services.enrichment.settings import Choices

log = logging.getLogger(__name__)

FREE: dict[str, Provider] = {one.name: one for one in (ByPattern(), ByWebsite())}
OPENAI = ByOpenAI()
PAID: dict[str, Paid] = {OPENAI.name: OPENAI}
AT_ONCE = 16
DEFECT = "Something went wrong on our side. Nothing was changed."


def attempt(
    taken: Sequence[Taken], close: Close, step: Callable[[int, int, str], None] | None = None
) -> Verdicts:
    """Tries these runs once; what becomes of each, by run.

    ``close`` is called within the last transaction, so that a job's end is one with its effects;
    ``step`` before each provider with its place, how many there are, and what to show.
    """
    with db.session() as session:
        decided = enrichment_settings.read(session)
        people = snapshot.read(session, [one.contact_id for one in taken], decided.thresholds)
    passes = [Pass(one, people[one.contact_id]) for one in taken if one.contact_id in people]
    try:
        ask(passes, decided, step)
        return store(taken, passes, decided, close)
    except BaseException:
        keep_the_money(passes)
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
    if decided.model_gone:
        log.warning("%s is not asked: no price is known for %s", OPENAI.label, decided.model_gone)
        for one in due:
            one.refused = reservations.without_price(decided)
        return
    quotes = {one.taken.run_id: provider.quote(one.question(provider, decided)) for one in due}
    with db.session() as session:
        paid = _paid_before(session, due, quotes)
        fresh = [one for one in due if one.taken.run_id not in paid]
        asks = [_priced(one, provider.name, quotes[one.taken.run_id], economy) for one in fresh]
        lasts = {"lasting": lasting} if lasting else {}
        answers = reservations.reserve(session, asks, decided, **lasts)
    for one in due:
        if one.taken.run_id in paid:
            one.note(provider, f"{UNCHANGED} since {paid[one.taken.run_id]:%d %b %Y}")
            continue
        answer = answers[one.taken.run_id]
        if isinstance(answer, reservations.Refused):
            one.refused = answer
        else:
            one.charge_id = answer.charge_id
            one.fingerprint = quotes[one.taken.run_id].fingerprint
            yield one


def _priced(one: Pass, provider: str, quote: Quote, economy: bool) -> reservations.Ask:
    taken = one.taken
    return reservations.Ask(
        run_id=taken.run_id,
        contact_id=taken.contact_id,
        event_id=taken.event_id,
        provider=provider,
        model=quote.model,
        usd=quote.most_usd * BATCH if economy else quote.most_usd,
        tokens=quote.tokens,
        economy=economy,
        more_room=taken.more_room,
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
    except ProviderError as fault:
        one.stop(provider, fault, _ms(began))
        if fault.details is not None:
            log.warning("%s refused run %s: %s", provider.label, one.taken.run_id, fault.details)
        return
    except Exception:  # one contact's defect must not take the answers about others along
        log.exception("a question to %s stopped on a defect", provider.name)
        one.fault = TemporaryError(DEFECT, in_doubt=True)
        one.note(provider, DEFECT, None, _ms(began))
        return
    one.usage = outcome.usage or one.usage
    one.take(provider, outcome, _ms(began))


def _ms(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
