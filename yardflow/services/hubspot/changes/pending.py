"""Records that wait to be synced, claimed by one worker at a time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.models import SyncedRecord

# A sync of a hundred records waits for HubSpot for seconds; who died is waited for so long.
LEASE = timedelta(minutes=2)
# What is worked on is read once: a planner that takes the table for small would ask again for each
# of its rows, skip what it had just locked, and claim all there is.
_CLAIM = text("""
WITH due AS MATERIALIZED (
    SELECT record, record_id FROM hubspot_change
    WHERE record = :record AND since IS NOT NULL AND (lease IS NULL OR leased_until <= :now)
    ORDER BY since, record_id LIMIT :most FOR UPDATE SKIP LOCKED)
UPDATE hubspot_change c SET lease = :lease, leased_until = :until
FROM due WHERE c.record = due.record AND c.record_id = due.record_id
RETURNING c.record_id, c.since
""")
_CLAIM_THESE = text("""
INSERT INTO hubspot_change AS c (record, record_id, since, lease, leased_until)
SELECT :record, id, :now, :lease, :until FROM unnest(CAST(:ids AS bigint[])) AS id
ON CONFLICT (record, record_id) DO UPDATE SET since = coalesce(c.since, EXCLUDED.since),
    lease = EXCLUDED.lease, leased_until = EXCLUDED.leased_until
WHERE c.lease IS NULL OR c.leased_until <= :now
RETURNING c.record_id, c.since
""")
# Whatever changed again since it was claimed goes on waiting.
_FINISH = text("""
UPDATE hubspot_change c SET lease = NULL, leased_until = NULL, synced_at = :now,
    looked_at = CASE WHEN c.record_id = ANY(CAST(:looked AS bigint[])) THEN :looked_at
        ELSE c.looked_at END,
    since = CASE WHEN c.since = done.since THEN NULL ELSE c.since END
FROM unnest(CAST(:ids AS bigint[]), CAST(:moments AS timestamptz[])) AS done (id, since)
WHERE c.record = :record AND c.record_id = done.id AND c.lease = :lease
""")
_RELEASE = text("""
UPDATE hubspot_change SET lease = NULL, leased_until = NULL
WHERE record = :record AND lease = :lease AND record_id = ANY(CAST(:ids AS bigint[]))
""")
_ADD = text("""
INSERT INTO hubspot_change AS c (record, record_id, since, retried_at)
SELECT :record, id, :now, CAST(:retried_at AS timestamptz)
FROM unnest(CAST(:ids AS bigint[])) AS id
ON CONFLICT (record, record_id) DO UPDATE SET since = EXCLUDED.since,
    retried_at = coalesce(EXCLUDED.retried_at, c.retried_at)
""")


@dataclass(frozen=True, slots=True)
class Claimed:
    """Records of one kind that a worker syncs, by id, with the moment of their last change."""

    record: SyncedRecord
    lease: str
    since: dict[int, datetime]


def claim(session: Session, record: SyncedRecord, most: int) -> Claimed:
    """Up to ``most`` records that wait, the longest waiting first, until the lease ends."""
    now, lease = clock.now(), uuid4().hex
    values = {"record": record, "now": now, "until": now + LEASE, "lease": lease, "most": most}
    return Claimed(record, lease, {row[0]: row[1] for row in session.execute(_CLAIM, values)})


def claim_these(
    session: Session, record: SyncedRecord, record_ids: Sequence[int]
) -> tuple[Claimed, set[int]]:
    """These records, but for those that another worker has; and which of them waited before."""
    now, lease = clock.now(), uuid4().hex
    values = {"record": record, "now": now, "until": now + LEASE, "lease": lease}
    rows = session.execute(_CLAIM_THESE, values | {"ids": db.ids_of(sorted(set(record_ids)))})
    since = dict(rows.tuples().all())
    return Claimed(record, lease, since), {each for each, at in since.items() if at != now}


def finish(
    session: Session,
    claimed: Claimed,
    record_ids: Sequence[int],
    looked: Collection[int] = (),
    looked_at: datetime | None = None,
) -> None:
    """These records are synced; what changed again meanwhile, or has another worker by now, is
    left to it. Of those ``looked`` at HubSpot's history was read, as it was at ``looked_at``.
    """
    moments = [claimed.since[each] for each in record_ids]
    session.execute(
        _FINISH,
        {
            "ids": db.ids_of(record_ids),
            "moments": moments,
            "looked": db.ids_of(looked),
            "looked_at": looked_at,
            "now": clock.now(),
            "record": claimed.record,
            "lease": claimed.lease,
        },
    )


def release(session: Session, claimed: Claimed) -> None:
    """Gives up what is not finished: it waits again."""
    values = {"record": claimed.record, "lease": claimed.lease, "ids": db.ids_of(claimed.since)}
    session.execute(_RELEASE, values)


def add(
    session: Session, record: SyncedRecord, record_ids: Iterable[int], *, retries: bool = False
) -> None:
    """These records are to be synced although nothing changed here: HubSpot's did, or a person asks
    for it. ``retries``: also what HubSpot refused.
    """
    now = clock.now()
    values = {"record": record, "ids": db.ids_of(sorted(set(record_ids))), "now": now}
    session.execute(_ADD, values | {"retried_at": now if retries else None})
