"""The account that records were synced with before, where another one is connected now. Nothing
that was remembered of it may be used for the new one: the same ids are other records there.
"""

from dataclasses import dataclass

from psycopg import errors as postgres
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import HubSpotChange, HubSpotConnection, HubSpotLink, HubSpotSync
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin

# A million rows are forgotten as quickly as one.
FORGOTTEN = (
    *("hubspot_link", "hubspot_merge", "hubspot_cursor", "hubspot_creation", "hubspot_event"),
    *("hubspot_write", "hubspot_decision", "hubspot_run", "hubspot_sync"),
    *("hubspot_dry_run", "hubspot_dry_record"),
    *("hubspot_timeline", "hubspot_timeline_entry", "hubspot_timeline_removal"),
    *("hubspot_timeline_lost", "hubspot_deal"),
)
_PATIENCE_S = 3
_UNDECIDED = (
    "Records were synced with account {} in HubSpot before. An administrator has to forget it "
    "first, under Settings › HubSpot."
)
_STILL_SYNCING = "The last records of account {} are still being synced. Try again in two minutes."


@dataclass(frozen=True, slots=True)
class Former:
    """The account, and how many records here are linked with one there."""

    portal_id: int
    links: int


def get(session: Session) -> Former | None:
    """The account that was synced before the connected one; None where it is the same, or none."""
    portal_id = _portal_id(session)
    if portal_id is None:
        return None
    links = session.execute(select(func.count()).select_from(HubSpotLink)).scalar_one()
    return Former(portal_id, links)


def require_none(session: Session) -> None:
    """Raises `Contradictory` where another account than the connected one was synced before."""
    portal_id = _portal_id(session)
    if portal_id is not None:
        raise Contradictory(_UNDECIDED.format(portal_id))


def forget(session: Session, principal: Principal) -> None:
    """Forgets links with the former account, what was decided about its values and what it was to
    get. No record changes, here or there.

    Raises:
        Forbidden: not an ADMIN.
        NotFound: no other account was synced before.
        Conflict: a worker is at its records still, or reads what is remembered of them.
    """
    require_admin(principal)
    former = get(session)
    if former is None:
        raise NotFound("No other account was synced before.")
    in_work = select(HubSpotChange.record_id).where(col(HubSpotChange.leased_until) > clock.now())  # type: ignore[call-overload]
    if session.execute(in_work.where(col(HubSpotChange.since).is_not(None)).limit(1)).first():
        raise Conflict(_STILL_SYNCING.format(former.portal_id))
    _empty(session, former.portal_id)
    before = {"portal": former.portal_id, "links": former.links}
    audit.record(session, principal, "hubspot.forgotten", "hubspot", before=before)


def _empty(session: Session, portal_id: int) -> None:
    """A table is emptied only while no one reads it, and whoever comes later waits behind us."""
    session.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE_S}s'"))
    try:
        session.execute(text(f"TRUNCATE {', '.join(FORGOTTEN)}"))
    except OperationalError as error:
        if isinstance(error.orig, postgres.LockNotAvailable):
            raise Conflict(_STILL_SYNCING.format(portal_id)) from None
        raise


def _portal_id(session: Session) -> int | None:
    """The former account, as long as it is undecided."""
    return session.scalar(
        select(HubSpotSync.portal_id).join(  # type: ignore[call-overload]
            HubSpotConnection, col(HubSpotConnection.portal_id) != col(HubSpotSync.portal_id)
        )
    )
