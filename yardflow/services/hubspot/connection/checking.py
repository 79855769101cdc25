"""Whether the connection works, and what it allows now: one press of a button."""

from dataclasses import dataclass

from sqlmodel import Session

from yardflow.encryption import NoEncryptionKey
from yardflow.errors import NotFound
from yardflow.integrations.errors import ProviderError
from yardflow.integrations.hubspot import account, oauth
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.oauth import Allowed
from yardflow.models import HubSpotConnectionKind
from yardflow.services.access import Principal, require_admin
from yardflow.services.hubspot.connection import scopes, store, tokens


@dataclass(frozen=True, slots=True)
class Checked:
    """How it went; ``message`` says what to do where it did not go well, ``details`` are what
    HubSpot's support asks for.
    """

    ok: bool
    message: str
    details: str = ""


def check(session: Session, principal: Principal) -> Checked:
    """Asks HubSpot for the account, and what the connection allows.

    Raises:
        Forbidden: not an ADMIN.
        NotFound: HubSpot isn't connected.
    """
    require_admin(principal)
    if store.read() is None:
        raise NotFound("HubSpot isn't connected.")
    try:
        portal = tokens.calling(account.details)
        allowed = tokens.calling(_allowed)
    except ProviderError as error:
        return Checked(False, error.message, str(error.details or ""))
    except NoEncryptionKey as error:
        return Checked(False, error.message)
    if lacking := len(scopes.missing(allowed.scopes)):
        number = "one scope is" if lacking == 1 else f"{lacking} scopes are"
        return Checked(True, f"Connected to account {portal.portal_id}, but {number} missing.")
    return Checked(True, f"Connected to account {portal.portal_id}.")


def _allowed(access: Access) -> Allowed:
    connection = tokens.current()
    if connection.kind is HubSpotConnectionKind.OAUTH:
        allowed = oauth.introspect(access.token)
    else:
        allowed = oauth.private_app(access.token)
    store.learn(connection.generation, allowed)
    return allowed
