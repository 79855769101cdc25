"""How enrichment stands as a whole: what an ADMIN decided, what today cost, what is in the way."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from yardflow import clock, config, prices
from yardflow.integrations.connections import connection
from yardflow.services.access import Principal, require_admin
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import circuit_breaker, estimates, reservations
from yardflow.services.enrichment.budget.circuit_breaker import BreakerView
from yardflow.services.enrichment.budget.reservations import BudgetStatus
from yardflow.services.enrichment.bulk import selection
from yardflow.services.enrichment.bulk.selection import ReadyCount
from yardflow.services.enrichment.claims import review
from yardflow.services.enrichment.providers import registry
from yardflow.services.enrichment.providers.openai.form import no_price
from yardflow.services.enrichment.runs.recovery import wake_waiting
from yardflow.services.enrichment.settings import EnrichmentSettings

OFF = "off"


@dataclass(frozen=True, slots=True)
class Overview:
    """How enrichment stands today. ``openai`` is ``live``, ``sandbox``, ``not_configured``, or
    ``off`` where an ADMIN switched it off; ``notice`` says why it is not asked at all.
    """

    budget: BudgetStatus
    troubles: list[BreakerView]
    openai: str
    notice: str

    @property
    def in_the_way(self) -> list[str]:
        """Why something is not asked just now, in sentences."""
        return [*filter(None, [self.notice]), *(trouble.message for trouble in self.troubles)]


@dataclass(frozen=True, slots=True)
class DashboardFigures:
    """What the first page tells: claims that wait for a person at an event, how many contacts
    there have something to gain, and today's money.
    """

    waiting: int
    ready: ReadyCount
    budget: BudgetStatus
    troubles: list[BreakerView]


@dataclass(frozen=True, slots=True)
class SettingsOverview:
    """All that the settings show. ``connections`` are, by paid provider, ``live``, ``sandbox`` or
    ``not_configured``; ``usual_model`` is the one that OPENAI_MODEL names. ``for_a_thousand`` is
    what 1,000 contacts are likely to cost in USD, by model; ``notices`` are what an ADMIN should do
    about model and prices; ``regional``: OpenAI is asked at an address that costs more.
    """

    settings: EnrichmentSettings
    version: int
    budget: BudgetStatus
    troubles: list[BreakerView]
    connections: dict[str, str]
    usual_model: str
    for_a_thousand: dict[str, Decimal]
    notices: list[str]
    regional: bool


def settings_overview(session: Session, principal: Principal) -> SettingsOverview:
    """The decisions with what they lead to today.

    Raises:
        Forbidden: the person is no ADMIN.
    """
    require_admin(principal)
    current, version = enrichment_settings.stored(session)
    return SettingsOverview(
        settings=current,
        version=version,
        budget=reservations.budget_status(session, current),
        troubles=troubles(session, principal),
        connections={name: connection(name).mode.value for name in sorted(registry.PAID)},
        usual_model=config.settings().openai_model,
        for_a_thousand=estimates.usd_for_a_thousand(session),
        notices=notices(current),
        regional=prices.margin_at(connection("openai").base_url) > 1,
    )


def overview(session: Session, principal: Principal) -> Overview:
    """Today's money and what is in the way; everybody may know it."""
    current = enrichment_settings.read(session)
    return Overview(
        budget=reservations.budget_status(session, current),
        troubles=troubles(session, principal),
        openai=connection("openai").mode.value if current.asks("openai") else OFF,
        notice=no_price(current.model_gone) if current.model_gone else "",
    )


def save_settings(
    session: Session, principal: Principal, version: int | None, values: dict[str, Any]
) -> EnrichmentSettings:
    """`settings.save`; what waits looks again, for there may be money or a good key for it now.

    Raises:
        Forbidden, Invalid, Conflict: as `settings.save`.
    """
    before = enrichment_settings.read(session)
    after = enrichment_settings.save(session, principal, version, values)
    if after != before:
        circuit_breaker.retry_now(session)
        wake_waiting(session)
    return after


def notices(settings: EnrichmentSettings) -> list[str]:
    """What somebody should do about the model and its price; empty while all is well."""
    notices = []
    if settings.model_gone:
        notices.append(
            f"There is no price for the model “{settings.model_gone}” anymore, so requests "
            "to OpenAI are paused. Contacts wait until you choose another model."
        )
    if prices.are_old(clock.now().date()):
        notices.append(
            f"OpenAI's prices here are from {prices.AS_OF:%b} {prices.AS_OF.day}, "
            f"{prices.AS_OF.year}, and may have changed. Compare them with OpenAI's pricing page, "
            "and update YardFlow."
        )
    return notices


def dashboard_figures(session: Session, principal: Principal, event_id: int) -> DashboardFigures:
    """What the first page tells of enrichment at an event."""
    return DashboardFigures(
        waiting=review.waiting(session, event_id),
        ready=selection.count_ready(session, event_id),
        budget=reservations.budget_status(session, enrichment_settings.read(session)),
        troubles=troubles(session, principal),
    )


def troubles(session: Session, principal: Principal) -> list[BreakerView]:
    """The providers that are switched on and left alone just now, each with its reason."""
    settings = enrichment_settings.read(session)
    breakers = circuit_breaker.state_of(session).values()
    return [each for each in breakers if each.open and settings.asks(each.provider)]
