"""The tab of HubSpot: what it shows of the connection, and where its buttons lead."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests.fixtures.hubspot_connection import stored
from tests.fixtures.state_tab import call, move, tab
from yardflow import clock, encryption
from yardflow.models import HubSpotSync
from yardflow.services import dashboard
from yardflow.services.hubspot.connection import webhooks
from yardflow.services.hubspot.connection.scopes import SCOPES
from yardflow.state.hubspot.connection import NOTES, HubspotState

PATH = "/settings/?tab=hubspot"


def shown(state: HubspotState) -> dict[str, object]:
    return state.dict()


@pytest.fixture
def page(session, alice, sandbox) -> HubspotState:
    return tab(session, alice, HubspotState, PATH)


async def test_the_button_leads_to_hubspot(page):
    await call(page, HubspotState.load)
    assert page.connection.status == "not_connected" and page.connection.by_oauth
    led = await call(page, HubspotState.connect)
    assert "/oauth/authorize?client_id=sandbox" in str(led)


async def test_it_shows_the_connection_and_no_token(session, connect, page):
    connection = connect()
    await call(page, HubspotState.load)
    assert page.connection.account == "24000001 · sandbox.example.com"
    assert (page.connection.kind, page.connection.connected_by) == ("OAuth", "Alice")
    for sealed in (connection.access_token, connection.refresh_token):
        assert sealed not in str(shown(page))
        assert encryption.unseal(sealed) not in str(shown(page))


async def test_what_is_missing_comes_first_with_its_cost(connect, page, sandbox):
    sandbox.choose_oauth(scopes=["oauth", "crm.objects.deals.read"])
    connect()
    await call(page, HubspotState.load)
    assert len(page.scopes) == len(SCOPES)
    assert [scope.granted for scope in page.scopes] == [False] * 9 + [True]
    assert all(scope.without for scope in page.scopes)


async def test_limits_are_shown_as_hubspot_said_them(session, connect, page):
    connect()
    limits = (
        '{"window_most": 110, "window_left": 88, "daily_most": null, "daily_left": null, '
        '"at": "2026-11-29T12:00:00+00:00"}'
    )
    session.execute(text("UPDATE hubspot_connection SET limits = CAST(:l AS jsonb)"), {"l": limits})
    session.commit()
    await call(page, HubspotState.load)
    window, daily, searches = page.meters
    assert (window.used, window.percent, daily.used) == ("22 of 110", 20, "")
    assert searches.used == "Up to 5 a second" and page.limits_at.startswith("2026-11-29T12")


@pytest.mark.parametrize("outcome", ["done=connected", *(f"error={name}" for name in NOTES)])
async def test_the_outcome_of_connecting_is_said(page, outcome):
    move(page, f"{PATH}&{outcome}")
    await call(page, HubspotState.load)
    assert page.note == NOTES[outcome.partition("=")[2]]
    assert page.note_is_good == (outcome.partition("=")[2] == "connected")
    move(page, f"{PATH}&error=<script>")
    await call(page, HubspotState.load)
    assert page.note == ""


async def test_a_test_and_the_end(session, connect, page, sandbox):
    connect()
    await call(page, HubspotState.test)
    assert page.result_is_good and page.result == "Connected to account 24000001."
    sandbox.choose_oauth(revoke=True)
    await call(page, HubspotState.test)
    assert not page.result_is_good and page.connection.status == "lost"
    await call(page, HubspotState.ask_disconnect, True)
    assert page.asking
    await call(page, HubspotState.disconnect)
    assert page.connection.status == "not_connected" and not page.asking
    assert "stays" in page.notice.text


async def test_the_first_page_says_that_it_is_to_be_connected_again(session, alice, bob, connect):
    connect()
    session.execute(text("UPDATE hubspot_connection SET lost_at = now(), lost_because = 'x'"))
    session.commit()
    assert "reconnect" in [step.kind for step in dashboard.overview(session, alice).next]
    assert "reconnect" not in [step.kind for step in dashboard.overview(session, bob).next]
    assert stored(session).lost_at


async def test_it_says_how_changes_in_hubspot_come_to_be_known(connect, page, sandbox):
    connect()
    await call(page, HubspotState.load)
    assert page.webhooks.automatic and not page.webhooks.works and not page.webhooks.is_checked
    sandbox.fail("down", "hubspot", path="/settings")
    webhooks.run(None)
    await call(page, HubspotState.load)
    assert page.webhooks.problem and page.webhooks.is_checked and not page.webhooks.works
    webhooks.run(None)
    await call(page, HubspotState.load)
    assert page.webhooks.works and "deal.merge\n" in page.webhooks.events


async def test_another_account_is_forgotten_only_when_that_is_confirmed(session, connect, page):
    connect()
    session.add(HubSpotSync(portal_id=123, started_at=clock.now()))
    session.commit()
    await call(page, HubspotState.load)
    assert (page.former_account, page.former_links) == ("123", "0 links")
    await call(page, HubspotState.ask_forget, True)
    assert page.asking_to_forget and session.exec(select(HubSpotSync)).all()
    session.commit()
    await call(page, HubspotState.forget)
    session.commit()
    assert not page.asking_to_forget and page.former_account == ""
    assert session.exec(select(HubSpotSync)).all() == []
