"""The three outside services: which are set up, and which the sandbox stands in for."""

from dataclasses import dataclass

from sqlmodel import Session

from yardflow.errors import NotFound
from yardflow.integrations.connections import PROVIDERS, Mode, connection
from yardflow.services.access import Principal, require_admin
from yardflow.services.enrichment import connection_check
from yardflow.services.hubspot.connection import checking, views

HUBSPOT = "hubspot"


@dataclass(frozen=True, slots=True)
class ProviderView:
    """An outside service: ``state`` is ``live``, ``sandbox`` or ``not_configured``.

    ``needs`` names the setting that holds its key; empty where it is connected in the settings.
    """

    name: str
    purpose: str
    state: str
    needs: str


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """Whether a provider takes our key; ``message`` says what to do when it does not, ``details``
    are what its support asks for.
    """

    ok: bool
    message: str
    details: str


def any_sandboxed() -> bool:
    """Whether the sandbox stands in for at least one provider; the interface then says so."""
    return any(connection(name).mode is Mode.SANDBOX for name in PROVIDERS)


def states(session: Session, principal: Principal) -> list[ProviderView]:
    """Every provider with its state and the setting that it needs.

    Raises:
        Forbidden: not an ADMIN.
    """
    require_admin(principal)
    return [_view(session, principal, name) for name in PROVIDERS]


def check_connection(session: Session, principal: Principal, name: str) -> ConnectionCheck:
    """Asks a provider, named as in `ProviderView.name`, whether it takes our key, and OpenAI
    whether it answers what enrichment asks.

    Raises:
        Forbidden: not an ADMIN.
        NotFound: there is no such provider.
    """
    require_admin(principal)
    if name == PROVIDERS[HUBSPOT].label:
        checked = checking.check(session, principal)
        return ConnectionCheck(checked.ok, checked.message, checked.details)
    key = next((key for key, provider in PROVIDERS.items() if provider.label == name), None)
    if key is None:
        raise NotFound("Provider not found.")
    answer = connection_check.check(key)
    return ConnectionCheck(answer.ok, answer.message, str(answer.details))


def _view(session: Session, principal: Principal, name: str) -> ProviderView:
    provider, mode, needs = PROVIDERS[name], connection(name).mode, PROVIDERS[name].key_setting
    if name == HUBSPOT:
        needs = ""
        is_connected = views.get(session, principal).status == "connected"
        live = mode if mode is Mode.SANDBOX else Mode.LIVE
        mode = live if is_connected else Mode.NOT_CONFIGURED
    return ProviderView(provider.label, provider.purpose, mode.value, needs)
