"""The three outside services: which are set up, and which the sandbox stands in for."""

from dataclasses import dataclass

from sqlmodel import Session

from yardflow.errors import NotFound
from yardflow.integrations.connections import NAMES, Mode, connection
from yardflow.services.access import Principal, require_admin
from yardflow.services.enrichment import connection_check


@dataclass(frozen=True, slots=True)
class Provider:
    """One outside service: ``state`` is ``live``, ``sandbox`` or ``not_configured``.

    ``needs`` names the setting that holds its key.
    """

    name: str
    purpose: str
    state: str
    needs: str


@dataclass(frozen=True, slots=True)
class Tested:
    """Whether a provider takes our key; ``message`` says what to do when it does not, ``details``
    are what its support asks for.
    """

    ok: bool
    message: str
    details: str


def any_sandboxed() -> bool:
    """Whether at least one provider is the built-in stand-in; the interface then says so."""
    return any(connection(name).mode is Mode.SANDBOX for name in NAMES)


def states(session: Session, principal: Principal) -> list[Provider]:
    """Every provider with its state and the setting that it needs.

    Raises:
        Forbidden: not an ADMIN.
    """
    require_admin(principal)
    found = [connection(name) for name in NAMES]
    return [Provider(one.label, one.purpose, one.mode.value, one.key_setting) for one in found]


def tested(session: Session, principal: Principal, name: str) -> Tested:
    """Asks a provider, named as in `Provider.name`, whether it takes our key, and OpenAI whether it
    answers what enrichment asks.

    Raises:
        Forbidden: not an ADMIN.
        NotFound: there is no such provider.
    """
    require_admin(principal)
    provider = next((one for one in NAMES if connection(one).label == name), None)
    if provider is None:
        raise NotFound("There is no such provider.")
    found = connection_check.check(provider)
    return Tested(found.ok, found.message, str(found.details))
