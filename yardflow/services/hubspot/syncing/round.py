"""The sync as the worker goes round it: what HubSpot reports and what changed, some at a time."""

from datetime import timedelta

from sqlalchemy import text

from yardflow import db
from yardflow.integrations.hubspot.app import Access
from yardflow.models import SyncedRecord
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.connection import store as connection
from yardflow.services.hubspot.connection import tokens
from yardflow.services.hubspot.syncing import events, step, switch
from yardflow.services.hubspot.syncing.mapping_now import Account, MappingNow
from yardflow.services.hubspot.syncing.polling import EVERY, Polling
from yardflow.services.hubspot.syncing.waking import Waiting

# What an undo planned to put back waits for no change.
_WAKE = text("""
INSERT INTO hubspot_change AS c (record, record_id, since)
SELECT DISTINCT l.record, coalesce(l.account_id, l.contact_id, l.target_id), now()
FROM hubspot_write w JOIN hubspot_link l ON l.state = 'linked' AND (l.account_id = w.account_id
    OR l.contact_id = w.contact_id OR l.target_id = w.target_id)
WHERE w.expected IS NOT NULL AND w.sending_at IS NULL
ON CONFLICT (record, record_id) DO UPDATE SET since = EXCLUDED.since WHERE c.since IS NULL""")


class Sync:
    """Goes round for as long as HubSpot is connected, records sync and something is mapped.
    ``every`` so often HubSpot is asked what changed there.
    """

    def __init__(self, every: timedelta = EVERY) -> None:
        self._account, self._polling = Account(), Polling(every)
        self._waiting = Waiting()

    def round(self) -> int:
        """Follows what HubSpot reports and syncs some records of each kind; how much that was.

        Raises:
            ProviderError: HubSpot takes nothing now.
        """
        connected = connection.read()
        if connected is None or connected.lost_because:
            return 0
        with db.session() as session:
            if not switch.is_on(session):
                return 0
        return tokens.calling(self._round)

    def rest(self, seconds: float) -> None:
        """Waits so long, or until HubSpot reports something."""
        self._waiting.wait(seconds)

    def close(self) -> None:
        """Nothing goes on after a round."""
        self._waiting.close()

    def _round(self, access: Access) -> int:
        mapping = self._account.mapping(access)
        if mapping.is_empty:
            return 0
        # What is known to have changed doesn't wait until HubSpot has said what else did. It allows
        # few searches a second: what a page lists is synced before the next is asked for.
        did = self._sync(access, mapping)
        for listed in self._polling.look(access, mapping):
            did += listed + self._sync(access, mapping)
        return did

    def _sync(self, access: Access, mapping: MappingNow) -> int:
        """Accounts first: a new contact is put into its company."""
        with switch.writing(access) as session:
            applied = events.apply(session)
            session.execute(_WAKE)
        records = [record for record in SyncedRecord if record in mapping.records]
        synced = sum(self._some(access, mapping, record) for record in records)
        self._polling.note_synced(synced)
        return applied + synced

    def _some(self, access: Access, mapping: MappingNow, record: SyncedRecord) -> int:
        with db.session() as session:
            claimed = pending.claim(session, record, step.MOST)
        if claimed.since:
            step.sync(access, mapping, claimed)
        return len(claimed.since)
