"""Sending an ADMIN to HubSpot, and knowing them again when they come back.

What they bring along serves once, for ten minutes, and in the login session that began: a link
that someone else has prepared connects nothing.
"""

import secrets
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from yardflow import clock, db, encryption
from yardflow.config import settings
from yardflow.errors import Forbidden
from yardflow.integrations.hubspot import oauth
from yardflow.models import HubSpotAuthorization
from yardflow.services.access import Principal, require_admin
from yardflow.services.hubspot.connection.scopes import OPTIONAL, REQUIRED
from yardflow.services.team.sessions import fingerprint

LASTS = timedelta(minutes=10)
BACK = "/api/hubspot/callback"
_ONLY_BROWSERS = "API tokens can't do this. Sign in with a browser."
_NOT_OURS = (
    "This answer from HubSpot has expired, was used already, or belongs to another sign-in. "
    "Connect again."
)


def begin(session: Session, principal: Principal) -> str:
    """The address at HubSpot where this person allows our app.

    Raises:
        Forbidden: not an ADMIN in a browser.
        NoEncryptionKey: what comes of it could not be stored.
        AccountError: there is no app to allow.
    """
    require_admin(principal)
    if principal.session_id is None:
        raise Forbidden(_ONLY_BROWSERS)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    address = oauth.authorize_url(state, verifier, callback_url(), REQUIRED, OPTIONAL)
    now = clock.now()
    session.execute(delete(HubSpotAuthorization).where(col(HubSpotAuthorization.expires_at) <= now))
    session.add(
        HubSpotAuthorization(
            state_hash=fingerprint(state),
            session_id=principal.session_id,
            verifier=encryption.seal(verifier),
            expires_at=now + LASTS,
        )
    )
    return address


def take(principal: Principal, state: str) -> str:
    """The secret that belongs to a ``state``, which is used up with it, whatever comes of it.

    Raises:
        Forbidden: it is none of this login session's, or serves no longer.
    """
    mine = delete(HubSpotAuthorization).where(
        col(HubSpotAuthorization.state_hash) == fingerprint(state),
        col(HubSpotAuthorization.session_id) == principal.session_id,
        col(HubSpotAuthorization.expires_at) > clock.now(),
    )
    with db.session() as session:
        sealed = session.execute(
            mine.returning(col(HubSpotAuthorization.verifier))
        ).scalar_one_or_none()
    if sealed is None:
        raise Forbidden(_NOT_OURS)
    return encryption.unseal(sealed)


def callback_url() -> str:
    """Where HubSpot sends people back to, as it stands in the settings of our app there."""
    return settings().url + BACK
