"""A contact that is edited here and in HubSpot, seen on its record while it is open, and undone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, look_over, posted, with_contact
from tests.fixtures.hubspot import AS_PERSON, Portal
from tests.fixtures.product import until

# An edit in HubSpot is seen here within so many seconds.
SEEN_S = 30


@pytest.fixture
def synced_page(alice_s_page: Page, portal: Portal) -> Page:
    """Alice's, while records sync."""
    page = alice_s_page
    page.goto("/settings/?tab=hubspot")
    page.get_by_role("button", name="Connect HubSpot").click()
    page.get_by_role("button", name="Connect app").click()
    expect(page.get_by_text("HubSpot is connected.")).to_be_visible()
    posted(page, "/api/hubspot/sync/start")
    return page


def test_a_contact_is_synced_both_ways_while_its_record_is_open_and_undone(
    synced_page: Page, portal: Portal
) -> None:
    page = synced_page
    posted(page, "/api/accounts", {"name": "Harbor Tools"})
    with_contact(page, "Ann Lee", "Harbor Tools")
    card = page.locator("section").filter(has=page.get_by_role("heading", name="HubSpot"))
    expect(card.get_by_text("Synced", exact=True)).to_be_visible()
    address = card.get_by_role("link", name="Open in HubSpot").get_attribute("href") or ""
    there = address.rpartition("/")[2]
    assert portal.values(there, "firstname", "lastname") == ["Ann", "Lee"]

    page.get_by_role("button", name="Edit Job title").click()
    page.get_by_role("textbox", name="Job title").fill("CTO")
    page.keyboard.press("Enter")
    assert until(lambda: portal.values(there, "jobtitle") == ["CTO"], SEEN_S)

    change = {"properties": {"jobtitle": "CEO"}}
    portal.say("PATCH", f"crm/v3/objects/contacts/{there}", change, headers=AS_PERSON)
    expect(page.get_by_text("CEO at ")).to_be_visible(timeout=SEEN_S * 1000)
    expect(card.get_by_text("It was changed in HubSpot later.").first).to_be_visible()
    look_over(page, page.url, "Open in HubSpot")
    page.set_viewport_size(DESK)

    taken = card.get_by_role("listitem").filter(has_text="Changed here")
    taken.get_by_role("button", name="Undo Title").first.click()
    expect(page.get_by_text("CTO at ")).to_be_visible()
    expect(card.get_by_text("Undone by ")).to_be_visible()

    def is_listed_as_synced() -> bool:
        page.goto("/contacts/?event=all&q=Ann+Lee+Harbor")
        row = page.get_by_role("row", name="Ann Lee")
        row.wait_for()
        page.wait_for_timeout(1500)  # what was there before is shown until it is read again
        return "Synced" in row.inner_text()

    assert until(is_listed_as_synced, SEEN_S)


def test_what_a_sync_would_do_is_shown_and_then_done(synced_page: Page, portal: Portal) -> None:
    page = synced_page
    posted(page, "/api/accounts", {"name": "Pier Nine", "domain": "piernine.com"})
    portal.control("PUT", "account", indexLag=0)
    page.goto("/accounts/?event=all&q=Pier+Nine")
    page.get_by_role("link", name="Pier Nine", exact=True).click()
    card = page.locator("section").filter(has=page.get_by_role("heading", name="HubSpot"))
    expect(card.get_by_text("Synced", exact=True)).to_be_visible()
    address = card.get_by_role("link", name="Open in HubSpot").get_attribute("href") or ""
    change = {"properties": {"website": "https://piernine.com/yard"}}
    there = address.rpartition("/")[2]
    portal.say("PATCH", f"crm/v3/objects/companies/{there}", change, headers=AS_PERSON)
    card.get_by_role("button", name="Sync now").click()
    expect(card.get_by_text("1 field changed here.")).to_be_visible()
    expect(page.get_by_role("link", name="Website")).to_be_visible()
    card.get_by_role("button", name="See what would happen").click()
    look = page.get_by_role("dialog", name="What a sync would do")
    expect(look.get_by_text("1 record without a change")).to_be_visible()
