"""The network goes and comes back while someone works."""

from collections.abc import Callable
from dataclasses import asdict

from playwright.sync_api import Page, expect

from tests.browser.conftest import arrived
from tests.fixtures.product import ADMIN

BANNER = "Connection lost."


def lose_network(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.get_by_text(BANNER)).to_be_visible()


def come_back(page: Page) -> None:
    page.context.set_offline(False)
    expect(page.get_by_text(BANNER)).to_have_count(0)


def test_what_is_typed_outlives_a_lost_connection(
    new_page: Callable[..., Page], product: str, complaints: list[str]
) -> None:
    # (To Chromium "localhost" is never offline.)
    here = product.replace("localhost", "127.0.0.1")
    page = new_page(locale="en-US")
    headers = {"Origin": here}
    assert page.request.post(f"{here}/api/auth/signin", data=asdict(ADMIN), headers=headers).ok
    page.goto(f"{here}/settings/?tab=email")
    arrived(page)
    address = page.get_by_label("Postal address")
    address.fill("2 Harbor Street, Springfield")
    address.evaluate("each => each.dataset.before = true")
    lose_network(page)
    page.get_by_label("Main").get_by_role("link", name="Tasks").click()
    come_back(page)
    # The form is filled with what is saved, and then with what was typed.
    expect(page.locator("[data-before]")).to_have_count(0)
    expect(address).to_have_value("2 Harbor Street, Springfield")
    page.get_by_label("Main").get_by_role("link", name="Tasks").click()
    expect(page.get_by_role("heading", name="Tasks", level=1)).to_be_visible()

    contacts = page.request.get(f"{here}/api/contacts", params={"q": "Amy Collins"}).json()["items"]
    page.goto(f"{here}/contacts/{contacts[0]['id']}/")
    arrived(page)
    page.get_by_role("textbox", name="New note").fill("Written in a dead corner")
    page.get_by_role("button", name="Add meeting").click()
    dialog = page.get_by_role("dialog", name="Add meeting")
    dialog.get_by_label("Next step").fill("Send the plan")
    lose_network(page)
    come_back(page)
    # It is closed by what is read again; who opens it again has what they typed.
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Add meeting").click()
    expect(dialog.get_by_label("Next step")).to_have_value("Send the plan")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Add meeting").click()
    expect(dialog.get_by_label("Next step")).to_have_value("")
    page.keyboard.press("Escape")

    lose_network(page)
    page.get_by_role("button", name="Add note").click()
    come_back(page)
    notes = page.get_by_role("list", name="Notes")
    expect(notes.get_by_text("Written in a dead corner")).to_be_visible()
    expect(page.get_by_role("textbox", name="New note")).to_have_value("")
    assert [text for text in complaints if "ERR_INTERNET_DISCONNECTED" not in text] == []
    complaints.clear()
