"""Keeping the token fresh while no one calls HubSpot: whoever ended the connection there is noticed
within half an hour.
"""

import logging

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow import clock, jobs
from yardflow.integrations.errors import ProviderError
from yardflow.models import HubSpotConnection
from yardflow.services.hubspot.connection import tokens

KIND = "renew_hubspot_token"
log = logging.getLogger(__name__)


def request(session: Session) -> None:
    """Asks for a new token where the present one ends soon."""
    ends_soon = select(col(HubSpotConnection.id)).where(
        col(HubSpotConnection.expires_at) <= clock.now() + tokens.AHEAD,
        col(HubSpotConnection.lost_at).is_(None),
    )
    if session.execute(ends_soon).first():
        jobs.enqueue(session, KIND, unique_key=KIND)


def run(running: jobs.Running) -> None:
    """Renews the token if that is still due. What fails is tried again a minute later."""
    try:
        tokens.current()
    except ProviderError as error:
        log.warning("HubSpot's token was not renewed: %s", error.message)
