"""What our app at HubSpot reports is as the mapping needs it, however often it is set up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from tests.fixtures.hubspot import Portal
from yardflow import clock
from yardflow.models import Direction, HubSpotField, HubSpotWebhooks, Job
from yardflow.sandbox.hubspot.portal import APP_ID
from yardflow.services.hubspot.connection import connecting, views, webhooks
from yardflow.services.hubspot.connection.webhooks import WebhooksView

APP = f"webhooks/v3/{APP_ID}"
Subscribed = Callable[[], list[str]]


@pytest.fixture
def subscribed(portal: Portal) -> Subscribed:
    """The events of all active subscriptions."""

    def names() -> list[str]:
        listed = portal.say("GET", f"{APP}/subscriptions")["results"]
        active = [each for each in listed if each["active"]]
        parts = [(each["eventType"], each.get("propertyName")) for each in active]
        return sorted(f"{name}: {of}" if of else name for name, of in parts)

    return names


def shown(session: Session, alice) -> WebhooksView:
    session.commit()
    session.expire_all()
    view = views.get(session, alice).webhooks
    assert view is not None
    return view


def subscribe(portal: Portal, name: str, *, active: bool = True, **more: str) -> None:
    portal.say("POST", f"{APP}/subscriptions", {"eventType": name, "active": active, **more})


def asked_for(session: Session) -> bool:
    """Whether the scheduler asks for a comparison now."""
    session.execute(delete(Job))
    webhooks.request(session)
    there = session.exec(select(Job).where(Job.kind == webhooks.KIND)).first() is not None
    session.commit()
    return there


def test_connecting_has_hubspot_report_what_the_mapping_needs(
    session, alice, connect, portal, subscribed
):
    connect()
    assert webhooks.KIND in session.exec(select(Job.kind)).all()
    assert not shown(session, alice).works
    webhooks.run(None)
    view = shown(session, alice)
    assert (view.automatic, view.works, view.problem) == (True, True, "")
    assert subscribed() == sorted(view.events)
    assert {"contact.propertyChange: email", "deal.merge", "contact.privacyDeletion"} < {
        *view.events
    }
    assert portal.say("GET", f"{APP}/settings")["targetUrl"] == view.url
    assert view.url.endswith("/api/webhooks/hubspot")


def test_set_up_again_it_changes_nothing(connect, sandbox, portal, subscribed):
    connect()
    webhooks.run(None)
    before, asked = subscribed(), len(sandbox.received("hubspot"))
    webhooks.run(None)
    methods = [each["method"] for each in sandbox.received("hubspot")[: -asked or None]]
    assert subscribed() == before and set(methods) == {"GET"}


def test_several_workers_at_once_subscribe_once(connect, subscribed):
    connect()
    meet = Barrier(4)

    def set_up(_: int) -> None:
        meet.wait()
        webhooks.run(None)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(set_up, range(4)))
    webhooks.run(None)
    assert len(subscribed()) == len(set(subscribed())) > 12


def test_what_is_there_twice_stale_or_paused_is_put_right_and_others_stay(
    session, alice, connect, portal, subscribed
):
    connect()
    subscribe(portal, "contact.creation", active=False)
    subscribe(portal, "contact.creation")
    subscribe(portal, "contact.propertyChange", propertyName="unmapped")
    subscribe(portal, "object.creation", objectTypeId="0-5")
    webhooks.run(None)
    assert subscribed() == sorted([*shown(session, alice).events, "object.creation"])


def test_a_property_that_is_mapped_or_turned_off_is_followed(session, alice, connect, subscribed):
    connect()
    webhooks.run(None)
    assert not asked_for(session)
    field = update(HubSpotField).where(col(HubSpotField.property) == "jobtitle")
    session.execute(field.values(direction=Direction.TO_HUBSPOT))
    session.commit()
    assert asked_for(session)
    webhooks.run(None)
    assert "contact.propertyChange: jobtitle" not in subscribed()
    assert not asked_for(session)


def test_it_is_looked_at_each_day_and_where_the_address_is_another_one(
    session, connect, portal, set_up
):
    connect()
    webhooks.run(None)
    with clock.at(clock.now() + webhooks.EVERY - timedelta(minutes=1)):
        assert not asked_for(session)
    with clock.at(clock.now() + webhooks.EVERY):
        assert asked_for(session)
    set_up(PUBLIC_URL="https://yardflow.example")
    assert asked_for(session)
    webhooks.run(None)
    settings = portal.say("GET", f"{APP}/settings")
    assert settings["targetUrl"] == "https://yardflow.example/api/webhooks/hubspot"
    assert not asked_for(session)


@pytest.mark.parametrize(("fault", "words"), [("down", "problem right now"), ("lost", "reached")])
def test_what_went_wrong_is_said_and_tried_again_in_an_hour(
    session, alice, connect, sandbox, subscribed, fault, words
):
    connect()
    sandbox.fail(fault, "hubspot", path="/subscriptions")
    webhooks.run(None)
    view = shown(session, alice)
    assert not view.works and words in view.problem
    assert not asked_for(session)
    with clock.at(clock.now() + webhooks.AFTER_A_PROBLEM):
        assert asked_for(session)
        webhooks.run(None)
    assert shown(session, alice).works and len(subscribed()) == len(view.events)


def test_a_wrong_key_is_named_and_shows_nowhere(session, alice, connect, set_up, caplog):
    connect()
    set_up(HUBSPOT_DEVELOPER_KEY="wrong-canary")
    webhooks.run(None)
    view = shown(session, alice)
    assert "HUBSPOT_DEVELOPER_KEY" in view.problem and "canary" not in f"{view} {caplog.text}"


def test_a_private_app_is_set_up_by_people(session, admin, sandbox, portal, subscribed):
    connecting.by_token(session, admin, "sandbox")
    session.commit()
    webhooks.run(None)
    view = shown(session, admin)
    assert not view.automatic and not view.works and subscribed() == []
    assert not asked_for(session) and view.events
    webhooks.note_report(session)
    assert shown(session, admin).works and shown(session, admin).reported_at


def test_a_report_is_noted_once_a_minute(session):
    def noted_at():
        session.expire_all()
        return session.get_one(HubSpotWebhooks, 1).reported_at

    now = clock.now()
    for seconds, moment in ((0, 0), (59, 0), (61, 61)):
        with clock.at(now + timedelta(seconds=seconds)):
            webhooks.note_report(session)
        assert noted_at() == now + timedelta(seconds=moment)
