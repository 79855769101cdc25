"""The three outside services: which are set up, and which the sandbox stands in for."""

from dataclasses import dataclass

from sqlmodel import Session

from yardflow.errors import NotFound
from yardflow.integrations import checks, connections
from yardflow.integrations.connections import Mode
from yardflow.services.access import Principal, require_admin

CONNECTED, SANDBOXED, MISSING = "connected", "sandbox", "missing"


@dataclass(frozen=True, slots=True)
class Provider:
    """One outside service: ``state`` is ``connected``, ``sandbox`` or ``missing``."""

    name: str
    purpose: str
    state: str
    needs: str


@dataclass(frozen=True, slots=True)
class Tested:
    """Whether a provider takes our key; ``message`` says what to do when it does not."""

    ok: bool
    message: str


def any_sandboxed() -> bool:
    """Whether at least one provider is the built-in stand-in; the interface then says so."""
    return any(_state(key) == SANDBOXED for _, _, key in _PROVIDERS)


def states(session: Session, principal: Principal) -> list[Provider]:
    """Every provider with its state and the setting that it needs.

    Raises:
        Forbidden: not an ADMIN.
    """
    require_admin(principal)
    return [
        Provider(name, purpose, _state(key), connections.connection(key).key_setting)
        for name, purpose, key in _PROVIDERS
    ]


def tested(session: Session, principal: Principal, name: str) -> Tested:
    """Asks a provider, named as in `Provider.name`, whether it takes our key: 5 seconds at most.

    Raises:
        Forbidden: not an ADMIN.
        NotFound: there is no such provider.
    """
    require_admin(principal)
    key = next((key for label, _, key in _PROVIDERS if label == name), None)
    if key is None:
        raise NotFound("There is no such provider.")
    found = checks.check(key)
    return Tested(found.ok, found.message)


_PROVIDERS = (
    ("OpenAI", "Fills in what is missing about a contact or account", "openai"),
    ("HubSpot", "Keeps contacts and deals the same on both sides", "hubspot"),
    ("SendGrid", "Sends mail and reports what became of it", "sendgrid"),
)
_STATES = {Mode.LIVE: CONNECTED, Mode.SANDBOX: SANDBOXED, Mode.NOT_CONFIGURED: MISSING}


def _state(key: str) -> str:
    return _STATES[connections.connection(key).mode]
