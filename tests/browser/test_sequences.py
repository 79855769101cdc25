"""A sequence is drafted step by step, published, paused, and looked at."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import look_over, violations


def add_step(page: Page, opener: str, kind: str, fields: dict[str, str]) -> None:
    page.get_by_role("button", name=opener, exact=True).click()
    page.get_by_role("menuitem", name=kind).click()
    form = page.get_by_role("dialog", name=kind)
    for label, text in fields.items():
        form.get_by_label(label, exact=True).fill(text)
    form.get_by_role("button", name="Add step").click()
    expect(form).to_be_hidden()


def test_a_sequence_is_drafted_published_and_paused(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/sequences/")
    page.get_by_role("button", name="New sequence").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill("Booth calls")
    page.get_by_role("button", name="Add sequence").click()
    expect(page).to_have_url(re.compile(r"/sequences/\d+/"))
    add_step(page, "Add step", "Wait", {"How long": "3"})
    add_step(page, "Add a step after step 1", "Task", {"What to do": "Ask about the demo"})
    add_step(page, "Add a step after step 1", "A/B split", {})
    expect(page.get_by_text("A → 3. Call: Ask about the demo")).to_be_visible()
    look_over(page, page.url, "Wait 3 days")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is published")).to_be_visible()
    page.get_by_role("button", name="Edit step 1").click()
    form = page.get_by_role("dialog", name="Edit wait")
    form.get_by_label("Wait", exact=True).select_option("event")
    form.get_by_label("Days", exact=True).fill("-10")
    assert violations(page) == []
    form.get_by_role("button", name="Save step").click()
    expect(page.get_by_text("The draft differs from version 1:")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("Holidays")
    page.get_by_role("button", name="Pause sequence").click()
    expect(page.get_by_text("Paused: Holidays")).to_be_visible()
    look_over(page, "/sequences/", "Booth calls")
