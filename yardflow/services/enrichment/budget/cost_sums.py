"""Claims and charges of some days, summed in the database by line, day and event in one pass."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

# In place of a field: what contacts cost that were deleted since, with whatever had been found for
# them; and tests of a connection.
DELETED, TESTS = "deleted", "test"
_COUNTS = """
    sum(claims) AS claims, sum(accepted) AS accepted, sum(rejected) AS rejected,
    sum(corrected) AS corrected, sum(waiting) AS waiting, sum(micro) AS micro
"""
# Money is counted in millionths here, so that nothing is lost where it is divided.
_READ = text(f"""
    WITH paid AS (
        SELECT run_id, provider, model, day, event_id, (spent_usd * 1000000)::bigint AS micro
        FROM charge WHERE status = 'settled' AND day BETWEEN :since AND :until
            AND (CAST(:event AS bigint) IS NULL OR event_id = :event)
    ), shared AS (
        SELECT run_id, source, count(*) AS parts, min(id) AS first FROM claim
        WHERE run_id IN (SELECT run_id FROM paid) GROUP BY run_id, source
    ), used AS (
        SELECT run_id, provider, max(model) AS model FROM charge
        WHERE status = 'settled' AND day BETWEEN :charged_since AND :until
        GROUP BY run_id, provider
    ), fact AS (
        SELECT paid.provider, paid.model, CASE WHEN claim.id IS NOT NULL THEN claim.field
            WHEN paid.run_id IS NULL THEN '{TESTS}' WHEN run.contact_id IS NULL THEN '{DELETED}'
            ELSE '' END AS field, paid.day,
            paid.event_id, 0 AS claims, 0 AS accepted, 0 AS rejected, 0 AS corrected, 0 AS waiting,
            CASE WHEN claim.id IS NULL THEN micro WHEN claim.id = shared.first
                THEN micro / parts + micro % parts ELSE micro / parts END AS micro
        FROM paid
        LEFT JOIN enrichment_run run ON run.id = paid.run_id
        LEFT JOIN shared ON shared.run_id = paid.run_id AND shared.source = paid.provider
        LEFT JOIN claim ON claim.run_id = shared.run_id AND claim.source = shared.source
        UNION ALL
        SELECT claim.source, coalesce(used.model, ''), claim.field,
            (claim.created_at AT TIME ZONE 'UTC')::date, run.event_id, 1,
            (claim.applied_at IS NOT NULL AND claim.status IN ('applied', 'replaced'))::int,
            (claim.status = 'rejected')::int, (claim.status = 'corrected')::int,
            (claim.status = 'review')::int, 0
        FROM claim
        JOIN enrichment_run run ON run.id = claim.run_id
        LEFT JOIN used ON used.run_id = run.id AND used.provider = claim.source
        WHERE claim.created_at >= :start AND claim.created_at < :end
            AND (CAST(:event AS bigint) IS NULL OR run.event_id = :event)
    ), summed AS (
        SELECT provider, model, field, day, event_id, {_COUNTS} FROM fact GROUP BY 1, 2, 3, 4, 5
    )
    SELECT provider, model, field, day, event_id,
        grouping(provider, day, event_id) AS left_out, {_COUNTS}
    FROM summed GROUP BY GROUPING SETS ((provider, model, field), (day), (event_id), ())
""")  # noqa: S608 - made of constants
_UNCONFIRMED = text("""
    SELECT count(*) AS unconfirmed, coalesce(sum(likely_usd), 0) AS unconfirmed_usd FROM charge
    WHERE status = 'unconfirmed' AND day BETWEEN :since AND :until
        AND (CAST(:event AS bigint) IS NULL OR event_id = :event)
""")
# What `grouping` says: a bit for each of provider, day and event that a row is not grouped by.
BY_LINE, BY_DAY, BY_EVENT, ALL = 0b011, 0b101, 0b110, 0b111
# A claim of an early day may come from a question of some days before: a batch takes a day, and
# its money may have been settled late.
_CHARGED_BEFORE = timedelta(days=7)


def facts(
    session: Session, since: date, until: date, event_id: int | None
) -> tuple[list[Any], Any]:
    """The sums, each row saying in ``left_out`` what it is of; and what is in doubt."""
    values = {
        "since": since,
        "until": until,
        "charged_since": since - _CHARGED_BEFORE,
        "start": datetime.combine(since, time(), UTC),
        "end": datetime.combine(until + timedelta(days=1), time(), UTC),
        "event": event_id,
    }
    return list(session.execute(_READ, values)), session.execute(_UNCONFIRMED, values).one()
