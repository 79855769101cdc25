"""The way from a connected account to one that syncs, and how far it has come."""

from dataclasses import dataclass

from sqlmodel import Session, select

from yardflow.models import HubSpotDryRun
from yardflow.services.access import Principal
from yardflow.services.hubspot.mapping import views
from yardflow.services.hubspot.syncing import switch


@dataclass(frozen=True, slots=True)
class Guide:
    """``problems`` is how many things of the mapping will not work, None while no one knows;
    ``previewed``: someone has just looked at what a sync would do; ``started``: records sync, or
    are paused.
    """

    problems: int | None
    previewed: bool
    started: bool


def get(session: Session, principal: Principal) -> Guide:
    """How far the connected account has come."""
    mapping = views.get(session, principal)
    problems = sum(len(row.problems) for row in mapping.rows)
    return Guide(
        problems=problems if mapping.read_at else None,
        previewed=session.exec(select(HubSpotDryRun.job_id).limit(1)).first() is not None,
        started=switch.get(session) is not None,
    )
