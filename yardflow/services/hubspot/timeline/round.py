"""The loop that logs: what happened is noted, and what waits is written to HubSpot or taken off."""

from datetime import datetime, timedelta

from sqlmodel import Session

from yardflow import clock, db
from yardflow.services.hubspot.connection import tokens
from yardflow.services.hubspot.timeline import collecting, entries, removing, sending, switch

LOOK_EVERY, SWEEP_EVERY = timedelta(seconds=5), timedelta(hours=1)


class Logging:
    """Goes round for as long as records sync and something is to be logged."""

    def __init__(self, every: timedelta = LOOK_EVERY) -> None:
        self._every = every
        self._looked: datetime | None = None
        self._swept: datetime | None = None

    def round(self) -> int:
        """Notes what is to be logged, and writes a batch of it and takes one off; how many entries
        that were.

        Raises:
            ProviderError: HubSpot takes nothing now.
        """
        with db.session() as session:
            if not switch.is_on(session):
                return 0
            self._look(session)
            sends, removes = entries.is_any_due(session), removing.is_any_due(session)
            settles = removing.is_any_lost(session)
        sent = tokens.calling(sending.send) if sends else 0
        sent += tokens.calling(removing.settle) if settles else 0
        return sent + (tokens.calling(removing.remove) if removes else 0)

    def close(self) -> None:
        """Nothing goes on after a round."""

    def _look(self, session: Session) -> None:
        """What happened lately, from time to time; further back less often."""
        now = clock.now()
        if not _is_time(self._looked, now, self._every):
            return
        sweeps = _is_time(self._swept, now, SWEEP_EVERY)
        collecting.collect(session, collecting.FAR_BACK if sweeps else collecting.OVERLAP)
        self._looked = now
        self._swept = now if sweeps else self._swept


def _is_time(last: datetime | None, now: datetime, every: timedelta) -> bool:
    return last is None or not last <= now < last + every
