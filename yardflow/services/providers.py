"""The three outside services: which are set up, and which the sandbox stands in for."""

from dataclasses import dataclass

from sqlmodel import Session

from yardflow.config import SANDBOX_KEY, settings
from yardflow.services.access import Principal, require_admin

CONNECTED, SANDBOXED, MISSING = "connected", "sandbox", "missing"


@dataclass(frozen=True, slots=True)
class Provider:
    """One outside service: ``state`` is ``connected``, ``sandbox`` or ``missing``."""

    name: str
    purpose: str
    state: str
    needs: str


def any_sandboxed() -> bool:
    """Whether at least one provider is the built-in stand-in; the interface then says so."""
    return any(_state(key) == SANDBOXED for _, _, key in _PROVIDERS)


def states(session: Session, principal: Principal) -> list[Provider]:
    """Every provider with its state and the setting that it needs.

    Raises:
        Forbidden: not an ADMIN.
    """
    require_admin(principal)
    return [Provider(name, purpose, _state(key), key) for name, purpose, key in _PROVIDERS]


_PROVIDERS = (
    ("OpenAI", "Fills in what is missing about a contact or account", "OPENAI_API_KEY"),
    ("HubSpot", "Keeps contacts and deals the same on both sides", "HUBSPOT_ACCESS_TOKEN"),
    ("SendGrid", "Sends mail and reports what became of it", "SENDGRID_API_KEY"),
)


def _state(key: str) -> str:
    secret = getattr(settings(), key.lower())
    if secret is None:
        return MISSING
    return SANDBOXED if secret.get_secret_value() == SANDBOX_KEY else CONNECTED
