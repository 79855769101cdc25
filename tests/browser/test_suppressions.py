"""Who must not be emailed: typed, imported from a file, seen on the contact, and removed."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, look_over, violations


def test_suppressions_are_added_seen_on_a_contact_and_removed(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/contacts/?status=Met")
    page.locator("tbody .yf-row-link").first.click()
    expect(page).to_have_url(re.compile(r"/contacts/\d+"))
    address = page.get_by_text(re.compile(r"^\S+@\S+\.\S+$")).first.inner_text()
    contact = page.url
    page.goto("/suppressions/")
    page.get_by_role("button", name="Suppress").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("Email addresses or domains").fill("Ann Lee")
    form.get_by_role("button", name="Suppress").click()
    expect(form.get_by_text("Enter an email address or a domain")).to_be_visible()
    form.get_by_label("Email addresses or domains").fill(address.upper())
    form.get_by_label("Note").fill("Said so to Bob at the booth")
    assert violations(page) == []
    form.get_by_role("button", name="Suppress").click()
    expect(page.get_by_role("status").filter(has_text=f"{address} suppressed")).to_be_visible()
    row = page.get_by_role("row").filter(has_text=address)
    expect(row).to_contain_text("Asked us to stop")
    page.goto(contact)
    expect(page.get_by_text("Suppressed", exact=True)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Asked us to stop").click()
    expect(page).to_have_url(re.compile(r"/suppressions/\?q="))
    import_file(page)
    look_over(page, "/suppressions/", "person59@globex.com")
    page.set_viewport_size(DESK)
    page.goto(f"/suppressions/?q={address}")
    row.hover()
    row.get_by_role("button", name=f"Remove {address}").first.click()
    question = page.get_by_role("dialog")
    question.get_by_label("Why may it be emailed again?").fill("Asked for the brochure")
    assert violations(page) == []
    question.get_by_role("button", name="Remove", exact=True).click()
    notice = page.get_by_role("status").filter(has_text="may be emailed again")
    notice.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("Said so to Bob at the booth")


def import_file(page: Page) -> None:
    """Of the old tool, with a line that is no address."""
    page.goto("/suppressions/")
    page.get_by_role("button", name="Import", exact=True).click()
    form = page.get_by_role("dialog")
    lines = ["Email;Name", *[f"person{n}@globex.com;P" for n in range(60)], "none;Joe"]
    file = {"name": "old.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    form.get_by_label("File to import").set_input_files(file)
    assert violations(page) == []
    form.get_by_role("button", name="Import", exact=True).click()
    result = page.get_by_role("dialog")
    expect(result).to_contain_text("60 added, 1 line not imported")
    expect(result).to_contain_text("Line 62")
    assert violations(page) == []
    result.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("row").filter(has_text="person59@globex.com")).to_be_visible()
