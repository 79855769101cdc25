"""Contacts are enrolled from their list, and each sees why no email went out yet."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import id_of, look_over, posted, violations
from tests.fixtures.product import until

CALLS = {
    "format": 1,
    "start": "wait",
    "steps": [
        {
            "type": "wait",
            "key": "wait",
            "until": {"type": "duration", "amount": 3, "unit": "business_days"},
            "next": "call",
        },
        {"type": "task", "key": "call", "kind": "call", "title": "Ask about the demo"},
    ],
}
PEOPLE = (("Uma Ode", "uma@walkers.example"), ("Pia Ode", "pia@walkers.example"), ("Noa Ode", ""))


def listed(page: Page, path: str) -> list[dict[str, Any]]:
    """What a list of the API has."""
    items: list[dict[str, Any]] = page.request.get(path).json()["items"]
    return items


def walkers(page: Page) -> None:
    """Three contacts of an account of their own; one has no address."""
    event = id_of(page, "events", "TechExpo 2026")
    account = posted(page, "/api/accounts", {"name": "Walkers"})["id"]
    for name, email in PEOPLE:
        first, _, last = name.partition(" ")
        body = {"firstName": first, "lastName": last, "accountId": account, "eventId": event}
        posted(page, "/api/contacts", body | ({"email": email} if email else {}))


def test_selected_contacts_are_enrolled_after_a_look_before(alice_s_page: Page) -> None:
    page = alice_s_page
    walkers(page)
    sequence = posted(page, "/api/sequences", {"name": "Booth visits", "draft": CALLS})["id"]
    posted(page, f"/api/sequences/{sequence}/publish", {})
    sender = {"name": "Uwe Ode", "address": "uwe@yardflow.example", "timezone": "Europe/Berlin"}
    posted(page, "/api/senders", sender)
    page.goto("/contacts/?q=Walkers")
    expect(page.get_by_role("link", name="Uma Ode", exact=True)).to_be_visible()
    page.get_by_label("Select all on this page").click()
    page.get_by_role("group", name="Selection").get_by_role("button", name="Enroll").click()
    dialog = page.get_by_role("dialog", name="Enroll 3 contacts")
    dialog.get_by_label("Sequence").select_option("Booth visits")
    expect(dialog.get_by_text("2 contacts will be enrolled")).to_be_visible()
    expect(dialog.get_by_text("No email address")).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="Enroll 2").click()
    expect(page.get_by_text("2 contacts enrolled in Booth visits")).to_be_visible()
    look_over(page, f"/sequences/{sequence}/", "Pia Ode")
    page.get_by_role("button", name="Why? Uma Ode").click()
    why = page.get_by_role("dialog", name="Uma Ode")
    expect(why.get_by_text("Enrolled", exact=True)).to_be_visible()
    why.get_by_role("button", name="Put on hold").click()
    why.get_by_label("Reason").fill("On leave")
    assert violations(page) == []
    why.get_by_role("button", name="Put on hold").click()
    expect(why.get_by_role("button", name="Release: On leave")).to_be_visible()
    expect(why.get_by_text("This contact is on hold: On leave.", exact=True)).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Uma Ode", exact=True).click()
    expect(page.get_by_role("heading", name="Uma Ode", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Booth visits")).to_have_count(1)
    page.get_by_role("button", name="Enroll", exact=True).click()
    dialog = page.get_by_role("dialog", name="Enroll Uma Ode")
    dialog.get_by_label("Sequence").select_option("Booth visits")
    expect(dialog.get_by_text("Already in this sequence")).to_be_visible()
    expect(dialog.get_by_role("button", name=re.compile("^Enroll"))).to_be_disabled()


def test_contacts_are_moved_to_a_newer_version_after_a_look(alice_s_page: Page) -> None:
    page = alice_s_page
    account = posted(page, "/api/accounts", {"name": "Movers"})["id"]
    person = {"firstName": "Mia", "lastName": "Ode", "email": "mia@movers.example"}
    contact = posted(page, "/api/contacts", {**person, "accountId": account})["id"]
    sequence = posted(page, "/api/sequences", {"name": "Long calls", "draft": CALLS})["id"]
    posted(page, f"/api/sequences/{sequence}/publish", {})
    sender = {"name": "Max Ode", "address": "max@yardflow.example", "timezone": "Europe/Berlin"}
    chosen = {"contactIds": [contact], "senderIds": [posted(page, "/api/senders", sender)["id"]]}
    assert posted(page, f"/api/sequences/{sequence}/enroll", chosen)["ready"] == 1
    # No worker has them any more: they wait for a time zone.
    enrolled = f"/api/enrollments?sequenceId={sequence}"
    assert until(lambda: page.request.get(enrolled).json()["items"][0]["waitsFor"])
    page.goto(f"/sequences/{sequence}/")
    page.locator("[data-number='2']").press("Delete")
    page.get_by_role("button", name="Publish").click()
    asking = page.get_by_role("dialog", name="Publish version 2?")
    asking.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("1 contact is still in version 1")).to_be_visible()
    expect(page.get_by_text("No emails in 14 days")).to_be_visible()
    page.get_by_role("button", name="Move…").click()
    dialog = page.get_by_role("dialog", name="Move 1 contact to version 2?")
    expect(dialog.get_by_text("They stay at this step.")).to_be_visible()
    dialog.get_by_text("Show contacts").click()
    expect(dialog.get_by_role("link", name="Mia Ode")).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="Move 1 contact").click()
    expect(page.get_by_text("1 contact moved to version 2")).to_be_visible()
    expect(page.get_by_text("1 contact is still in version 1")).to_be_hidden()
    page.get_by_role("button", name="Why? Mia Ode").click()
    expect(page.get_by_text("Moved from version 1 to version 2.")).to_be_visible()


def test_a_task_of_a_sequence_is_done(alice_s_page: Page) -> None:
    page = alice_s_page
    account = posted(page, "/api/accounts", {"name": "Callers"})["id"]
    person = {"firstName": "Ida", "lastName": "Ode", "email": "ida@callers.example"}
    contact = posted(page, "/api/contacts", {**person, "accountId": account})["id"]
    draft = {"format": 1, "start": "call", "steps": [CALLS["steps"][1]]}
    sequence = posted(page, "/api/sequences", {"name": "Demo calls", "draft": draft})["id"]
    posted(page, f"/api/sequences/{sequence}/publish", {})
    sender = {"name": "Ole Ode", "address": "ole@yardflow.example", "timezone": "Europe/Berlin"}
    chosen = {"contactIds": [contact], "senderIds": [posted(page, "/api/senders", sender)["id"]]}
    assert posted(page, f"/api/sequences/{sequence}/enroll", chosen)["ready"] == 1
    tasks = "/api/tasks"
    assert until(lambda: any(each["contactId"] == contact for each in listed(page, tasks)))
    look_over(page, "/tasks/", "Ask about the demo")
    page.get_by_role("row").filter(has_text="Ida Ode").get_by_role("button").first.click()
    expect(page.get_by_text("Done: Ask about the demo")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Ida Ode")).to_have_count(0)
