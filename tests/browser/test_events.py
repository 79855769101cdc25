"""Shows: one is planned, worked on, seen on the first page, changed, and taken away."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, chip, look_over, narrow, signed_in
from tests.fixtures.product import MEMBER


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def add_event(page: Page, name: str) -> None:
    page.goto("/events/")
    page.get_by_role("button", name="New event").first.click()
    form = page.get_by_role("dialog", name="New event")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Starts", exact=True).fill("2027-04-12")
    form.get_by_label("Ends", exact=True).fill("2027-04-15")
    form.get_by_label("Location").fill("Atlanta, GA")
    form.get_by_label("Procurement").check()
    form.get_by_role("button", name="Save event").click()
    expect(form).to_be_hidden()
    expect(row_of(page, name)).to_be_visible()


def test_a_new_event_becomes_active_and_leads_to_its_first_import(bob_s_page: Page) -> None:
    page = bob_s_page
    add_event(page, "Modex 2027")
    row_of(page, "Modex 2027").get_by_role("button", name="Switch to this event").click()
    expect(
        row_of(page, "Modex 2027").get_by_text("Active event").filter(visible=True)
    ).to_be_visible()
    page.get_by_label("Main").get_by_role("link", name="Dashboard").click()
    expect(page.get_by_role("heading", name="Modex 2027")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Apr 12–15, 2027 · Atlanta, GA"))).to_be_visible()
    page.get_by_role("link", name="Import attendees").click()
    expect(page).to_have_url(re.compile("/import/$"))
    page.goto("/events/")
    row_of(page, "TechExpo 2026").get_by_role("button", name="Switch to this event").click()
    expect(
        row_of(page, "TechExpo 2026").get_by_text("Active event").filter(visible=True)
    ).to_be_visible()


def test_what_was_typed_stays_beside_what_is_wrong_with_it(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/events/?edit=new")
    form = page.get_by_role("dialog", name="New event")
    form.get_by_label("Name").fill("Proveit 2027")
    form.get_by_label("Starts", exact=True).fill("2027-02-16")
    form.get_by_label("Ends", exact=True).fill("2027-02-12")
    form.get_by_label("Tech", exact=True).check()
    form.get_by_role("button", name="Save event").click()
    expect(form.get_by_text("Enter a date on or after the start date.")).to_be_visible()
    expect(form.get_by_label("Ends", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("Ends", exact=True)).to_be_focused()
    expect(form.get_by_label("Name")).to_have_value("Proveit 2027")
    expect(form.get_by_label("Tech", exact=True)).to_be_checked()
    form.get_by_label("Ends", exact=True).fill("2027-02-18")
    form.get_by_role("button", name="Save event").click()
    expect(row_of(page, "Proveit 2027")).to_contain_text("Feb 16–18, 2027")


def test_an_event_is_changed_from_the_first_page_by_keyboard(bob_s_page: Page) -> None:
    page = bob_s_page
    add_event(page, "Manifest 2027")
    row_of(page, "Manifest 2027").get_by_role("link").press("Enter")
    form = page.get_by_role("dialog", name="Edit event")
    expect(form.get_by_label("Procurement")).to_be_checked()
    form.get_by_label("Booth").fill("B 17")
    form.get_by_label("Booth").press("Enter")
    expect(form).to_be_hidden()
    row_of(page, "Manifest 2027").get_by_role("link").press("Enter")
    expect(form.get_by_label("Booth")).to_have_value("B 17")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(page).to_have_url(re.compile("/events/$"))


def test_on_a_phone_an_event_s_actions_are_behind_one_button(
    new_page: Callable[..., Page], product: str
) -> None:
    page = signed_in(new_page(viewport=PHONE, has_touch=True, is_mobile=True), product, MEMBER)
    page.goto("/events/")
    row = row_of(page, "Yard & Dock Summit 2027")
    row.get_by_role("button", name="More actions for Yard & Dock Summit 2027").click()
    expect(page.get_by_role("menuitem", name="Delete event…")).to_have_count(0)
    page.get_by_role("menuitem", name="Copy lists…").click()
    question = page.get_by_role("dialog", name="Copy lists of Yard & Dock Summit 2027")
    question.get_by_role("button", name="Cancel").click()
    row.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Switch to this event").click()
    expect(row.get_by_text("Active event").filter(visible=True)).to_be_visible()


def test_only_an_administrator_deletes_an_event_and_is_asked_first(
    bob_s_page: Page, alice_s_page: Page
) -> None:
    add_event(bob_s_page, "Promat 2027")
    expect(bob_s_page.get_by_role("button", name=re.compile("Delete"))).to_have_count(0)
    page = alice_s_page
    page.goto("/events/")
    page.get_by_role("button", name="Delete Promat 2027").click()
    question = page.get_by_role("alertdialog", name="Delete Promat 2027?")
    question.get_by_role("button", name="Cancel").click()
    expect(row_of(page, "Promat 2027")).to_be_visible()
    page.get_by_role("button", name="Delete Promat 2027").click()
    question.get_by_role("button", name="Delete event").click()
    expect(page.get_by_text("Event deleted")).to_be_visible()
    expect(row_of(page, "Promat 2027")).to_have_count(0)


def test_the_first_page_leads_from_a_stage_to_its_accounts(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/")
    page.get_by_label("Funnel").get_by_role("link", name=re.compile("Qualified")).click()
    expect(page).to_have_url(re.compile(r"/accounts/\?stage=Qualified"))
    expect(chip(page, "Stage")).to_contain_text("Qualified")


def test_both_pages_pass_at_both_widths_and_in_both_themes(alice_s_page: Page) -> None:
    look_over(alice_s_page, "/", "Next steps")
    look_over(alice_s_page, "/events/", "TechExpo 2026")
    look_over(alice_s_page, "/events/?edit=new", "Target personas")


def test_the_list_is_narrowed_by_the_address_and_the_form_keeps_it(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/events/")
    expect(row_of(page, "Yard & Dock Summit 2027")).to_be_visible()
    narrow(page, "Status", "Active")
    expect(page).to_have_url(re.compile(r"/events/\?status=ACTIVE"))
    expect(page.get_by_role("link", name="Yard & Dock Summit 2027")).to_have_count(0)
    row_of(page, "TechExpo 2026").get_by_role("link", name="TechExpo 2026", exact=True).click()
    form = page.get_by_role("dialog", name="Edit event")
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/events/\?status=ACTIVE$"))
    narrow(page, "Status", "Canceled")
    expect(page.get_by_text("No matching events")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(row_of(page, "Yard & Dock Summit 2027")).to_be_visible()
