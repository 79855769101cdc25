"""How enrichment stands as a whole: what an ADMIN decided, what today cost, what is in the way."""

from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from yardflow import clock, prices
from yardflow.config import settings
from yardflow.integrations.connections import connection
from yardflow.services.access import Principal, require_admin
from yardflow.services.enrichment import settings as choices
from yardflow.services.enrichment.budget import circuit_breaker, estimates, reservations
from yardflow.services.enrichment.budget.circuit_breaker import BreakerView
from yardflow.services.enrichment.budget.reservations import Standing
from yardflow.services.enrichment.claims import review
from yardflow.services.enrichment.settings import Choices

OFF = "off"
# Providers as the settings list them.
LABELS = {"email_pattern": "Email pattern", "website": "Company website", "openai": "OpenAI"}


@dataclass(frozen=True, slots=True)
class Overview:
    """How enrichment stands today. ``openai`` is ``live``, ``sandbox``, ``not_configured``, or
    ``off`` where an ADMIN switched it off; ``notice`` says why it is not asked at all.
    """

    standing: Standing
    troubles: list[BreakerView]
    openai: str
    notice: str

    @property
    def in_the_way(self) -> list[str]:
        """Why something is not asked just now, in sentences."""
        return [*filter(None, [self.notice]), *(one.told for one in self.troubles)]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the first page tells: claims that wait for a person at an event, and today's money."""

    waiting: int
    standing: Standing
    troubles: list[BreakerView]


@dataclass(frozen=True, slots=True)
class Control:
    """All that the settings show. ``openai`` is ``live``, ``sandbox`` or ``not_configured``;
    ``usual_model`` the one that OPENAI_MODEL names. ``for_a_thousand`` is what 1,000 contacts are
    likely to cost in USD, by model; ``notices`` are what somebody should do about model and prices;
    ``regional``: OpenAI is asked at an address that costs more.
    """

    choices: Choices
    version: int
    standing: Standing
    troubles: list[BreakerView]
    openai: str
    usual_model: str
    for_a_thousand: dict[str, Decimal]
    notices: list[str]
    regional: bool


def control(session: Session, principal: Principal) -> Control:
    """The decisions with what they lead to today.

    Raises:
        Forbidden: the person is no ADMIN.
    """
    require_admin(principal)
    decided, version = choices.stored(session)
    return Control(
        choices=decided,
        version=version,
        standing=reservations.standing(session, decided),
        troubles=troubles(session, principal),
        openai=connection("openai").mode.value,
        usual_model=settings().openai_model,
        for_a_thousand=estimates.usd_for_a_thousand(session),
        notices=notices(decided),
        regional=prices.margin_at(connection("openai").base_url) > 1,
    )


def overview(session: Session, principal: Principal) -> Overview:
    """Today's money and what is in the way; everybody may know it."""
    decided = choices.read(session)
    return Overview(
        standing=reservations.standing(session, decided),
        troubles=troubles(session, principal),
        openai=connection("openai").mode.value if decided.asks("openai") else OFF,
        notice=choices.model_gone(decided.model_gone) if decided.model_gone else "",
    )


def notices(decided: Choices) -> list[str]:
    """What somebody should do about the model and its price; empty while all is well."""
    found = []
    if decided.model_gone:
        found.append(
            f"No price is known any more for the model “{decided.model_gone}”, so OpenAI is not "
            "asked. Contacts wait until you choose another model."
        )
    if prices.are_old(clock.now().date()):
        found.append(
            f"OpenAI's prices here are from {prices.AS_OF:%b} {prices.AS_OF.day}, "
            f"{prices.AS_OF.year}, and may have changed. Compare them with OpenAI's pricing page, "
            "and update YardFlow."
        )
    return found


def figures(session: Session, principal: Principal, event_id: int) -> Figures:
    """What the first page tells of enrichment at an event."""
    return Figures(
        waiting=review.waiting(session, event_id),
        standing=reservations.standing(session, choices.read(session)),
        troubles=troubles(session, principal),
    )


def troubles(session: Session, principal: Principal) -> list[BreakerView]:
    """The providers that are switched on and left alone just now, each with its reason."""
    decided = choices.read(session)
    found = circuit_breaker.state_of(session).values()
    return [one for one in found if one.open and decided.asks(one.provider)]
