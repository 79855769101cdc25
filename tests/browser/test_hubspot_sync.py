"""The sync in the browser: a dry run is read, records are synced, a conflict is decided by the
keyboard, and a run is undone.
"""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import look_over
from tests.fixtures.hubspot import Portal
from tests.fixtures.product import until

SYNC, TAB, CONFLICTS = "/hubspot/", "/settings/?tab=hubspot", "/hubspot/conflicts/"
READ = "async (path) => (await fetch(path)).json()"
CHANGE = """async ([path, body, method]) => {
  const headers = {"Content-Type": "application/json"};
  const answer = await fetch(path, {method, headers, body: JSON.stringify(body)});
  if (!answer.ok) throw new Error(await answer.text());
}"""


def test_records_are_looked_at_synced_decided_about_and_put_back(
    alice_s_page: Page, bob_s_page: Page, portal: Portal
) -> None:
    page = alice_s_page
    page.goto(SYNC)
    expect(page.get_by_text("HubSpot isn't connected")).to_be_visible()
    page.goto(TAB)
    page.get_by_role("button", name="Connect HubSpot").click()
    page.get_by_role("button", name="Connect app").click()
    expect(page.get_by_text("HubSpot is connected.")).to_be_visible()

    look_over(page, SYNC, "Nothing has been synced yet.")
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_text("Nothing has been written.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Left as they are")).click()
    expect(page).to_have_url(re.compile("show=kept"))
    expect(page.get_by_text("It is synced from HubSpot only.").first).to_be_visible()
    look_over(page, page.url, "Nothing has been written.")
    page.get_by_role("button", name="Start syncing with these records").click()
    expect(page.get_by_text("Changes are synced as they happen.")).to_be_visible()
    bob_s_page.goto(SYNC)
    expect(bob_s_page.get_by_text("Changes are synced as they happen.")).to_be_visible()
    expect(bob_s_page.get_by_role("button", name="Pause", exact=True)).to_have_count(0)
    wait_for(page, "/hubspot/runs/", "Done")

    page.goto(SYNC)
    # The whole sync, not the run of these records.
    page.locator("[data-size=medium]").get_by_text("Pause", exact=True).click()
    expect(page.get_by_text("Changes on both sides wait")).to_be_visible()
    ask_about_titles(page)
    person = change_on_both_sides(page, portal)
    page.get_by_role("button", name="Resume", exact=True).click()
    wait_for(page, CONFLICTS, "Wrangler")
    look_over(page, CONFLICTS, "Wrangler")
    decide(page, "1")
    page.keyboard.press("u")
    expect(page.get_by_text(re.compile("^Undone")).last).to_be_attached()
    wait_for(page, CONFLICTS, "Wrangler")
    decide(page, "2")
    path = f"/api/contacts/{person['id']}"
    assert until(lambda: page.evaluate(READ, path)["title"] == "Wrangler", 60)

    page.goto("/hubspot/runs/")
    page.get_by_role("link", name="All records").click()
    expect(page.get_by_role("heading", name="Decisions")).to_be_visible()
    look_over(page, page.url, "Undo run")
    page.get_by_role("button", name="Undo run").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Undo run").click()
    expect(page.get_by_text(re.compile(r"\d+ values undone\."))).to_be_visible()
    expect(page.get_by_text("Undone", exact=True).first).to_be_visible()

    page.goto(TAB)
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("Not connected", exact=True)).to_be_visible()


def ask_about_titles(page: Page) -> None:
    """From now on a person decides where both sides change a contact's title."""
    rows = page.evaluate(READ, "/api/hubspot/mapping")["rows"]
    (row,) = (each for each in rows if (each["record"], each["field"]) == ("contact", "title"))
    body = {"direction": row["direction"], "asks": True}
    page.evaluate(CHANGE, [f"/api/hubspot/mapping/{row['id']}", body, "PUT"])


def change_on_both_sides(page: Page, portal: Portal) -> dict[str, Any]:
    """A contact gets a title here and another one in HubSpot; the contact."""
    contacts = page.evaluate(READ, "/api/contacts?limit=200")["items"]
    person, there = next(
        (each, standing["hubspotId"])
        for each in contacts
        if (
            standing := page.evaluate(READ, f"/api/hubspot/records?contactId={each['id']}")[
                "standing"
            ]
        )
        and standing["hubspotId"]
    )
    page.evaluate(CHANGE, [f"/api/contacts/{person['id']}", {"title": "Keeper"}, "PATCH"])
    portal.update(there, jobtitle="Wrangler")
    return dict(person)


def decide(page: Page, key: str) -> None:
    """Decides the only conflict by keyboard."""
    expect(page.get_by_role("button", name=re.compile("Keep ours"))).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press(key)
    expect(page.get_by_text("No conflicts")).to_be_visible()


def wait_for(page: Page, path: str, words: str) -> None:
    """Opens a page again until it shows what is to come."""

    def shows() -> bool:
        page.goto(path)
        page.get_by_role("navigation", name="HubSpot").wait_for()
        page.wait_for_timeout(1500)
        return page.get_by_text(words).first.is_visible()

    assert until(shows, 120), f"{path} does not show {words}"
