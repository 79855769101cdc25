"""How enrichment stands as a whole: what an ADMIN decided, what today cost, what is in the way."""

from dataclasses import dataclass

from sqlmodel import Session

from yardflow.config import settings
from yardflow.integrations.connections import connection
from yardflow.services.access import Principal, require_admin
from yardflow.services.enrichment import breaker, choices, money, reviewing
from yardflow.services.enrichment.breaker import BreakerView
from yardflow.services.enrichment.choices import Choices
from yardflow.services.enrichment.money import Standing

OFF = "off"
# Providers as the settings list them.
LABELS = {"email_pattern": "Email pattern", "website": "Company website", "openai": "OpenAI"}


@dataclass(frozen=True, slots=True)
class Overview:
    """How enrichment stands today. ``openai`` is ``live``, ``sandbox``, ``not_configured``, or
    ``off`` where an ADMIN switched it off.
    """

    standing: Standing
    troubles: list[BreakerView]
    openai: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What the first page tells: claims that wait for a person at an event, and today's money."""

    waiting: int
    standing: Standing
    troubles: list[BreakerView]


@dataclass(frozen=True, slots=True)
class Control:
    """All that the settings show. ``openai`` is ``live``, ``sandbox`` or ``not_configured``;
    ``usual_model`` the one that OPENAI_MODEL names.
    """

    choices: Choices
    version: int
    standing: Standing
    troubles: list[BreakerView]
    openai: str
    usual_model: str
    cron_secret: bool


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
        standing=money.standing(session, decided),
        troubles=troubles(session, principal),
        openai=connection("openai").mode.value,
        usual_model=settings().openai_model,
        cron_secret=settings().cron_secret is not None,
    )


def overview(session: Session, principal: Principal) -> Overview:
    """Today's money and what is in the way; everybody may know it."""
    decided = choices.read(session)
    return Overview(
        standing=money.standing(session, decided),
        troubles=troubles(session, principal),
        openai=connection("openai").mode.value if decided.asks("openai") else OFF,
    )


def figures(session: Session, principal: Principal, event_id: int) -> Figures:
    """What the first page tells of enrichment at an event."""
    return Figures(
        waiting=reviewing.waiting(session, event_id),
        standing=money.standing(session, choices.read(session)),
        troubles=troubles(session, principal),
    )


def troubles(session: Session, principal: Principal) -> list[BreakerView]:
    """The providers that are switched on and left alone just now, each with its reason."""
    decided = choices.read(session)
    found = breaker.state_of(session).values()
    return [one for one in found if one.open and decided.asks(one.provider)]
