"""The audit log: written with the change it is about, in the same transaction.

Nothing removes an entry again, so what can be repeated at will is counted: the first time is an
entry, and after a minute a second entry says how many there were (`record_often`).
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import AuditEntry, AuditTally
from yardflow.services.access import Principal

TOGETHER = timedelta(minutes=1)
_RECORD_MANY = text("""
INSERT INTO audit_log (at, user_id, action, record, record_id, ip, before, after)
SELECT :at, :user_id, :action, :record, record_id, :ip, before, after
FROM ROWS FROM (jsonb_to_recordset(CAST(:rows AS jsonb))
    AS (record_id bigint, before jsonb, after jsonb)) WITH ORDINALITY ORDER BY ordinality""")


def record(
    session: Session,
    principal: Principal | None,
    action: str,
    record: str = "",
    record_id: int | None = None,
    *,
    before: dict | None = None,
    after: dict | None = None,
    ip: str = "",
) -> None:
    """Adds an entry, e.g. ``("account.updated", "account", 7, before=…, after=…)``.

    ``before`` and ``after`` hold the changed fields as JSON values. Of contacts only names of
    fields go in, never their values, so that erasing a person leaves nothing behind here.
    """
    session.add(
        AuditEntry(
            user_id=principal.user_id if principal else None,
            action=action,
            record=record,
            record_id=record_id,
            ip=principal.ip if principal else ip,
            before=before,
            after=after,
        )
    )


def record_many(
    session: Session,
    principal: Principal,
    action: str,
    record: str,
    changes: Mapping[int, tuple[dict | None, dict]],
) -> None:
    """Like `record` for each of these records, by their ids: what it was ``before`` and ``after``.
    One statement adds all of them.
    """
    rows = [
        {"record_id": record_id, "before": before, "after": after}
        for record_id, (before, after) in changes.items()
    ]
    values = {"user_id": principal.user_id, "ip": principal.ip, "action": action}
    values |= {"record": record, "at": clock.now(), "rows": json.dumps(rows)}
    session.execute(_RECORD_MANY, values)


def record_often(
    session: Session,
    principal: Principal | None,
    action: str,
    record: str = "",
    record_id: int | None = None,
    *,
    key: str,
    after: dict | None = None,
    ip: str = "",
) -> None:
    """Like `record`, for what can happen any number of times: at most two entries a minute and
    ``key``.

    ``key`` says what counts as the same of an action: a token, a person on a route, an address.
    The second entry is the first with ``times``, all that there were; it is written when the
    minute is over (`close_tallies`).
    """
    entry: dict[str, Any] = {
        "user_id": principal.user_id if principal else None,
        "action": action,
        "record": record,
        "record_id": record_id,
        "ip": principal.ip if principal else ip,
        "after": after,
    }
    moment, tally_key = clock.now(), f"{action} {key}"
    _close(session, col(AuditTally.key) == tally_key, col(AuditTally.since) <= moment - TOGETHER)
    times = session.execute(
        insert(AuditTally)
        .values(key=tally_key, since=moment, times=1, **entry)
        .on_conflict_do_update(index_elements=["key"], set_={"times": col(AuditTally.times) + 1})
        .returning(col(AuditTally.times))
    ).scalar_one()
    if times == 1:
        session.add(AuditEntry(**entry))


def close_tallies(session: Session) -> None:
    """Writes the second entries of all minutes that are over."""
    _close(session, col(AuditTally.since) <= clock.now() - TOGETHER)


def _close(session: Session, *which: Any) -> None:
    deleted = delete(AuditTally).where(*which).returning(AuditTally)
    for tally in session.execute(deleted).scalars().all():
        if tally.times > 1:
            session.add(
                AuditEntry(
                    user_id=tally.user_id,
                    action=tally.action,
                    record=tally.record,
                    record_id=tally.record_id,
                    ip=tally.ip,
                    after={**(tally.after or {}), "times": tally.times},
                )
            )
