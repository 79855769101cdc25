"""A sync in bulk within HubSpot's own limits: how many records a second, beside what the limits
allow at that many calls and searches, and how many calls each takes. And how soon an edit on one
side is seen on the other.

The worker's own processor time is given too: what a machine that others use takes longer for.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlmodel import Session, func, select

from actors.worker.loop import go_round
from bench import own_workplace
from bench.figures import Figure, percentile
from tests.fixtures.hubspot import Portal
from tests.fixtures.hubspot_connection import in_browser, press_connect
from tests.fixtures.product import until
from tests.fixtures.records import copy
from yardflow import clock, db
from yardflow.config import settings
from yardflow.integrations.hubspot import webhook
from yardflow.integrations.hubspot.limits import WINDOW_S
from yardflow.integrations.hubspot.objects import INDEX_LAG
from yardflow.models import Account, Contact, HubSpotCursor, HubSpotLink, Role, User
from yardflow.sandbox.hubspot.portal import APP_ID
from yardflow.services.access import Principal
from yardflow.services.hubspot.connection import authorizing, connecting
from yardflow.services.hubspot.syncing import events, switch
from yardflow.services.hubspot.syncing.round import Sync

PEOPLE, EDITS = int(os.environ.get("PEOPLE", "3000")), int(os.environ.get("EDITS", "50"))
A_COMPANY, WINDOW, SEARCHES, LONGEST_S = 10, 110, 5, 30
SUBSCRIBED = {"eventType": "contact.propertyChange", "propertyName": "jobtitle", "active": True}


def measure() -> list[Figure]:
    os.environ["ENCRYPTION_KEYS"] = Fernet.generate_key().decode()
    with own_workplace.opened(), db.session() as session:
        portal = Portal(settings().hubspot_base_url.removesuffix("/hubspot"))
        portal.control("PUT", "limits", window=WINDOW, searches=SEARCHES, daily=10**6)
        _set_up(session)
        sync = Sync()
        while sync.round():  # the accounts
            pass
        figures = [
            *_bulk(session, "created", sync, portal, lambda: _people(session)),
            *_bulk(session, "changed here", sync, portal, lambda: _edit_here(session)),
            *_bulk(session, "changed there", sync, portal, lambda: _edit_there(session, portal)),
        ]
        return [*figures, *_latency(session, portal)]


def _bulk(
    session: Session, what: str, sync: Sync, portal: Portal, change: Callable[[], None]
) -> list[Figure]:
    """Until all is known to have arrived: HubSpot was asked what changed since the last write, once
    its search knows it. What counts is how long that takes without the waits in between.
    """
    change()
    at_first = before = _used(portal)
    rested: datetime | None = None
    took = cpu = allowed = 0.0
    while rested is None or _looked_at(session) < rested + INDEX_LAG:
        began, spent = time.monotonic(), time.process_time()
        if sync.round():
            took, cpu = took + time.monotonic() - began, cpu + time.process_time() - spent
            now = _used(portal)
            allowed, before, rested = allowed + now.seconds_since(before), now, None
        else:
            rested = rested or clock.now()
            time.sleep(0.1)
    calls = (before.calls - at_first.calls) / PEOPLE
    return [
        Figure(f"records {what}", PEOPLE / took, "records/s", PEOPLE / allowed, "ratio >= 0.9"),
        Figure(f"calls for a record {what}", calls, "calls", None, "value <= 0.05"),
        Figure(f"records {what}, in a second of the processor", PEOPLE / cpu, "records/s"),
    ]


@dataclass(frozen=True)
class _Used:
    """How many calls there were, and how many of them were searches."""

    calls: int
    searches: int

    def seconds_since(self, before: "_Used") -> float:
        """How long HubSpot's limits make those take that came since."""
        calls, searches = self.calls - before.calls, self.searches - before.searches
        return max(calls / WINDOW * WINDOW_S, searches / SEARCHES)


def _used(portal: Portal) -> _Used:
    calls = portal.control("GET")["calls"]
    return _Used(calls["used"], calls["searches"])


def _looked_at(session: Session) -> datetime:
    """Since when HubSpot was last asked what changed."""
    session.rollback()
    return session.exec(select(func.min(HubSpotCursor.changed_since))).one()


def _set_up(session: Session) -> None:
    """Accounts, connected by an ADMIN who starts the sync."""
    user = User(email="ann@yardflow.example", name="Ann", password_hash="", role=Role.ADMIN)
    first = Account(name="Acme", name_key="acme", domain="acme.com")
    session.add_all([user, first])
    session.flush()
    names = {"name": "'Acme ' || n", "name_key": "'acme' || n", "domain": "'acme' || n || '.com'"}
    copy(session, first, PEOPLE // A_COMPANY - 1, **names)
    admin = in_browser(session, Principal(user.id or 0, Role.ADMIN, user.name, user.email))
    address = authorizing.begin(session, admin)
    session.commit()
    connecting.by_code(session, admin, **press_connect(address))
    switch.start(session, admin)
    session.commit()


def _people(session: Session) -> None:
    accounts = session.exec(select(Account)).all()
    session.add_all(
        Contact(
            account_id=account.id or 0,
            account_sort=account.sort_name,
            account_words=account.words,
            first_name="Pat",
            name_key="pat",
            email=f"p{number}@{account.domain}",
            email_status="given",
        )
        for account in accounts
        for number in range(A_COMPANY)
    )
    session.commit()


def _edit_here(session: Session) -> None:
    session.execute(text("UPDATE contact SET title = 'Here', version = version + 1"))
    session.commit()


def _edit_there(session: Session, portal: Portal) -> None:
    portal.control("PUT", "limits", window=10**6, searches=SEARCHES, daily=10**6)
    for some in _parts(_ids(session)):
        inputs = [{"id": each, "properties": {"jobtitle": "There"}} for each in some]
        portal.batch("update", *inputs)
    portal.control("PUT", "limits", window=WINDOW, searches=SEARCHES, daily=10**6)


def _ids(session: Session) -> list[str]:
    session.rollback()
    return list(session.exec(select(HubSpotLink.hubspot_id).where(HubSpotLink.record == "contact")))


def _parts(ids: list[str]) -> Iterator[list[str]]:
    return (ids[start : start + 100] for start in range(0, len(ids), 100))


def _latency(session: Session, portal: Portal) -> list[Figure]:
    """Of edits there and here in turn, one after the other, with HubSpot's reports of them."""
    ids = _ids(session)[:EDITS]
    there, here = [], []
    with _reported(portal), _going_round():
        for number, hubspot_id in enumerate(ids):
            there.append(_seen_here(session, portal, hubspot_id, f"There {number}"))
            here.append(_seen_there(session, portal, hubspot_id, f"Here {number}"))
    return [
        figure
        for what, late in (("there is seen here", there), ("here is seen there", here))
        for figure in (
            Figure(f"an edit {what} after, p50", percentile(late, 0.5), "s", None, "value <= 5"),
            Figure(f"an edit {what} after, at most", max(late), "s", None, "value <= 30"),
        )
    ]


def _seen_here(session: Session, portal: Portal, hubspot_id: str, title: str) -> float:
    began = time.monotonic()
    portal.update(hubspot_id, jobtitle=title)
    sql = text(
        "SELECT 1 FROM contact c JOIN hubspot_link l ON l.contact_id = c.id"
        " WHERE l.hubspot_id = :id AND c.title = :title"
    )

    def seen() -> bool:
        session.rollback()
        return session.execute(sql, {"id": hubspot_id, "title": title}).first() is not None

    assert until(seen, LONGEST_S * 2)
    return time.monotonic() - began


def _seen_there(session: Session, portal: Portal, hubspot_id: str, title: str) -> float:
    began = time.monotonic()
    session.execute(
        text(
            "UPDATE contact SET title = :title, version = version + 1 WHERE id ="
            " (SELECT contact_id FROM hubspot_link WHERE record = 'contact' AND hubspot_id = :id)"
        ),
        {"id": hubspot_id, "title": title},
    )
    session.commit()
    # A look that is no call: those would reach the limit that is to be kept.
    look = f"records/contacts?most=1&after={int(hubspot_id) - 1}"

    def seen() -> bool:
        return bool(portal.control("GET", look)[0]["properties"]["jobtitle"] == title)

    assert until(seen, LONGEST_S * 2)
    return time.monotonic() - began


@contextmanager
def _going_round() -> Iterator[None]:
    """The sync, as the worker has it."""
    stop = threading.Event()
    going = threading.Thread(target=go_round, args=(Sync(), stop))
    going.start()
    try:
        yield
    finally:
        stop.set()
        going.join()


class _Receiver(BaseHTTPRequestHandler):
    """Keeps what HubSpot reports, as the product's own address does."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with db.session() as session:
            events.store(session, webhook.events(body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def _reported(portal: Portal) -> Iterator[None]:
    """HubSpot reports changes of titles, some twice and each up to two seconds late."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        _subscribe(portal, f"http://127.0.0.1:{port}")
        yield
        server.shutdown()


def _subscribe(portal: Portal, reach: str) -> None:
    app = f"webhooks/v3/{APP_ID}"
    target = {"targetUrl": "https://yardflow.example/", "throttling": {"maxConcurrentRequests": 10}}
    portal.say("PUT", f"{app}/settings", target)
    portal.say("POST", f"{app}/subscriptions", SUBSCRIBED)
    portal.control("PUT", "webhooks", reach=reach, duplicated=0.2, late=2, shuffled=True)
