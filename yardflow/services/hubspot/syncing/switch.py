"""Whether records sync: from when an administrator starts it, but for the time it is paused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.errors import Contradictory
from yardflow.integrations.errors import AccountError, TemporaryError
from yardflow.integrations.hubspot.app import Access
from yardflow.models import HubSpotSync
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.hubspot.changes import marks
from yardflow.services.hubspot.connection import former
from yardflow.services.hubspot.connection import store as connection

NOT_STARTED = "Syncing with HubSpot hasn't started. An administrator starts it under HubSpot."
PAUSED = "Syncing with HubSpot is paused. An administrator resumes it under HubSpot."
_NOT_CONNECTED = "HubSpot isn't connected. Connect it under Settings › HubSpot."
_ANOTHER = "The records of another account in HubSpot are synced by now."
# Whoever forgets the account waits for who reads this; who pauses, for who locks it.
_OF_ACCOUNT = "SELECT paused_at FROM hubspot_sync WHERE portal_id = :portal_id"


def start(session: Session, principal: Principal) -> None:
    """Starts the sync with the connected account: from now on what changes on either side is
    synced.

    Raises:
        Forbidden: not an ADMIN.
        Contradictory: HubSpot isn't connected, the sync has started, or another account was synced
            before.
    """
    require_admin(principal)
    connected = connection.read(session)
    if connected is None:
        raise Contradictory(_NOT_CONNECTED)
    if get(session) is not None:
        raise Contradictory("Syncing with HubSpot has started already.")
    former.require_none(session)
    marks.remember(session)
    session.merge(
        HubSpotSync(
            portal_id=connected.portal_id, started_at=clock.now(), started_by=principal.user_id
        )
    )
    audit.record(session, principal, "hubspot_sync.started", "hubspot_sync")


def pause(session: Session, principal: Principal) -> None:
    """Stops the sync until it is resumed. What changes meanwhile waits.

    Raises:
        Forbidden: not an ADMIN.
        Contradictory: it hasn't started, or is paused.
    """
    row = _started(session, principal)
    if row.paused_at is not None:
        raise Contradictory("Syncing with HubSpot is paused already.")
    row.paused_at = clock.now()
    session.add(row)
    audit.record(session, principal, "hubspot_sync.paused", "hubspot_sync")


def resume(session: Session, principal: Principal) -> None:
    """Lets a paused sync go on, with all that changed meanwhile.

    Raises:
        Forbidden: not an ADMIN.
        Contradictory: it hasn't started, or isn't paused.
    """
    row = _started(session, principal)
    if row.paused_at is None:
        raise Contradictory("Syncing with HubSpot isn't paused.")
    row.paused_at = None
    session.add(row)
    audit.record(session, principal, "hubspot_sync.resumed", "hubspot_sync")


def get(session: Session) -> HubSpotSync | None:
    """The sync with the connected account; None until it is started."""
    connected = connection.read(session)
    row = session.get(HubSpotSync, 1)
    if row is None or connected is None or row.portal_id != connected.portal_id:
        return None
    return row


def require_on(session: Session) -> None:
    """Raises `Contradictory` unless records sync now."""
    row = get(session)
    if row is None:
        raise Contradictory(NOT_STARTED)
    if row.paused_at is not None:
        raise Contradictory(PAUSED)


def is_on(session: Session) -> bool:
    """Whether records sync now."""
    row = get(session)
    return row is not None and row.paused_at is None


def _started(session: Session, principal: Principal) -> HubSpotSync:
    require_admin(principal)
    row = get(session)
    if row is None:
        raise Contradictory(NOT_STARTED)
    return row


@contextmanager
def writing(access: Access) -> Iterator[Session]:
    """A transaction that writes down what this account said: no one forgets the account meanwhile.

    Raises:
        AccountError: it was forgotten.
    """
    with db.session() as session:
        _of_account(session, access, _OF_ACCOUNT)
        yield session


@contextmanager
def while_on(access: Access) -> Iterator[Session]:
    """Like `writing`, where it is decided what either side gets, or begun to send it: no one pauses
    the sync meanwhile, so that nothing is decided or begun after a pause.

    Raises:
        AccountError: the account was forgotten.
        TemporaryError: the sync is paused.
    """
    with db.session() as session:
        if _of_account(session, access, f"{_OF_ACCOUNT} FOR SHARE").paused_at is not None:
            raise TemporaryError(PAUSED)
        yield session


def _of_account(session: Session, access: Access, statement: str) -> Any:
    row = session.execute(text(statement), {"portal_id": access.portal_id}).one_or_none()
    if row is None:
        raise AccountError(_ANOTHER)
    return row
