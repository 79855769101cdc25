"""Judges what the provider's book says was posted, by rules of its own: plain looks at the tables
and at what it has seen go out, and nothing of what decides in the product.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from yardflow import db

WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)
ZONES = {"Germany": "Europe/Berlin", "United Kingdom": "Europe/London", "Japan": "Asia/Tokyo"}
_ABOUT = text("""
SELECT m.key, m.enrollment_id, m.contact_id, m.sequence_id, m.step, m.address, c.email, c.country,
    c.account_id, s.name AS sequence, s.paused_at IS NOT NULL AS sequence_paused,
    f.paused_at IS NOT NULL AS sender_paused, f.address AS sender, f.timezone, f.daily_cap,
    s.on_colleague <> 'continue' AND e.resumed_at IS NULL AND EXISTS (
        SELECT FROM target t WHERE t.account_id = c.account_id AND t.stage = 'Won') AS customer,
    EXISTS (SELECT FROM hold h WHERE (h.until IS NULL OR h.until > :now) AND
        (h.enrollment_id = m.enrollment_id OR h.contact_id = m.contact_id
            OR h.account_id = c.account_id)) AS held,
    EXISTS (SELECT FROM suppression x WHERE m.address = x.value OR m.address LIKE '%@' || x.value
        OR m.address LIKE '%.' || x.value) AS suppressed
FROM message m LEFT JOIN contact c ON c.id = m.contact_id
LEFT JOIN enrollment e ON e.id = m.enrollment_id
JOIN sequence s ON s.id = m.sequence_id LEFT JOIN sender f ON f.id = m.sender_id
WHERE m.key = ANY(:keys)""")

# How long each wait of the sequences is at least: a day loses an hour when the clocks change.
WAITS = {"wait": timedelta(hours=23), "later": timedelta(hours=47)}
_HOLDS = text("""
SELECT greatest(held_at, :since) AS since, least(coalesce(until, :now), :now) AS until FROM hold
WHERE (enrollment_id = :enrollment OR contact_id = :contact OR account_id = :account)
    AND held_at < :now AND (until IS NULL OR until > :since) ORDER BY since""")
# What the contact was in when they replied, by sequences that end by it; someone who left, by all.
_ENDED = text("""
SELECT e.id FROM enrollment e JOIN sequence s ON s.id = e.sequence_id
WHERE e.contact_id = :contact AND (:kind = 'left' OR s.on_reply = 'end')""")


@dataclass(frozen=True)
class Post:
    """A message that the provider took (``number`` in its book), when, and what was known of it at
    that moment.
    """

    at: datetime
    recipient: str
    sender: str
    about: Any
    number: int = 0

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(ZONES[self.about.country])


@dataclass
class Judge:
    """``office`` names the sequences that keep to office hours; the limits are of the settings."""

    office: Collection[str]
    person_per_week: int
    domain_per_day: int
    posts: list[Post] = field(default_factory=list)
    # Enrollments that a reply ended, and until when replies keep people back.
    answered_by: set[int] = field(default_factory=set)

    def answered(self, post: Post, kind: str, now: datetime) -> None:
        """A reply came in: whoever was in a sequence that ends by it is out of it for good."""
        if kind not in ("human", "left", "unsure") or post.about.contact_id is None:
            return
        with db.session() as session:
            ended = session.execute(_ENDED, {"contact": post.about.contact_id, "kind": kind})
            self.answered_by |= {*ended.scalars()}

    def waited(self, post: Post, stood: Any) -> None:
        """Whoever was seen at a wait has spent it, and what of it they were held is not spent."""
        if stood is None or stood.step not in WAITS:
            return
        about, over, held = post.about, stood.entered_at, timedelta()
        values = {"enrollment": about.enrollment_id, "contact": about.contact_id}
        values |= {"account": about.account_id, "since": over, "now": post.at}
        with db.session() as session:
            for hold in session.execute(_HOLDS, values):
                begins = max(hold.since, over)
                held += max(hold.until - begins, timedelta())
                over = max(over, hold.until)
        spent = post.at - stood.entered_at - held
        assert spent >= WAITS[stood.step], f"held time was spent as a wait: {spent}"

    def judge(
        self,
        taken: Collection[Mapping[str, Any]],
        active: Collection[int],
        at: datetime,
        now: datetime,
    ) -> list[Post]:
        """Judges what was taken since; ``active`` are the enrollments that were so before it, and
        ``at`` is when it was decided, which is ``now`` unless a worker was held up.
        """
        keys = [each["args"]["message_key"] for each in taken]
        with db.session() as session:
            rows = {row.key: row for row in session.execute(_ABOUT, {"keys": keys, "now": now})}
        assert set(keys) == rows.keys(), "a message was posted that is not in the books"
        new = []
        for each in taken:
            about = rows[each["args"]["message_key"]]
            post = Post(at, each["recipient"], each["sender"], about, each["id"])
            self._allowed(post, active)
            self._once(post)
            self._within_limits(post)
            self.posts.append(post)
            new.append(post)
        return new

    def _allowed(self, post: Post, active: Collection[int]) -> None:
        about = post.about
        assert about.enrollment_id in active, (
            "mailed by an enrollment that had ended or was deleted"
        )
        assert about.enrollment_id not in self.answered_by, "mailed after a reply"
        assert post.recipient == about.address == about.email, "mailed at another address"
        for why in ("suppressed", "held", "customer", "sequence_paused", "sender_paused"):
            assert not getattr(about, why), f"mailed although {why}"
        if about.sequence in self.office:
            moments = (post.at.astimezone(post.zone), (post.at - MINUTE).astimezone(post.zone))
            assert any(m.weekday() < 5 and 9 <= m.hour < 17 for m in moments), "out of hours"

    def _once(self, post: Post) -> None:
        about = post.about
        for before in self.posts:
            assert before.about.key != about.key, "the same message twice"
            here = (about.sequence_id, about.step, post.recipient)
            there = (before.about.sequence_id, before.about.step, before.recipient)
            assert there != here, "the same step to the same address twice"
            if before.about.contact_id == about.contact_id:
                assert before.sender == post.sender, "a person has two senders"

    def _within_limits(self, post: Post) -> None:
        about, zone = post.about, ZoneInfo(post.about.timezone)
        day = post.at.astimezone(zone).date()
        of_sender = [p for p in self.posts if p.sender == post.sender]
        sent = sum(p.at.astimezone(zone).date() == day for p in of_sender)
        assert sent < about.daily_cap, "over the sender's cap"
        mine = [p for p in self.posts if p.about.contact_id == about.contact_id]
        week = [p for p in mine if p.at > post.at - WEEK]
        assert len(week) < self.person_per_week, "over the person's week"
        domains = Counter(
            p.recipient.partition("@")[2]
            for p in self.posts
            if p.at.astimezone(UTC).date() == post.at.astimezone(UTC).date()
        )
        assert domains[post.recipient.partition("@")[2]] < self.domain_per_day, "over the domain's"
        if not mine:
            assert not self._touched_on(post), "two first emails to an account on one day"

    def _touched_on(self, post: Post) -> bool:
        """Whether someone else at the account got their first email on this day."""
        met: set[int] = set()
        for before in self.posts:
            first = before.about.contact_id not in met
            met.add(before.about.contact_id)
            same = before.at.astimezone(post.zone).date() == post.at.astimezone(post.zone).date()
            if first and same and before.about.account_id == post.about.account_id:
                return True
        return False
