"""A day at the product with no mouse: each control is come to by keys, and none loses them."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import arrived, chip, id_of, posted, signed_in
from tests.browser.hands import Keys
from tests.fixtures.product import MEMBER

# Where the keyboard is: on nothing when a control went away and left it nowhere.
FOCUSED = "document.activeElement !== document.body"


def test_from_the_sign_in_to_the_next_record_by_keys_alone(page: Page, product: str) -> None:
    signed_in(page, product, MEMBER)
    account = id_of(page, "accounts", "Kestrel Paper")
    events = {each["name"]: each["id"] for each in page.request.get("/api/events").json()["items"]}
    for first in ("Keylana", "Keylo"):
        body = {
            "firstName": first,
            "lastName": "Onlykeys",
            "accountId": account,
            "personas": ["Ops"],
            "eventId": events["Yard & Dock Summit 2027"],
        }
        posted(page, "/api/contacts", body)
    page.context.clear_cookies()

    keys = Keys(page)
    page.goto("/login")
    keys.enter(page.get_by_label("Email"), MEMBER.email)
    keys.enter(page.get_by_label("Password"), MEMBER.password)
    page.keyboard.press("Enter")
    arrived(page)
    keys.choose(page.get_by_label("Active event"), "Yard")
    expect(
        page.get_by_text("Yard & Dock Summit 2027").locator("visible=true").first
    ).to_be_visible()
    keys.press(page.get_by_role("navigation", name="Main").get_by_role("link", name="Contacts"))
    expect(page.get_by_role("heading", name="Contacts", level=1)).to_be_visible()

    page.keyboard.press("/")
    page.keyboard.type("onlykeys")
    expect(page.locator("tbody tr")).to_have_count(2)
    keys.press(page.get_by_role("button", name="Filter", exact=True))
    panel = page.get_by_role("dialog", name="Filter")
    keys.press(panel.locator("summary").filter(has_text="Persona"))
    keys.press(panel.get_by_role("checkbox", name="Ops", exact=True))
    expect(chip(page, "Persona")).to_be_visible()
    page.keyboard.press("Escape")

    keys.press(page.get_by_role("checkbox", name="Select Keylana Onlykeys"))
    keys.press(page.get_by_role("checkbox", name="Select Keylo Onlykeys"))
    bar = page.get_by_role("group", name="Selection")
    expect(bar.get_by_text("2 selected")).to_be_visible()
    keys.press(bar.get_by_role("button", name="Owner"))
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^Owner of 2 contacts set to"))).to_be_visible()
    assert page.evaluate(FOCUSED), "after the change of the selection"
    keys.press(page.locator(".yf-notice").get_by_role("button", name="Undo"))
    expect(page.locator(".yf-notice").get_by_role("button", name="Undo")).to_have_count(0)
    assert page.evaluate(FOCUSED), "after the undo"

    keys.press(page.get_by_role("link", name="Keylana Onlykeys", exact=True))
    expect(page.get_by_role("heading", level=1, name="Keylana Onlykeys")).to_be_visible()
    keys.press(page.get_by_role("button", name="Add country"))
    expect(page.get_by_role("textbox", name="Country")).to_be_focused()
    page.keyboard.type("Norway")
    page.keyboard.press("Enter")
    country = page.get_by_role("button", name="Edit country")
    expect(country).to_contain_text("Norway")
    expect(country).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1, name="Keylo Onlykeys")).to_be_visible()
    keys.press(page.get_by_role("button", name="Add mobile"))
    expect(page.get_by_role("textbox", name="Mobile")).to_be_focused()
    page.keyboard.type("+47 21 09 87 65")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Edit mobile")).to_be_focused()
