"""Taking meetings that were deleted here off HubSpot's timeline."""

import logging

from sqlmodel import Session, col, delete, select

from yardflow import db
from yardflow.integrations.errors import AccountError, PermanentError
from yardflow.integrations.hubspot import writing
from yardflow.integrations.hubspot.app import Access
from yardflow.models import HubSpotTimelineRemoval
from yardflow.services.hubspot.timeline.content import MEETINGS

log = logging.getLogger(__name__)

_OLDEST = select(HubSpotTimelineRemoval.hubspot_id).order_by(
    col(HubSpotTimelineRemoval.since), col(HubSpotTimelineRemoval.hubspot_id)
)


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
