"""Finding people, keeping them right, and moving their company on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import chip, look_over, narrow


def test_finding_a_contact_and_going_back(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/")
    page.get_by_role("link", name="Contacts", exact=True).first.click()
    page.get_by_label("Search contacts").fill("harbor procure")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Ben Whitaker", exact=True).click()
    expect(page.get_by_role("heading", name="Ben Whitaker", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Search contacts")).to_have_value("harbor procure")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_label("Search contacts")).to_have_value("")
    expect(page.get_by_text("Helena Brandt")).to_be_visible()


def test_filters_and_order_are_in_the_address(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/contacts/")
    narrow(page, "Persona", "Procurement")
    expect(page.get_by_role("link", name="Helena Brandt", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Account", exact=True).click()
    expect(page.get_by_role("columnheader", name="Account")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.reload()
    expect(chip(page, "Persona")).to_contain_text("Procurement")
    expect(page.get_by_role("link", name="Tom Sandoval", exact=True)).to_be_visible()
    page.get_by_label("Search contacts").fill("nobody of that name")
    expect(page.get_by_text("No matching contacts")).to_be_visible()
    page.get_by_role("button", name="Clear search and filters").click()
    expect(page.get_by_role("link", name="Helena Brandt", exact=True)).to_be_visible()


def test_a_second_choice_before_the_list_is_back_keeps_the_first(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/contacts/")
    expect(page.get_by_role("link", name="Helena Brandt", exact=True)).to_be_visible()
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("dialog", name="Filter").locator("summary").first.click()
    page.get_by_role("checkbox", name="Procurement").evaluate(
        """box => {
            box.click()
            for (const head of document.querySelectorAll("th button"))
                if (head.textContent.trim() === "Account") head.click()
        }"""
    )
    expect(page.get_by_role("columnheader", name="Account")).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect(page).to_have_url(re.compile(r"persona=Procurement&sort=account$"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Helena Brandt", exact=True)).to_have_count(0)


def test_a_field_is_edited_by_keyboard_alone(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/contacts/?q=novak")
    page.get_by_role("link", name="Paula Novak", exact=True).press("Enter")
    title = page.get_by_role("button", name="Edit job title")
    title.press("Enter")
    field = page.get_by_role("textbox", name="Job title")
    expect(field).to_be_focused()
    field.fill("VP of Warehousing")
    field.press("Enter")
    expect(title).to_contain_text("VP of Warehousing")
    expect(page.get_by_role("button", name="Edit seniority")).to_contain_text("VP")
    page.get_by_role("button", name="Edit email").press("Enter")
    page.get_by_role("textbox", name="Email").fill("nobody")
    page.get_by_role("textbox", name="Email").press("Enter")
    expect(page.get_by_text("Enter a valid email address.")).to_be_visible()
    page.get_by_role("textbox", name="Email").press("Escape")
    expect(page.get_by_role("button", name="Edit email")).to_be_focused()


def test_a_stage_moves_the_funnel(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/")
    lead = page.get_by_role("list", name="Funnel").get_by_role("link", name="Lead")
    before = int(lead.locator(".yf-funnel-count").inner_text())
    lead.click()
    page.get_by_role("link", name="Sunder Chemicals", exact=True).click()
    expect(page.get_by_role("heading", name="Sunder Chemicals", level=1)).to_be_visible()
    steps = page.get_by_role("group", name="Stage at TechExpo 2026")
    steps.get_by_role("button", name="Qualified").click()
    expect(page.get_by_text("Sunder Chemicals moved to Qualified")).to_be_visible()
    page.get_by_role("link", name="Dashboard").first.click()
    expect(lead.locator(".yf-funnel-count")).to_have_text(str(before - 1))


def test_a_new_contact_counts_in_the_score_of_its_account(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/accounts/?q=tamarack")
    page.get_by_role("link", name="Tamarack Building Supply", exact=True).click()
    page.get_by_role("button", name="Add contact").click()
    form = page.get_by_role("dialog")
    form.get_by_label("First name").fill("Inga")
    form.get_by_label("Last name").fill("Dahl")
    form.get_by_label("Job title").fill("Chief Operating Officer")
    form.get_by_role("button", name="Add contact").click()
    expect(page.get_by_role("status").get_by_text("Contact added")).to_be_visible()
    expect(page.get_by_role("row", name="Inga Dahl")).to_be_visible()
    page.get_by_text("Score history").click()
    expect(page.get_by_role("listitem").get_by_text("Contact added").first).to_be_visible()


def test_a_score_is_overridden_and_reset(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/accounts/?q=kestrel")
    page.get_by_role("link", name="Kestrel Paper", exact=True).click()
    page.get_by_role("button", name="Override", exact=True).click()
    page.get_by_label("Score", exact=True).fill("91")
    page.get_by_label("Reason").fill("Their board asked for us")
    page.get_by_role("button", name="Override score").click()
    page.get_by_text("Score history").click()
    expect(page.get_by_text("Score overridden: Their board asked for us")).to_be_visible()
    page.get_by_role("button", name="Reset to calculated").click()
    expect(page.get_by_text("Override removed")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "ready"),
    [
        ("/accounts/", "Northline Foods"),
        ("/contacts/", "Helena Brandt"),
        ("/contacts/?view=cards", "Helena Brandt"),
        ("/accounts/?event=all", "Granite Ridge Grocers"),
        ("/contacts/?event=all&view=cards", "Monique Baptiste"),
        ("/contacts/?q=xyzzy", "No matching contacts"),
    ],
)
def test_a_list_of_records_is_sound_in_every_light(
    alice_s_page: Page, path: str, ready: str
) -> None:
    look_over(alice_s_page, path, ready)
