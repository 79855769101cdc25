"""Whether a provider would work with us; of OpenAI, whether it would answer what enrichment asks:
the chosen model, a question, a batch.

The question is a real one, because nothing else shows whether there is credit, a permission and a
project that may use the model. It costs a small part of a cent, which is reserved, settled and
listed like the rest. Each step is a short transaction of its own: nothing is held while OpenAI
answers.
"""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from yardflow import db
from yardflow.integrations import connection_checks
from yardflow.integrations.connection_checks import Check
from yardflow.integrations.openai import connection_check as openai_check
from yardflow.integrations.openai import refusals as openai_refusals
from yardflow.integrations.openai.connection_check import Tried
from yardflow.models import BulkMode, EnrichmentBulk
from yardflow.services.enrichment import overview
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import charges, reservations
from yardflow.services.enrichment.budget.limits import Refusal
from yardflow.services.enrichment.providers.openai.form import most_usd, no_price
from yardflow.services.enrichment.settings import EnrichmentSettings

OPENAI = "openai"
CHECKED = "The connection was checked."


def check(provider: str) -> Check:
    """Asks a provider, one of `connections.NAMES`, as far as it needs. Never raises."""
    return check_openai() if provider == OPENAI else connection_checks.check(provider)


def check_openai() -> Check:
    """Asks what enrichment will ask, and stops at the first thing that is wrong. Never raises a
    `ProviderError`.
    """
    with db.session() as session:
        settings = enrichment_settings.read(session)
        batched = select(EnrichmentBulk.id).where(col(EnrichmentBulk.mode) == BulkMode.ECONOMY)
        economy = session.exec(batched.limit(1)).first() is not None
    if settings.model_gone:
        message = openai_refusals.to_administrator(no_price(settings.model_gone))
        return Check(OPENAI, False, message)
    name = settings.model_in_use
    model = openai_check.model(name)
    if not model.ok:
        return model
    answered = _question(name, settings)
    if not answered.ok:
        return answered
    message = f"Connected. {answered.message}"
    if economy:
        batches = openai_check.batches(name)
        if not batches.ok:
            return replace(batches, message=f"Economy mode can't be used. {batches.message}")
        message += " Economy mode works, too."
    if model.stops is not None:
        message += f" {stops(name, model.stops)}"
    for notice in overview.notices(settings):
        message += f" {notice}"
    return Check(OPENAI, True, message, stops=model.stops)


def stops(name: str, day: date) -> str:
    """Until when there is a model."""
    return f"{name} stops on {day:%b} {day.day}, {day.year}: choose another model before then."


def _question(name: str, settings: EnrichmentSettings) -> Check:
    sent = openai_check.size_of_question(name)
    most = most_usd(name, sent, openai_check.OUTPUT_TOKENS)
    with db.session() as session:
        reservation = reservations.reserve_for_a_check(session, OPENAI, name, most, settings)
    if isinstance(reservation, Refusal):
        return Check(OPENAI, False, f"OpenAI was not asked a question. {reservation.reason}")
    tried = Tried(Check(OPENAI, False, ""), in_doubt=True)
    try:
        tried = openai_check.question(name)
    finally:
        with db.session() as session:
            _pay(session, reservation.charge_id, tried)
    if tried.usage is None:
        return tried.check
    return replace(tried.check, message=f"{name} answered a question for ${tried.usage.cost:f}.")


def _pay(session: Session, charge_id: int, tried: Tried) -> None:
    if tried.usage is not None:
        charges.settle(session, {charge_id: tried.usage})
    elif tried.in_doubt:
        charges.mark_unconfirmed(session, [charge_id], CHECKED)
    else:
        charges.release(session, [charge_id], CHECKED)
