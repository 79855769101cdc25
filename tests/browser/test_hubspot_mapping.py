"""HubSpot is connected and its fields mapped, in the browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import EVERYTHING, look_over, posted, violations

MAPPING = "/hubspot/mapping/"
CHECKED = "synced fields work with your HubSpot account"


@pytest.fixture
def admin_s_page(alice_s_page: Page, product: str, sandbox) -> Iterator[Page]:
    """Alice's, who ends the connection when she is done."""
    yield alice_s_page
    connection = "/api/hubspot/connection"
    assert alice_s_page.request.delete(connection, headers={"Origin": product}).ok


def test_fields_are_mapped_after_connecting(admin_s_page: Page, bob_s_page: Page) -> None:
    page = admin_s_page
    for person in (bob_s_page, page):
        person.goto(MAPPING)
        expect(person.get_by_role("heading", name="HubSpot isn't connected")).to_be_visible()
    expect(bob_s_page.get_by_text("Ask an administrator to connect it.")).to_be_visible()
    expect(bob_s_page.get_by_role("link", name="Connect HubSpot")).to_have_count(0)
    page.get_by_role("link", name="Connect HubSpot").click()
    page.get_by_role("button", name="Connect HubSpot").click()
    page.get_by_role("button", name="Connect app").click()
    expect(page.get_by_role("heading", name="Set up the sync")).to_be_visible()
    expect(page.get_by_role("link", name="See what would happen")).to_be_visible()
    page.get_by_role("link", name="Check the mapping").click()
    expect(page.get_by_text(CHECKED)).to_be_visible()
    look_over(page, MAPPING, CHECKED)

    direction = page.get_by_label("Direction of Title")
    direction.select_option("From HubSpot")
    expect(page.get_by_label("If both changed Title")).to_have_count(0)
    page.reload()
    expect(direction).to_have_value("from_hubspot")

    page.get_by_label("Stage: 5 of 7 values").click()
    values = page.get_by_role("dialog")
    values.get_by_label("No Show in HubSpot").select_option("Contract sent")
    expect(values.get_by_label("Contract sent here")).to_have_count(0)
    assert violations(page, EVERYTHING) == []
    values.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Stage: 6 of 7 values")).to_be_visible()

    page.get_by_label("Create yardflow_personas in HubSpot").click()
    new = page.get_by_role("dialog")
    expect(new.get_by_text("YardFlow Personas")).to_be_visible()
    assert violations(page, EVERYTHING) == []
    new.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_text("1 property created in HubSpot")).to_be_visible()
    expect(page.get_by_label("Direction of Personas")).to_have_value("both")

    bob_s_page.goto(MAPPING)
    expect(bob_s_page.get_by_text(CHECKED)).to_be_visible()
    expect(bob_s_page.get_by_label("Direction of Title")).to_have_count(0)


def test_a_field_is_added_by_keyboard_and_a_problem_leads_to_its_row(admin_s_page: Page) -> None:
    page = admin_s_page
    posted(page, "/api/hubspot/connection/token", {"token": "sandbox"})
    page.goto(MAPPING)
    expect(page.get_by_text(CHECKED)).to_be_visible()
    add = page.get_by_role("button", name="Add field to contacts")
    add.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Field in YardFlow").select_option("Title")
    dialog.get_by_label("Search properties").fill("message")
    message = dialog.get_by_role("button", name="Message")
    message.press("Enter")
    expect(message).to_have_attribute("aria-pressed", "true")
    assert violations(page, EVERYTHING) == []
    dialog.get_by_label("Direction").select_option("To HubSpot")
    dialog.get_by_role("button", name="Add field").press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_label("Direction of Title")).to_have_count(2)
    expect(add).to_be_focused()

    nowhere = {"record": "contact", "field": "country", "property": "nowhere"}
    posted(page, "/api/hubspot/mapping", nowhere | {"direction": "to_hubspot"})
    look_over(page, MAPPING, "These fields won't sync")
    page.get_by_role("link", name="have no property nowhere").click()
    expect(page.locator(":target").get_by_label("Direction of Country")).to_be_in_viewport()
