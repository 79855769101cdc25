"""Ann and Joe of Acme, here and in HubSpot, and people who edit them at any moment: also in the
middle of a round of the sync, wherever a transaction of its ends. What each field has to come to is
known from the edits alone.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import event, text
from sqlmodel import Session, col, func, select

from tests.fixtures.hubspot import AS_PERSON, Portal
from tests.fixtures.records import contact
from tests.fixtures.sandbox import Sandbox
from yardflow import clock, db
from yardflow.errors import YardFlowError
from yardflow.integrations.hubspot import webhook
from yardflow.models import HubSpotDecision, HubSpotLink, HubSpotWrite, SyncAction
from yardflow.sandbox.hubspot.portal import PORTAL_ID
from yardflow.services.access import Principal
from yardflow.services.hubspot.journal import undo
from yardflow.services.hubspot.syncing import events
from yardflow.services.hubspot.syncing.round import Sync
from yardflow.services.records import contacts

FIELDS = {"title": "jobtitle", "country": "country"}
# HubSpot's search lags longer than any round takes, and knows all once leases have ended; its
# moments are whole milliseconds.
LAG_S, APART_S = 3_600, 0.003
MOST_ROUNDS = 25
_EMPTY = ("hubspot_write", "hubspot_decision", "hubspot_link", "hubspot_change", "hubspot_event")
_EMPTY += ("hubspot_cursor", "hubspot_creation", "contact", "provider_state")


class Edit(NamedTuple):
    """Someone changes a field of a person, here or there."""

    side: str
    person: str
    field: str
    value: str


class Crash(NamedTuple):
    """The worker ends at once."""


class Round(NamedTuple):
    """A round of the sync; after so many of its transactions something else happens."""

    meanwhile: tuple[tuple[int, Edit | Crash], ...] = ()


class Report(NamedTuple):
    """HubSpot reports that people changed there, so often each, in any order."""

    times: int


class Fault(NamedTuple):
    """The next call with this path goes wrong."""

    fault: str
    path: str


class LeasesEnd(NamedTuple):
    """What a worker had is left to others: it ended, or heard nothing for too long."""


class Undo(NamedTuple):
    """At rest, someone undoes the last that a sync wrote of a person's title."""

    person: str


Step = Edit | Round | Report | Fault | LeasesEnd | Undo


class _Killed(BaseException):
    """The worker is gone."""


@dataclass
class World:
    """Both sides. ``last`` is what each field has to come to, ``here`` and ``there``."""

    portal: Portal
    sandbox: Sandbox
    alice: Principal
    ids: dict[str, int]
    polls: bool
    last: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    sync: Sync = field(init=False)
    # How many transactions the last round had.
    reached: int = 0

    def __post_init__(self) -> None:
        self._start_worker()
        for person in self.ids:
            for name in FIELDS:
                here = self._here(person, name)
                self.last[person, name] = here, here

    def do(self, step: Step) -> None:
        match step:
            case Edit():
                self._edit(step)
            case Round(meanwhile):
                self._round(meanwhile)
            case Report(times):
                self._report(times)
            case Fault(fault, path):
                self.sandbox.fail(fault, "hubspot", path=path)
            case LeasesEnd():
                self._end_leases()
            case Undo(person):
                self._undo(person)

    def come_to_rest(self) -> None:
        """Leases and pauses end, and rounds are made until nothing is left to do."""
        for _ in range(MOST_ROUNDS):
            self._end_leases()
            with suppress(YardFlowError):
                if not self.sync.round():
                    return
        raise AssertionError("the sync does not come to rest")

    def look(self) -> None:
        """HubSpot is asked what changed, by a worker that has been there for long."""
        self.polls = True
        self._start_worker()
        self.come_to_rest()

    def values(self) -> dict[tuple[str, str], tuple[str, str]]:
        """What both sides have."""
        return {
            (person, name): (self._here(person, name), self._there(person, name))
            for person, name in self.last
        }

    def there(self, person: str) -> str:
        """Its id in HubSpot."""
        with db.session() as session:
            query = select(HubSpotLink.hubspot_id).filter_by(contact_id=self.ids[person])
            return session.exec(query).one_or_none() or ""

    def _start_worker(self) -> None:
        self.sync = Sync(timedelta(0) if self.polls else timedelta(days=1))

    def _edit(self, edit: Edit) -> None:
        time.sleep(APART_S)
        key = edit.person, edit.field
        if edit.side == "here" and self._here(*key) != edit.value:
            with db.session() as session:
                values = {edit.field: edit.value}
                contacts.update(session, self.alice, self.ids[edit.person], None, values)
            self.last[key] = edit.value, edit.value
        there = self.there(edit.person) if edit.side == "there" else ""
        if there and self._there(*key) != edit.value:
            body = {"properties": {FIELDS[edit.field]: edit.value}}
            self.portal.ask("PATCH", f"crm/v3/objects/contacts/{there}", body, headers=AS_PERSON)
            self.last[key] = edit.value, edit.value
        time.sleep(APART_S)

    def _round(self, meanwhile: Sequence[tuple[int, Edit | Crash]]) -> None:
        try:
            happening = after_transactions(dict(meanwhile), self._happen)
            with happening as ended, suppress(YardFlowError):
                self.sync.round()
        except _Killed:
            self._start_worker()
        self.reached = ended[0]

    def _happen(self, what: Edit | Crash) -> None:
        if isinstance(what, Crash):
            raise _Killed
        self._edit(what)

    def _report(self, times: int) -> None:
        reports = [
            {
                "eventId": number,
                "portalId": PORTAL_ID,
                "occurredAt": round(clock.now().timestamp() * 1000),
                "subscriptionType": "contact.propertyChange",
                "objectId": int(there),
            }
            for number, there in enumerate(filter(None, map(self.there, self.ids)))
            for _ in range(times)
        ]
        random.Random(times).shuffle(reports)
        for report in reports:
            with db.session() as session:
                events.store(session, webhook.events(json.dumps([report]).encode()))

    def _end_leases(self) -> None:
        """A lease is longer than HubSpot's search lags."""
        self._index()
        with db.session() as session:
            session.execute(
                text("UPDATE hubspot_change SET leased_until = now() WHERE lease IS NOT NULL")
            )
            session.execute(text("UPDATE provider_state SET open_until = NULL"))

    def _index(self) -> None:
        """HubSpot's search knows all that was written."""
        self.portal.control("PUT", "account", indexLag=0)
        search = "crm/v3/objects/contacts/search"
        self.portal.ask("POST", search, {"filterGroups": []}, headers=AS_PERSON)
        self.portal.control("PUT", "account", indexLag=LAG_S)

    def _undo(self, person: str) -> None:
        self.come_to_rest()
        with db.session() as session:
            query = select(HubSpotDecision).filter_by(contact_id=self.ids[person], field="title")
            wrote = (SyncAction.WRITE_HERE, SyncAction.WRITE_THERE)
            query = query.where(col(HubSpotDecision.action).in_(wrote))
            decision = session.exec(query.order_by(col(HubSpotDecision.id).desc())).first()
        if decision is None:
            return
        here, there = self.values()[person, "title"]
        with suppress(YardFlowError), db.session() as session:
            undone = undo.undo(session, self.alice, int(decision.id or 0))
            if decision.action == SyncAction.WRITE_HERE and not undone.kept:
                self.last[person, "title"] = decision.ours, there
            if undone.in_hubspot and there == decision.written:
                self.last[person, "title"] = here, decision.theirs

    def _here(self, person: str, name: str) -> str:
        return str(getattr(contact(self.ids[person]), name))

    def _there(self, person: str, name: str) -> str:
        there = self.there(person)
        return (self.portal.values(there, FIELDS[name])[0] or "") if there else ""


@contextmanager
def after_transactions(
    meanwhile: dict[int, Edit | Crash], happen: Callable[[Edit | Crash], None]
) -> Iterator[list[int]]:
    """In the block, this happens after so many transactions, counted from 1. A call to HubSpot
    stands between two of them. Yields how many there were.
    """
    ended, busy = [0], False

    def ends(session: Session) -> None:
        nonlocal busy
        if busy or session.in_nested_transaction():
            return
        ended[0] += 1
        if ended[0] in meanwhile:
            busy = True
            try:
                happen(meanwhile[ended[0]])
            finally:
                busy = False

    event.listen(Session, "after_commit", ends)
    try:
        yield ended
    finally:
        event.remove(Session, "after_commit", ends)


def emptied(portal: Portal) -> None:
    """No contact, and nothing that a sync knows of one, on either side."""
    with db.session() as session:
        for table in _EMPTY:
            session.execute(text(f"DELETE FROM {table}"))
    portal.control("DELETE")
    portal.control("PUT", "limits", window=10**9, searches=10**9, daily=10**9)
    portal.control("PUT", "account", indexLag=LAG_S)


def written() -> tuple[int, int]:
    """How many decisions and writes there are."""
    with db.session() as session:
        decisions, writes = (
            session.exec(select(func.count()).select_from(each)).one()
            for each in (HubSpotDecision, HubSpotWrite)
        )
    return decisions, writes
