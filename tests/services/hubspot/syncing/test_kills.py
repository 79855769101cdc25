"""Workers that are killed in the middle of a sync both ways, or stopped as when the server stops,
within HubSpot's own limits: no one is lost, no one is there twice, and every edit arrives.

    PEOPLE=5000 KILLS=3 python -m pytest -s -o faulthandler_timeout=0 …/test_kills.py
"""

import os
import random
import time
from contextlib import contextmanager
from itertools import cycle
from multiprocessing.process import BaseProcess as Process

import pytest
from sqlalchemy import text
from sqlmodel import Session, func, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.product import until
from tests.fixtures.records import copy
from tests.fixtures.workers import begun
from tests.services.hubspot.syncing.fast_worker import work
from yardflow import db
from yardflow.models import Contact, HubSpotChange, HubSpotLink, LinkState, SyncedRecord
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.syncing import switch

pytestmark = pytest.mark.heavy
PEOPLE = int(os.environ.get("PEOPLE", "300"))
KILLS = int(os.environ.get("KILLS", "1"))
WORKERS = 2
LIMITS = {"window": 110, "searches": 5, "daily": 250_000}


@contextmanager
def workers():
    """So many of them; whoever is ended is replaced."""
    running = [begun(work) for _ in range(WORKERS)]
    ways = cycle((Process.kill, Process.terminate))

    def replace(number: int) -> None:
        next(ways)(running[number])
        running[number].join(10)
        running[number] = begun(work)

    try:
        yield replace
    finally:
        for process in running:
            process.kill()
            process.join(10)


def address(number: int) -> str:
    return f"p{number}@acme.com"


def people_here(session: Session, account_id: int) -> None:
    first = Contact(
        account_id=account_id,
        first_name="Pat",
        name_key="pat",
        title="Buyer",
        email=address(0),
        email_status="given",
    )
    session.add(first)
    session.flush()
    copy(session, first, PEOPLE - 1, email="'p' || n || '@acme.com'")


def edit_here(session: Session) -> None:
    """Of every third."""
    session.execute(
        text("UPDATE contact SET title = 'Here', version = version + 1 WHERE id % 3 = 0")
    )
    session.commit()


def edit_there(session: Session, portal: Portal) -> None:
    """Of every other third."""
    rows = session.exec(select(HubSpotLink.hubspot_id).where(text("contact_id % 3 = 1"))).all()
    session.rollback()
    for start in range(0, len(rows), 100):
        inputs = [{"id": each, "properties": {"jobtitle": "There"}} for each in rows[start:][:100]]
        portal.batch("update", *inputs)


def is_over(session: Session) -> bool:
    """Whether nothing waits, and everyone has what they are to have here; asked twice a second."""
    time.sleep(0.5)
    session.rollback()
    if session.exec(select(HubSpotChange).where(text("since IS NOT NULL")).limit(1)).first():
        return False
    sql = (
        "SELECT count(*) FROM contact c LEFT JOIN hubspot_link l ON l.contact_id = c.id WHERE"
        " l.id IS NULL OR c.title <> CASE c.id % 3 WHEN 0 THEN 'Here' WHEN 1 THEN 'There'"
        " ELSE 'Buyer' END"
    )
    return session.execute(text(sql)).scalar_one() == 0


def titles_there(portal: Portal) -> dict[str, str]:
    """By address; asserts that no address is there twice."""
    titles: dict[str, str] = {}
    after = 0
    while True:
        page = portal.say(
            "GET", "crm/v3/objects/contacts", limit=100, after=after, properties="email,jobtitle"
        )
        for each in page["results"]:
            assert each["properties"]["email"] not in titles
            titles[each["properties"]["email"]] = each["properties"]["jobtitle"]
        if "paging" not in page:
            return titles
        after = page["paging"]["next"]["after"]


def test_kills_lose_no_one_and_make_no_one_twice(
    session: Session, portal: Portal, connect, alice, acme
):
    portal.control("PUT", "limits", **LIMITS)
    portal.control("PUT", "account", indexLag=2)
    known = [{"email": address(n), "jobtitle": "Buyer"} for n in range(PEOPLE // 2)]
    portal.lay("contacts", *known)
    connect()
    switch.start(session, alice)
    pending.add(session, SyncedRecord.ACCOUNT, [acme.id or 0])
    people_here(session, acme.id or 0)
    dice, began = random.Random(7), time.monotonic()

    def linked(share: float) -> bool:
        time.sleep(0.2)
        session.rollback()
        return session.exec(select(func.count()).select_from(HubSpotLink)).one() >= PEOPLE * share

    with workers() as replace_one:
        for kill in range(KILLS):
            assert until(lambda kill=kill: linked((kill + 0.5) / (KILLS + 1)), 60 + PEOPLE)
            replace_one(dice.randrange(WORKERS))
            replace_one(dice.randrange(WORKERS))
        assert until(lambda: linked(1), 120 + PEOPLE)
        edit_here(session)
        edit_there(session, portal)
        for _ in range(KILLS):
            time.sleep(dice.uniform(1, 3))
            replace_one(dice.randrange(WORKERS))
        assert until(lambda: is_over(session), 120 + PEOPLE)
    print(f"{PEOPLE} people, {time.monotonic() - began:.0f} s, {portal.control('GET')['calls']}")
    portal.control("PUT", "limits", window=10**9, searches=10**9, daily=10**9)
    there = titles_there(portal)
    with db.session() as reading:
        here = dict(reading.exec(select(Contact.email, Contact.title)).all())
        states = set(reading.exec(select(HubSpotLink.state)))
    assert there == here and len(here) == PEOPLE
    assert states == {LinkState.LINKED}
