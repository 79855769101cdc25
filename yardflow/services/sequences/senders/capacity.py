"""How many emails may go out: each sender's cap by the days of its own zone, its pace, and the
limit of a recipient's domain. Counted in the transaction that sends, whatever others do.

Who sends locks senders in the order of their ids, then domains in the order of their names.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import db
from yardflow.errors import Conflict, NotFound
from yardflow.models import DomainDay, Sender, SenderDay
from yardflow.services.access import Principal
from yardflow.services.sequences.decisions.facts import SenderFacts
from yardflow.services.sequences.decisions.sender_limits import DailyCaps, Pace

KEPT_DAYS = 8
_SENT_TO = text("""
SELECT domain, day, sent FROM domain_day WHERE day >= :since
    AND domain IN (SELECT jsonb_array_elements_text(CAST(:domains AS jsonb)))""")
_COLUMNS = (
    "id, name, address, timezone, daily_cap, warmup_began, warmup_first, warmup_step, pace_s,"
    " jitter_s, paused_at, pause_reason"
)
_OF_SENDER = f"SELECT {_COLUMNS} FROM sender WHERE"  # noqa: S608 - names of ours
_SENDERS = text(f"{_OF_SENDER} id = ANY(CAST(:ids AS bigint[]))")
# Locked so that whoever is enrolled meanwhile needn't wait.
_LOCK = text(f"{_OF_SENDER} id = :id FOR NO KEY UPDATE")
_DAYS = text("""
SELECT sender_id, day, sent, next_at FROM sender_day
JOIN unnest(CAST(:senders AS bigint[]), CAST(:days AS date[])) k (sender_id, day)
    USING (sender_id, day)""")
_COUNT = text("""
INSERT INTO sender_day (sender_id, day, sent, next_at) VALUES (:sender, :day, :taken, :next_at)
ON CONFLICT (sender_id, day) DO UPDATE
    SET sent = sender_day.sent + excluded.sent, next_at = excluded.next_at""")
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slots:
    """So many emails may go out now, and count from here on. ``next_at`` is when the next may be
    asked for; None where all that were asked for were taken, or where the sender is paused.
    """

    taken: int
    next_at: datetime | None = None


def caps(sender: Any) -> DailyCaps:
    """How many emails a day; of a sender, or a row with its columns."""
    return DailyCaps(sender.daily_cap, sender.warmup_began, sender.warmup_first, sender.warmup_step)


def zone_of(sender: Any) -> ZoneInfo:
    """The zone that a sender's days are of; of a sender, or a row with its columns.

    Raises:
        Conflict: this server knows no such zone (any more).
    """
    try:
        return ZoneInfo(sender.timezone)
    except (ValueError, OSError, KeyError):
        raise Conflict(
            f"{sender.name} <{sender.address}> has no valid time zone. Choose one for this sender."
        ) from None


def shortage(session: Session, principal: Principal) -> str:
    """Why no sender can email, in a sentence; empty where one can."""
    able = select(col(Sender.id)).where(col(Sender.paused_at).is_(None), col(Sender.daily_cap) > 0)
    if session.execute(able.limit(1)).first() is not None:
        return ""
    return "No sender can email yet. Add one or resume one under Senders."


def take_slots(session: Session, sender_id: int, now: datetime, count: int = 1) -> Slots:
    """Takes up to ``count`` of a sender's slots for emails that go out in this transaction.

    Others who ask for the same sender wait for its end, so together they never pass the cap or the
    pace. With a pace one goes at a time.

    Raises:
        NotFound: there is no such sender.
        Conflict: its time zone is not valid.
    """
    sender = _locked(session, sender_id)
    if sender.paused_at is not None or count < 1:
        return Slots(0)
    zone = zone_of(sender)
    today = now.astimezone(zone).date()
    days = _days(session, {sender_id: today}).get(sender_id, {})
    sent = days[today][0] if today in days else 0
    opens = max((at for _, at in days.values() if at), default=None)
    left = caps(sender).on(today) - sent
    if left < 1:
        return Slots(0, _begin(today + _A_DAY, zone))
    if opens is not None and opens > now:
        return Slots(0, opens)
    gap = _pace(sender).gap(today, sent)
    taken = min(count, left, 1 if gap else count)
    _count(session, sender_id, today, taken, now + gap if gap else None)
    if taken == count:
        return Slots(taken)
    if taken == left:
        return Slots(taken, _begin(today + _A_DAY, zone))
    return Slots(taken, now + gap)


def give_back(session: Session, sender_id: int, taken_at: datetime, count: int = 1) -> None:
    """Gives slots back that were taken at that moment, for emails that certainly did not go out."""
    sender = _locked(session, sender_id)
    day = taken_at.astimezone(zone_of(sender)).date()
    session.execute(
        update(SenderDay)
        .where(col(SenderDay.sender_id) == sender_id, col(SenderDay.day) == day)
        .values(sent=func.greatest(col(SenderDay.sent) - count, 0))
    )


def facts(session: Session, sender_ids: Collection[int], now: datetime) -> dict[int, SenderFacts]:
    """What decisions go by, of these senders as far as they exist.

    Raises:
        Conflict: the time zone of one is not valid; the message names it.
    """
    rows = db.rows(session, _SENDERS, {"ids": db.ids_of(sender_ids)})
    senders = {row.id: row for row in rows}
    zones = {key: zone_of(sender) for key, sender in senders.items()}
    today = {key: now.astimezone(zone).date() for key, zone in zones.items()}
    days = _days(session, today)
    return {
        key: SenderFacts(
            name=sender.name,
            zone=zones[key],
            sent_on={day: sent for day, (sent, _) in days.get(key, {}).items()},
            caps=caps(sender),
            next_at=max((at for _, at in days.get(key, {}).values() if at), default=None),
            paused=sender.pause_reason,
            pace=_pace(sender) if sender.pace_s or sender.jitter_s else None,
        )
        for key, sender in senders.items()
    }


def take_domain_slots(
    session: Session, counts: Mapping[str, int], now: datetime, most: int | None
) -> dict[str, int]:
    """How many emails may go out now to each recipient's domain, of those in ``counts``: at most
    ``most`` on a day in UTC by all senders together. Without a limit nothing is counted: all who
    mail the same large provider would wait for each other.
    """
    if most is None or not counts:
        return dict(counts)
    day = now.astimezone(UTC).date()
    rows = [{"domain": name, "day": day, "sent": 0} for name in sorted(counts)]
    session.execute(insert(DomainDay).values(rows).on_conflict_do_nothing())
    sums = session.execute(
        select(col(DomainDay.domain), col(DomainDay.sent))
        .where(col(DomainDay.domain).in_(counts), col(DomainDay.day) == day)
        .order_by(col(DomainDay.domain))
        .with_for_update()
    ).all()
    granted = {name: max(min(counts[name], most - sent), 0) for name, sent in sums}
    _add_to_domains(session, granted, day)
    return granted


def give_domain_back(session: Session, counts: Mapping[str, int], taken_at: datetime) -> None:
    """Gives slots of domains back, for emails that certainly did not go out."""
    day = taken_at.astimezone(UTC).date()
    _add_to_domains(session, {name: -counts[name] for name in sorted(counts)}, day)


def sent_to_domains(
    session: Session, domains: Collection[str], now: datetime
) -> dict[str, dict[date, int]]:
    """How many emails went to each of these domains today and yesterday, in UTC."""
    since = now.astimezone(UTC).date() - _A_DAY
    rows = db.rows(session, _SENT_TO, {"domains": json.dumps([*domains]), "since": since})
    counts: dict[str, dict[date, int]] = {}
    for domain, day, sent in rows:
        counts.setdefault(domain, {})[day] = sent
    return counts


def forget_domains(session: Session, now: datetime) -> None:
    """Deletes the counts of days that no limit looks at any more."""
    until = now.astimezone(UTC).date() - timedelta(days=KEPT_DAYS)
    session.execute(delete(DomainDay).where(col(DomainDay.day) < until))


def _locked(session: Session, sender_id: int) -> Any:
    """The sender as it is now, locked so that whoever is enrolled meanwhile needn't wait."""
    for sender in db.rows(session, _LOCK, {"id": sender_id}):
        return sender
    raise NotFound.of("sender")


def _pace(sender: Any) -> Pace:
    return Pace(sender.id, sender.pace_s, sender.jitter_s)


def _days(
    session: Session, today: Mapping[int, date]
) -> dict[int, dict[date, tuple[int, datetime | None]]]:
    """What was sent today and the day before, by sender: its pace may reach over midnight."""
    keys = [(key, day - back) for key, day in today.items() for back in (timedelta(0), _A_DAY)]
    about = {"senders": [key for key, _ in keys], "days": [day for _, day in keys]}
    rows = db.rows(session, _DAYS, about)
    days: dict[int, dict[date, tuple[int, datetime | None]]] = {}
    for key, day, sent, next_at in rows:
        days.setdefault(key, {})[day] = sent, next_at
    return days


def _count(
    session: Session, sender_id: int, day: date, taken: int, next_at: datetime | None
) -> None:
    taking = {"sender": sender_id, "day": day, "taken": taken, "next_at": next_at}
    db.rows(session, _COUNT, taking)


def _add_to_domains(session: Session, counts: Mapping[str, int], day: date) -> None:
    for name, count in counts.items():
        if count:
            session.execute(
                update(DomainDay)
                .where(col(DomainDay.domain) == name, col(DomainDay.day) == day)
                .values(sent=func.greatest(col(DomainDay.sent) + count, 0))
            )


def _begin(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day, also where clocks skip midnight."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
