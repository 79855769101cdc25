"""Suggestions decided without the mouse, and values that are removed and restored."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import look_over, posted, with_contact

QUEUE = "/enrichment/review/"
# One address is known there, and the first names of those who are added may be short for others.
ONE_SAMPLE = "Tamarack Building Supply"


def company(page: Page, name: str, domain: str) -> str:
    """Adds an account of which no address is known, so that guesses at addresses wait."""
    posted(page, "/api/accounts", {"name": name, "website": domain})
    return name


def queue_with(page: Page, account: str, *names: str) -> None:
    """Opens the queue once an address was suggested for each of them."""
    for name in names:
        with_contact(page, name, account)
        expect(page.get_by_role("button", name=re.compile("^Accept .+@")).first).to_be_visible()
    page.goto(QUEUE)
    expect(page.get_by_text(re.compile(r"\d+ to review")).first).to_be_visible()


def focused(page: Page) -> str:
    """The suggestion that has the focus."""
    return page.evaluate(
        "document.activeElement.matches('[data-review-item]')"
        " ? document.activeElement.getAttribute('aria-label') : ''"
    )


def go_to(page: Page, name: str) -> str:
    """Goes down the queue until a suggestion for this contact has the focus."""
    for _ in range(60):
        page.keyboard.press("j")
        if name in focused(page):
            return focused(page)
    raise AssertionError(f"no suggestion for {name}")


def announced(page: Page, text: str) -> None:
    expect(page.locator("[data-review] [aria-live=polite]").first).to_contain_text(text)


def test_the_queue_is_worked_by_keyboard(bob_s_page: Page) -> None:
    page = bob_s_page
    queue_with(page, company(page, "Fjord Depot", "fjorddepot.example"), "Liz Berg", "Ben Holm")
    first = go_to(page, "Liz Berg")
    page.keyboard.press("r")
    assert focused(page) != first  # the next one has the focus before the server has answered
    announced(page, "Rejected")
    page.keyboard.press("u")
    announced(page, "Undone")
    expect(page.locator("[data-review-item]:focus")).to_have_attribute("aria-label", first)

    page.keyboard.press("e")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-review-item]:focus")).to_have_attribute("aria-label", first)
    page.keyboard.press("a")
    announced(page, "Accepted")
    go_to(page, "Ben Holm")
    page.keyboard.press("e")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("ben@fjorddepot.example")
    page.keyboard.press("Enter")
    announced(page, "Corrected")
    look_over(page, QUEUE, "to review")


def test_suggestions_are_accepted_by_confidence_and_undone(bob_s_page: Page) -> None:
    page = bob_s_page
    queue_with(page, ONE_SAMPLE, "Tom Lund")
    waiting = page.get_by_text(re.compile(r"\d+ to review")).first.inner_text()
    page.keyboard.press("Shift+A")
    page.get_by_label("At least").select_option("50")
    page.get_by_role("button", name=re.compile(r"Accept \d+")).click()
    expect(page.get_by_text(re.compile(r"Accepted \d+ suggestions?"))).not_to_have_count(0)
    page.locator(".yf-notice").get_by_role("button", name="Undo").click()
    expect(page.get_by_text(waiting).first).to_be_visible()


def test_a_value_shows_its_source_and_is_removed_and_restored(bob_s_page: Page) -> None:
    page = bob_s_page
    with_contact(page, "Meg Quist", company(page, "Cedar Dock", "cedardock.example"))
    email = "meg.quist@cedardock.example"
    page.get_by_role("button", name=f"Accept {email}").click()
    mark = page.get_by_role("button", name=re.compile(r"Source of email: Email pattern"))
    mark.focus()
    expect(page.get_by_text("Accepted by")).to_be_visible()
    look_over(page, page.url, email)
    mark.focus()
    page.get_by_role("button", name="Not right: remove email").click()
    expect(page.get_by_text("Removed email (Email pattern)")).to_be_visible()
    expect(mark).to_have_count(0)
    page.locator(".yf-notice").get_by_role("button", name="Undo").click()
    expect(mark).to_be_visible()
    page.get_by_role("button", name="Email status").click()
    page.get_by_role("menuitem", name="Mark bounced").click()
    expect(page.get_by_text("Bounced", exact=True).first).to_be_visible()
