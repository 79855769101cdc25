"""Making the connection, by OAuth or with a private app's token, and ending it.

HubSpot is asked outside of any transaction, and nothing is stored before it has answered.
"""

from contextlib import suppress

from pydantic import SecretStr
from sqlmodel import Session

from yardflow import clock, encryption
from yardflow.config import SANDBOX_KEY, settings
from yardflow.errors import Conflict, Invalid, NotFound, YardFlowError
from yardflow.integrations.errors import ProviderError
from yardflow.integrations.hubspot import account, oauth
from yardflow.integrations.hubspot.app import Access, is_sandbox
from yardflow.integrations.hubspot.oauth import Allowed, Tokens
from yardflow.models import HubSpotConnectionKind
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.hubspot.connection import authorizing, store, webhooks
from yardflow.services.hubspot.connection.store import Stored
from yardflow.services.hubspot.mapping import schema
from yardflow.services.hubspot.mapping.store import add_defaults

LONGEST_TOKEN = 300
_UNREADABLE = (
    "Paste the whole access token of the private app. It has letters, digits and dashes, without "
    "spaces."
)
_OTHER = (
    "YardFlow is connected to account {} in HubSpot. Disconnect it before you connect another one."
)
_KEPT = "Everything that is in YardFlow stays."
_NOT_REVOKED = (
    "HubSpot could not be reached to end it there: remove YardFlow in HubSpot under Connected apps."
)
_STAYS_VALID = "The private app's token is valid until you rotate it or delete the app in HubSpot."


def by_code(session: Session, principal: Principal, code: str, state: str) -> None:
    """Connects to the account in which this person has just allowed our app.

    Raises:
        Forbidden: not an ADMIN, or the answer isn't theirs.
        Conflict: the workplace is connected to another account.
        ProviderError: HubSpot refused, or did not answer.
    """
    require_admin(principal)
    verifier = authorizing.take(principal, state)
    tokens = oauth.exchange(code, verifier, authorizing.callback_url())
    try:
        allowed = oauth.introspect(tokens.access)
        _connect(session, principal, allowed, tokens.access, tokens)
    except YardFlowError:
        with suppress(ProviderError):
            oauth.revoke(tokens.refresh)
        raise


def by_token(session: Session, principal: Principal, token: str) -> None:
    """Connects with the access token of a private app, once HubSpot has accepted it.

    Raises:
        Forbidden: not an ADMIN.
        Invalid: this can't be a token.
        Conflict: the workplace is connected to another account.
        NoEncryptionKey: it could not be stored.
        ProviderError: HubSpot refused it, or did not answer.
    """
    require_admin(principal)
    encryption.require_key()
    text = token[: LONGEST_TOKEN + 100].strip()
    is_plain = text.isascii() and text.isprintable() and " " not in text
    if not is_plain or not 0 < len(text) <= LONGEST_TOKEN:
        raise Invalid(_UNREADABLE, {"token": _UNREADABLE})
    secret = SecretStr(text)
    _connect(session, principal, oauth.private_app(secret), secret)


def by_server_token(session: Session, principal: Principal) -> None:
    """`by_token` with the one that the server's settings have.

    Raises:
        NotFound: they have none.
    """
    require_admin(principal)
    if not has_server_token():
        raise NotFound("HUBSPOT_ACCESS_TOKEN is not set.")
    token = settings().hubspot_access_token
    by_token(session, principal, token.get_secret_value() if token else "")


def has_server_token() -> bool:
    """Whether the server's settings have a private app's token; the sandbox's key is none."""
    token = settings().hubspot_access_token
    return token is not None and not (is_sandbox() and token.get_secret_value() == SANDBOX_KEY)


def disconnect(session: Session, principal: Principal) -> str:
    """Ends the connection, here and in HubSpot; what to know about it.

    Raises:
        Forbidden: not an ADMIN.
        NotFound: HubSpot isn't connected.
    """
    require_admin(principal)
    connection = store.read()
    if connection is None:
        raise NotFound("HubSpot isn't connected.")
    left_there = _end_there(connection)
    if not store.remove(session, connection.generation):
        raise Conflict("Someone else just changed the connection. Reload the page and try again.")
    before = {"portal": connection.portal_id, "kind": connection.kind.value}
    audit.record(session, principal, "hubspot.disconnected", "hubspot", before=before)
    return f"HubSpot disconnected. {_KEPT} {left_there}".strip()


def _end_there(connection: Stored) -> str:
    """Ends the connection at HubSpot; what is left for a person to do there."""
    if connection.refresh_token is None:
        return _STAYS_VALID
    try:
        oauth.revoke(SecretStr(encryption.unseal(connection.refresh_token)))
    except (ProviderError, encryption.NoEncryptionKey):
        return _NOT_REVOKED
    return ""


def _connect(
    session: Session,
    principal: Principal,
    allowed: Allowed,
    token: SecretStr,
    tokens: Tokens | None = None,
) -> None:
    portal = account.details(Access(token))
    former = store.read()
    if former is not None and former.portal_id != portal.portal_id:
        raise Conflict(_OTHER.format(former.portal_id))
    kind = HubSpotConnectionKind.OAUTH if tokens else HubSpotConnectionKind.PRIVATE_APP
    store.replace(
        session,
        kind,
        portal_id=portal.portal_id,
        domain=allowed.domain,
        time_zone=portal.time_zone,
        scopes=list(allowed.scopes),
        access_token=token.get_secret_value(),
        refresh_token=tokens.refresh.get_secret_value() if tokens else None,
        expires_at=clock.now() + tokens.lifetime if tokens else None,
        connected_by=principal.user_id,
        succeeded_at=clock.now(),
    )
    add_defaults(session)
    schema.request(session, principal)
    webhooks.connected(session, kind)
    after = {"portal": portal.portal_id, "kind": kind.value, "scopes": list(allowed.scopes)}
    audit.record(session, principal, "hubspot.connected", "hubspot", after=after)
