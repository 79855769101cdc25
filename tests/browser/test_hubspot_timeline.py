"""HubSpot's timeline: an administrator turns meetings on, and one that is booked shows there."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, look_over, posted, with_contact
from tests.fixtures.hubspot import Portal
from tests.fixtures.product import until
from tests.fixtures.sandbox import Sandbox

LOGGED_S = 30


def errors(page: Page) -> int:
    return int(page.request.get("/api/hubspot/sync").json()["errors"])


def test_a_meeting_is_logged_once_it_is_turned_on(
    alice_s_page: Page, bob_s_page: Page, portal: Portal, sandbox: Sandbox
) -> None:
    page = alice_s_page
    page.goto("/settings/?tab=hubspot")
    page.get_by_role("button", name="Connect HubSpot").click()
    page.get_by_role("button", name="Connect app").click()
    expect(page.get_by_text("HubSpot is connected.")).to_be_visible()
    posted(page, "/api/hubspot/sync/start")
    posted(page, "/api/accounts", {"name": "Quay Works"})
    with_contact(page, "Una Quist", "Quay Works")
    card = page.locator("section").filter(has=page.get_by_role("heading", name="HubSpot"))
    expect(card.get_by_text("Synced", exact=True)).to_be_visible()
    contact_id = int(page.url.rstrip("/").rpartition("/")[2])

    look_over(page, "/hubspot/", "HubSpot timeline")
    page.set_viewport_size(DESK)
    meetings = page.get_by_role("switch", name="Meetings")
    expect(meetings).not_to_be_checked()
    meetings.click()
    expect(page.get_by_text("Meetings are logged from now on.")).to_be_visible()
    expect(meetings).to_be_checked()
    expect(page.get_by_text("On since")).to_have_count(1)
    bob_s_page.goto("/hubspot/")
    expect(bob_s_page.get_by_text("On since")).to_have_count(1)
    expect(bob_s_page.get_by_role("switch", name="Meetings")).to_have_count(0)

    starts_at = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    booked = {"contactId": contact_id, "startsAt": starts_at, "minutes": 30, "timezone": "UTC"}
    posted(page, "/api/meetings", booked)

    def logged() -> int:
        return int(portal.control("GET")["records"].get("meetings", {"live": 0})["live"])

    assert until(lambda: logged() == 1, LOGGED_S)
    sandbox.fail("error", "hubspot", path="meetings/batch/create", status=400)
    posted(page, "/api/meetings", booked | {"minutes": 20, "location": "Booth 7"})
    assert until(lambda: errors(page) == 1, LOGGED_S)
    look_over(page, "/hubspot/errors/", "Not logged in HubSpot's timeline")
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Retry the Meeting with Una Quist").click()
    assert until(lambda: logged() == 2, LOGGED_S)
    row, _ = portal.control("GET", "records/meetings")
    assert (
        row["properties"]["hs_meeting_title"] == "Meeting at the booth with Una Quist (Quay Works)"
    )
