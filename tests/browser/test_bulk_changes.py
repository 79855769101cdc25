"""Changing what is selected in a list: 55 accounts get an owner, and are deleted, and back; on desk
and phone.
"""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import MEMBER, PHONE, arrived, signed_in

ACCOUNTS = 55


def with_accounts(page: Page, product: str, name: str) -> None:
    """Accounts of that name, at the event that the person works on."""
    headers = {"Origin": product}
    event = page.request.get("/api/events").json()["items"]
    active = next(each["id"] for each in event if each["active"])
    for number in range(ACCOUNTS):
        body = {"name": f"{name} {number:02}", "eventId": active}
        assert page.request.post("/api/accounts", data=body, headers=headers).ok


def test_55_accounts_get_an_owner_and_are_deleted_in_a_few_clicks_and_back_in_one(
    bob_s_page: Page, product: str
) -> None:
    page = bob_s_page
    with_accounts(page, product, "Selected")
    page.goto("/accounts/?q=selected&owner=none")
    expect(page.get_by_text(f"1–50 of {ACCOUNTS}")).to_be_visible()
    select_all(page)
    page.get_by_role("button", name="Owner", exact=True).click()
    page.get_by_role("menuitem", name="Dana Whitfield").click()
    notice = page.get_by_role("status").filter(has_text=f"Owner of {ACCOUNTS} accounts set to")
    expect(notice).to_be_visible()
    expect(page.get_by_text("No matching accounts")).to_be_visible()
    notice.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(f"{ACCOUNTS} accounts restored")).to_be_visible()
    expect(page.get_by_text(f"1–50 of {ACCOUNTS}")).to_be_visible()
    select_all(page)
    page.get_by_role("button", name="Delete", exact=True).click()
    asked = page.get_by_role("alertdialog", name=f"Delete {ACCOUNTS} accounts?")
    asked.get_by_role("button", name="Delete").click()
    deleted = page.get_by_role("status").filter(has_text=f"{ACCOUNTS} accounts deleted")
    expect(page.get_by_text("No matching accounts")).to_be_visible()
    deleted.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(f"{ACCOUNTS} accounts restored")).to_be_visible()
    expect(page.get_by_text(f"1–50 of {ACCOUNTS}")).to_be_visible()


def select_all(page: Page) -> None:
    page.get_by_label("Select all on this page").click()
    page.get_by_role("button", name=f"Select all {ACCOUNTS}").click()


def test_what_the_bar_has_no_room_for_is_behind_more(
    new_page: Callable[..., Page], product: str
) -> None:
    page = signed_in(new_page(viewport=PHONE, has_touch=True), product, MEMBER)
    page.goto("/contacts/")
    arrived(page)
    page.get_by_label("Select Helena Brandt").click()
    bar = page.get_by_role("group", name="Selection")
    for name in ("Owner", "Status", "More actions"):
        expect(bar.get_by_role("button", name=name, exact=True)).to_be_visible()
    for name in ("Personas", "Add to event", "Export"):
        expect(bar.get_by_role("button", name=name, exact=True)).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    bar.get_by_role("button", name="More actions").click()
    for name in ("Personas", "Export", "Remove from this event"):
        expect(page.get_by_role("menuitem", name=name)).to_be_visible()
    page.get_by_role("menuitem", name="Personas").click()
    page.get_by_role("menuitem", name="Add Tech").click()
    expect(page.get_by_text("Personas of 1 contact changed")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 contact restored")).to_be_visible()
