"""Whatever is edited on both sides, and whatever gets lost on the way, both come to the same: in
every field the later edit, in bounded calls, with no record twice.
"""

import json
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import select

from tests.fixtures.examples import examples
from tests.fixtures.hubspot import Portal
from tests.fixtures.records import contact
from tests.fixtures.sandbox import Sandbox
from yardflow import clock, db
from yardflow.errors import YardFlowError
from yardflow.integrations.hubspot import webhook
from yardflow.models import HubSpotDecision, HubSpotLink, HubSpotWrite
from yardflow.sandbox.hubspot.portal import PORTAL_ID
from yardflow.services.access import Principal
from yardflow.services.hubspot.syncing import events
from yardflow.services.hubspot.syncing.round import Sync
from yardflow.services.records import contacts

FIELDS = {"title": "jobtitle", "first_name": "firstname", "country": "country"}
EDITS = st.tuples(
    st.sampled_from(["here", "there"]),
    st.sampled_from(sorted(FIELDS)),
    st.sampled_from(["Germany", "France", "Spain"]),
)
# A report of a change there comes once, twice or never, and late; a call fails before or after it
# is carried out.
STEPS = st.one_of(
    EDITS,
    st.just(("round",)),
    st.tuples(st.just("report"), st.sampled_from([1, 2])),
    st.tuples(
        st.just("fault"),
        st.sampled_from(["lost", "down", "rate_limited", "drop"]),
        st.sampled_from(["/batch/update", "/batch/create", "/batch/read"]),
    ),
)
MOST_CALLS_A_STEP = 12


class World:
    """Ann on both sides."""

    def __init__(self, portal: Portal, sandbox: Sandbox, alice: Principal, ann: int) -> None:
        self._portal, self._sandbox, self._alice, self._ann = portal, sandbox, alice, ann
        # Without looks of its own: what was not reported is seen in the end.
        self._sync = Sync(timedelta(days=1))
        self.last = {"title": "CTO", "first_name": "Ann", "country": ""}

    def do(self, step: tuple) -> None:
        # HubSpot's moments are whole milliseconds.
        time.sleep(0.003)
        there = self.there()
        match step:
            case ("here", field, value):
                with db.session() as session:
                    contacts.update(session, self._alice, self._ann, None, {field: value})
                self.last[field] = value
            case ("there", field, value) if there:
                self._portal.update(there, **{FIELDS[field]: value})
                self.last[field] = value
            case ("round",):
                with suppress(YardFlowError):
                    self._sync.round()
            case ("report", times) if there:
                self._report(int(there), times)
            case ("fault", fault, path):
                self._sandbox.fail(fault, "hubspot", path=path)

    def come_to_rest(self) -> None:
        """Calls go well again, leases and pauses have ended, and HubSpot is asked."""
        sync = Sync(timedelta(0))
        for _ in range(20):
            self._end_leases()
            with suppress(YardFlowError):
                if not sync.round():
                    return
        raise AssertionError("the sync does not come to rest")

    def there(self) -> str:
        with db.session() as session:
            link = session.exec(select(HubSpotLink).filter_by(contact_id=self._ann)).first()
        return link.hubspot_id if link else ""

    def _end_leases(self) -> None:
        with db.session() as session:
            session.execute(
                text("UPDATE hubspot_change SET leased_until = now() WHERE lease IS NOT NULL")
            )
            session.execute(text("UPDATE provider_state SET open_until = NULL"))

    def _report(self, hubspot_id: int, times: int) -> None:
        event = {
            "eventId": time.monotonic_ns(),
            "portalId": PORTAL_ID,
            "occurredAt": round(clock.now().timestamp() * 1000),
            "subscriptionType": "contact.propertyChange",
            "objectId": hubspot_id,
        }
        with db.session() as session:
            for _ in range(times):
                events.store(session, webhook.events(json.dumps([event]).encode()))


@pytest.mark.heavy
@settings(max_examples=examples(12))
@given(steps=st.lists(STEPS, min_size=3, max_size=12))
def test_both_sides_come_to_the_later_edit(rounds, portal, sandbox, alice, acme, works_at, steps):
    with db.session() as session:
        for table in ("hubspot_write", "hubspot_decision", "hubspot_link", "hubspot_change"):
            session.execute(text(f"DELETE FROM {table}"))
        session.execute(text("DELETE FROM contact"))
    portal.control("DELETE")
    portal.control("PUT", "limits", window=10**9, searches=10**9, daily=10**9)
    portal.control("PUT", "account", indexLag=0)
    ann = works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")
    world = World(portal, sandbox, alice, ann)
    before = portal.control("GET")["calls"]["used"]
    for step in steps:
        world.do(step)
    world.come_to_rest()
    person = contact(ann)
    assert {name: getattr(person, name) for name in FIELDS} == world.last
    values = portal.values(world.there(), *FIELDS.values())
    assert [value or "" for value in values] == [world.last[name] for name in FIELDS]
    state = portal.control("GET")
    assert state["records"]["contacts"]["live"] == 1
    assert state["calls"]["used"] - before <= MOST_CALLS_A_STEP * (len(steps) + 3)
    assert world_is_quiet(world)


def world_is_quiet(world: World) -> bool:
    """Whether nothing follows anymore, however often HubSpot is asked."""
    written = counts()
    world.come_to_rest()
    return counts() == written


def counts() -> list[int]:
    with db.session() as session:
        return [len(session.exec(select(each)).all()) for each in (HubSpotDecision, HubSpotWrite)]
