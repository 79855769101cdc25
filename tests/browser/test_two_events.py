"""One person at two trade shows: one record, both events, both notes, one enrichment."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import id_of, posted
from tests.browser.test_events import row_of
from tests.browser.test_import import upload

FIRST, SECOND = "Dockside 2027", "Dockside 2028"
# A question that was paid for, in the history of a record.
ASKED = re.compile(r"gpt-5.4-mini · .+ tokens · \$")
LIST = """First name,Last name,Company,Job title,E-mail,Notes
Ottmar,Brückner,Kaiwerk Freight,,ottmar@kaiwerk.example,Asked about gate cameras.
Selma,Lindgren,Kaiwerk Freight,VP of Operations,selma@kaiwerk.example,
"""
# A year later: another note, a title, one person more.
LATER = """First name,Last name,Company,Job title,E-mail,Notes
Ottmar,Brückner,Kaiwerk Freight,Director of Yards,ottmar@kaiwerk.example,Wants a pilot in Kiel.
Selma,Lindgren,Kaiwerk Freight,VP of Operations,selma@kaiwerk.example,
Dagny,Moe,Kaiwerk Freight,Dispatcher,dagny@kaiwerk.example,
"""


def plan(page: Page, event: str) -> None:
    posted(page, "/api/events", {"name": event, "startsOn": "2027-04-12", "endsOn": "2027-04-15"})


def work_on(page: Page, event: str) -> None:
    posted(page, f"/api/events/{id_of(page, 'events', event)}/activate")


def import_list(page: Page, path: Path, rows: int) -> str:
    """Imports the list into the active event; the import's address."""
    upload(page, path)
    page.get_by_role("button", name=f"Import {rows} rows").click()
    expect(page.get_by_role("button", name="Undo import")).to_be_visible()
    return page.url


def record_of(page: Page, name: str) -> str:
    """The address of the only contact of this name in the workplace."""
    return f"/contacts/{id_of(page, 'contacts', name)}/"


def card(page: Page, title: str) -> Locator:
    heading = page.get_by_role("heading", name=title, exact=True, level=2)
    return page.locator(".yf-card").filter(has=heading)


def at_events(page: Page, *names: str) -> None:
    """The record says that it is at these events and no others."""
    shown = card(page, "Events").get_by_role("listitem")
    expect(shown).to_have_count(len(names))
    for name in names:
        expect(shown.filter(has_text=name)).to_have_count(1)


def test_a_person_at_two_events_is_one_record_through_all_that_happens_to_either(
    alice_s_page: Page, tmp_path: Path
) -> None:
    page = alice_s_page
    for name in (FIRST, SECOND):
        plan(page, name)
    for path, text in ((tmp_path / "2027.csv", LIST), (tmp_path / "2028.csv", LATER)):
        path.write_text(text)

    # The same list, a year apart: one record at both events, with both notes.
    work_on(page, FIRST)
    import_list(page, tmp_path / "2027.csv", 2)
    record = record_of(page, "Ottmar Brückner")
    page.goto(record)
    page.get_by_role("button", name="Enrich Now").click()
    expect(page.get_by_label("Last run")).to_be_visible()
    expect(page.get_by_text(ASKED)).to_be_visible()
    work_on(page, SECOND)
    second_import = import_list(page, tmp_path / "2028.csv", 3)
    assert record_of(page, "Ottmar Brückner") == record
    page.goto(record)
    at_events(page, FIRST, SECOND)
    notes = card(page, "Notes")
    expect(notes.get_by_text("Asked about gate cameras.")).to_be_visible()
    expect(notes.get_by_text("Wants a pilot in Kiel.")).to_be_visible()
    expect(notes.get_by_text(re.compile(f"Imported from 2028.csv.*{SECOND}"))).to_be_visible()
    expect(page.get_by_text(ASKED)).to_have_count(1)

    # What was enriched at the first is known at the second, and is not paid again.
    page.goto("/enrichment/new/")
    expect(page.get_by_text(f"3 known already (1 from {FIRST}). No charge.")).to_be_visible()

    # Undo of the second list leaves what the first one brought.
    page.goto(second_import)
    page.get_by_role("button", name="Undo import").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Undo import").click()
    expect(page.get_by_text("1 contact removed")).to_be_visible()
    page.goto("/contacts/?event=all&q=Dagny")
    expect(page.get_by_role("heading", name="No matching contacts")).to_be_visible()
    page.goto(record)
    at_events(page, FIRST)
    expect(notes.get_by_text("Asked about gate cameras.")).to_be_visible()
    expect(notes.get_by_text("Wants a pilot in Kiel.")).to_have_count(0)

    # Removed from an event, the record stays; so it does when the event is deleted.
    events = card(page, "Events")
    events.get_by_role("button", name="Add to event").click()
    page.get_by_role("menuitem", name=SECOND).click()
    at_events(page, FIRST, SECOND)
    events.get_by_label(f"Status at {SECOND}").select_option("Met")
    expect(page.get_by_text("moved to Met")).to_be_visible()
    events.get_by_role("button", name=f"Remove from {SECOND}").click()
    at_events(page, FIRST)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(events.get_by_label(f"Status at {SECOND}")).to_have_value("Met")
    events.get_by_role("button", name=f"Remove from {SECOND}").click()
    at_events(page, FIRST)
    page.goto("/events/")
    page.get_by_role("button", name=f"Delete {FIRST}").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete event").click()
    expect(page.get_by_text("Event deleted. Accounts and contacts stay.")).to_be_visible()
    page.goto(record)
    at_events(page)
    expect(notes.get_by_text("Asked about gate cameras.")).to_be_visible()
    expect(page.get_by_role("heading", name="Ottmar Brückner", level=1)).to_be_visible()


def test_an_event_s_lists_are_copied_and_a_selection_is_added_and_removed(
    bob_s_page: Page,
) -> None:
    page = bob_s_page
    plan(page, "Dockside 2029")
    page.goto("/events/")
    row_of(page, "TechExpo 2026").get_by_role("button", name="Copy lists of").click()
    dialog = page.get_by_role("dialog", name="Copy lists of TechExpo 2026")
    dialog.get_by_label("Copy to").select_option("Dockside 2029")
    dialog.get_by_role("button", name="Copy lists").click()
    expect(page.get_by_text("added to Dockside 2029")).to_be_visible()
    expect(dialog).to_be_hidden()
    page.goto("/accounts/")
    expect(page.get_by_role("link", name="Northline Foods", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Granite Ridge Grocers", exact=True)).to_have_count(0)
    page.get_by_role("group", name="Records shown").get_by_role("button", name="All").click()
    expect(page).to_have_url(re.compile(r"/accounts/\?event=all$"))
    expect(page.get_by_role("link", name="Granite Ridge Grocers", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name="Select Granite Ridge Grocers").click()
    page.get_by_role("button", name="Add to event").click()
    page.get_by_role("menuitem", name="Dockside 2029").click()
    expect(page.get_by_text("1 account added to Dockside 2029")).to_be_visible()
    work_on(page, "Dockside 2029")
    page.goto("/accounts/")
    expect(page.get_by_role("link", name="Northline Foods", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name="Select Granite Ridge Grocers").click()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Remove from this event").click()
    expect(page.get_by_role("link", name="Granite Ridge Grocers", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("link", name="Granite Ridge Grocers", exact=True)).to_be_visible()
    work_on(page, "TechExpo 2026")
