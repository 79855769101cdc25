"""Taking meetings that were deleted here off HubSpot's timeline. What was deleted while it was on
its way is searched for there, once HubSpot's search knows what came of it.
"""

import logging
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from yardflow import clock, db
from yardflow.integrations.errors import AccountError, PermanentError
from yardflow.integrations.hubspot import objects, writing
from yardflow.integrations.hubspot.app import Access
from yardflow.models import HubSpotTimelineLost, HubSpotTimelineRemoval
from yardflow.services.hubspot.timeline import entries
from yardflow.services.hubspot.timeline.content import AT, MEETINGS, moment

log = logging.getLogger(__name__)

_OLDEST = select(HubSpotTimelineRemoval.hubspot_id).order_by(
    col(HubSpotTimelineRemoval.since), col(HubSpotTimelineRemoval.hubspot_id)
)
# One that came back meanwhile, and is on its way itself, has the same moment: its id comes first.
_LOST = text("""
SELECT x.id, x.hubspot_contact_id, x.happens_at, x.sent_at FROM hubspot_timeline_lost x
WHERE x.sent_at <= :lost AND NOT EXISTS (SELECT FROM hubspot_timeline_entry e
    WHERE e.happens_at = x.happens_at AND e.hubspot_id = '' AND e.sending_at IS NOT NULL)
ORDER BY x.sent_at, x.id LIMIT 1""")


def is_any_lost(session: Session) -> bool:
    """Whether anything can be searched for now."""
    return _lost(session) is not None


def settle(access: Access) -> int:
    """Searches for one that was deleted on its way, and has it taken off where it is there; how
    many were settled.

    Raises:
        ProviderError: HubSpot did not say.
    """
    with db.session() as session:
        lost = _lost(session)
    if lost is None:
        return 0
    since = lost.sent_at - objects.INDEX_LAG  # HubSpot's clock is another one
    filters = [
        {"propertyName": AT, "operator": "EQ", "value": moment(lost.happens_at)},
        {
            "propertyName": "associations.contact",
            "operator": "EQ",
            "value": lost.hubspot_contact_id,
        },
        {"propertyName": "hs_createdate", "operator": "GTE", "value": moment(since)},
    ]
    ids = [each.hubspot_id for each in objects.search(access, MEETINGS, filters, [])]
    with db.session() as session:
        known = entries.known(session, ids)
        rows = [{"hubspot_id": each, "since": clock.now()} for each in ids if each not in known]
        if rows:
            adding = insert(HubSpotTimelineRemoval).values(rows[:1])
            session.execute(adding.on_conflict_do_nothing())
        session.execute(delete(HubSpotTimelineLost).where(col(HubSpotTimelineLost.id) == lost.id))
    return 1


def _lost(session: Session) -> Any:
    return session.execute(_LOST, {"lost": clock.now() - entries.LEASE}).one_or_none()


def is_any_due(session: Session) -> bool:
    """Whether anything waits to be taken off."""
    return session.exec(_OLDEST.limit(1)).first() is not None


def remove(access: Access) -> int:
    """Archives a batch of what waits; how many entries that were. To archive one again, where no
    answer came, changes nothing. What HubSpot will not take off stays there, and is given up.

    Raises:
        ProviderError: HubSpot takes nothing now, or did not answer.
    """
    with db.session() as session:
        ids = list(session.exec(_OLDEST.limit(writing.MOST)))
    try:
        writing.archive(access, MEETINGS, ids)
    except AccountError:
        raise
    except PermanentError as error:
        log.warning("HubSpot keeps %d deleted meetings in its timeline: %s", len(ids), error)
    with db.session() as session:
        done = col(HubSpotTimelineRemoval.hubspot_id).in_(ids)
        session.execute(delete(HubSpotTimelineRemoval).where(done))
    return len(ids)
