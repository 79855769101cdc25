"""Asking HubSpot what changed there: nothing that was not reported stays unknown.

HubSpot's search lags behind what is written, so each look begins before the start of the last one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from yardflow import clock, db
from yardflow.integrations.hubspot import objects
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.objects import A_PAGE, INDEX_LAG, MERGED, Found
from yardflow.models import HubSpotCursor, SyncedRecord
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.links import deals
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.mapping.properties import OBJECTS
from yardflow.services.hubspot.syncing import events, finding, settled, switch
from yardflow.services.hubspot.syncing.mapping_now import MappingNow

EVERY, SWEEP_EVERY = timedelta(seconds=10), timedelta(minutes=15)
# A look lists what we wrote, too, and as looks overlap, what the last one did: of much it would
# list the same pages over and over, so it waits for more.
_LONGER_A_PAGE, MOST_LONGER = timedelta(seconds=4), timedelta(seconds=50)
_MODIFIED = ("lastmodifieddate", "hs_lastmodifieddate")


class Polling:
    """Looks from time to time. What it saw already, a look that overlaps passes over."""

    def __init__(self, every: timedelta = EVERY) -> None:
        self._every, self._pages, self._synced = every, 0, 0
        self._looked: datetime | None = None
        self._swept: datetime | None = None
        self._seen: dict[SyncedRecord, dict[str, str]] = {}

    def note_synced(self, number: int) -> None:
        """So many records were synced, which the next look is to list."""
        self._synced += number

    def look(self, access: Access, mapping: MappingNow) -> Iterator[int]:
        """Has what changed in HubSpot wait to be synced, if it is time to look: a page after the
        other. How many records of each page that were.

        Raises:
            ProviderError: HubSpot did not say.
        """
        now = clock.now()
        pages = max(self._pages, self._synced // A_PAGE)
        wait = self._every + min(MOST_LONGER, pages * _LONGER_A_PAGE)
        if self._looked is not None and self._looked <= now < self._looked + wait:
            return
        self._pages = self._synced = 0
        records = [record for record in SyncedRecord if record in mapping.records]
        for record in records:
            yield from self._changed(access, mapping, record, now)
        if self._swept is None or not self._swept <= now < self._swept + SWEEP_EVERY:
            if number := self._sweep(access, records):
                yield number
            self._swept = now
        self._looked = now

    def _changed(
        self, access: Access, mapping: MappingNow, record: SyncedRecord, now: datetime
    ) -> Iterator[int]:
        with db.session() as session:
            cursor = session.get(HubSpotCursor, record)
            started = switch.get(session)
            concerns_us = record in finding.CLUES or links.is_any(session, record)
        # Whoever looked first may have been killed before the end.
        first = started.started_at if started else now
        since = (cursor.changed_since if cursor else first) - INDEX_LAG
        names = [*mapping.names(record), *MERGED]
        before, seen = self._seen.get(record, {}), dict[str, str]()
        theirs = objects.changed_since(access, OBJECTS[record], since, names)
        for page in _pages(theirs) if concerns_us else ():
            new = [each for each in page if before.get(each.hubspot_id) != _at(each)]
            with switch.writing(access) as session:
                _note(session, mapping, record, new)
            self._pages += len(page) // A_PAGE
            seen |= {each.hubspot_id: _at(each) for each in page}
            yield len(new)
        with switch.writing(access) as session:
            _move(session, record, now)
        self._seen[record] = seen

    def _sweep(self, access: Access, records: Sequence[SyncedRecord]) -> int:
        """Search knows nothing of what was archived; how many of that are synced here."""
        number = 0
        for record in records:
            for ids in objects.archived(access, OBJECTS[record]):
                with switch.writing(access) as session:
                    ours = links.synced_with(session, record, ids)
                    pending.add(session, record, ours)
                number += len(ours)
        return number


def _note(
    session: Session, mapping: MappingNow, record: SyncedRecord, theirs: Sequence[Found]
) -> None:
    if record in finding.CLUES:
        finding.link_found(session, record, theirs)
    ours = links.owners(session, record, [each.hubspot_id for each in theirs])
    by_id = {ours[each.hubspot_id]: each for each in theirs if each.hubspot_id in ours}
    deals.keep(session, record, by_id)
    ids = settled.to_look_at(session, record, mapping.fields[record], theirs)
    events.look_at(session, record, ids)


def _pages(theirs: Iterator[Found]) -> Iterator[list[Found]]:
    """As HubSpot lists them: the next page is asked for once this one is dealt with."""
    while page := list(islice(theirs, A_PAGE)):
        yield page


def _move(session: Session, record: SyncedRecord, now: datetime) -> None:
    adding = insert(HubSpotCursor).values(record=record, changed_since=now)
    session.execute(
        adding.on_conflict_do_update(index_elements=["record"], set_={"changed_since": now})
    )


def _at(theirs: Found) -> str:
    return next((theirs.values[name] for name in _MODIFIED if theirs.values.get(name)), "")
