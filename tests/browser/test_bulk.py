"""A bulk run: select contacts, see the cost, start, follow it, read the results."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import look_over


def chosen(page: Page, count: int) -> list[str]:
    """Ticks the first contacts of the list; their names."""
    page.goto("/contacts/?email=none")
    ticks = page.get_by_role("checkbox", name=re.compile(r"^Select (?!all)"))
    ticks.first.wait_for()
    for number in range(count):
        ticks.nth(number).click()
        expect(ticks.nth(number)).to_be_checked()
    expect(page.get_by_text(f"{count} selected")).to_be_visible()
    return page.locator("tbody .yf-row-link").all_inner_texts()[:count]


def test_selected_contacts_are_enriched_together_and_each_has_a_result(bob_s_page: Page):
    page = bob_s_page
    names = chosen(page, 3)
    page.get_by_role("link", name="Enrich", exact=True).click()
    page.get_by_role("heading", name="3 selected contacts").wait_for()
    expect(page.get_by_text("Budget left today")).to_be_visible()
    look_over(page, page.url, "3 selected contacts")
    page.get_by_role("switch", name="Re-run unchanged contacts").click()
    page.get_by_role("button", name="Enrich 3 contacts").click()
    page.wait_for_url(re.compile(r"/enrichment/\d+/"))
    page.evaluate("window.stayed = true")
    main = page.get_by_role("main")
    expect(main.get_by_text("Done", exact=True)).to_be_visible(timeout=60_000)
    assert page.evaluate("window.stayed") is True
    for name in names:
        expect(main.get_by_role("link", name=name)).to_be_visible()
    look_over(page, page.url, "Results")
    look_over(page, "/enrichment/", "3 chosen contacts")
    expect(page.get_by_role("link", name="3 chosen contacts").first).to_be_visible()
    look_over(page, "/enrichment/costs/", "Cost per field")


def test_all_that_match_are_taken_by_their_filters(bob_s_page: Page):
    page = bob_s_page
    page.goto("/contacts/?persona=Ops")
    page.get_by_role("checkbox", name=re.compile(r"^Select (?!all)")).first.click()
    page.get_by_role("button", name=re.compile(r"Select all \d+")).click()
    expect(page.get_by_text(re.compile(r"All \d+ selected"))).to_be_visible()
    page.get_by_role("link", name=re.compile(r"Enrich all \d+")).last.click()
    heading = page.get_by_role(
        "heading", name=re.compile(r"Contacts at TechExpo 2026: persona Ops")
    )
    expect(heading).to_be_visible()


def test_an_administrator_changes_settings_and_sees_errors_at_their_fields(alice_s_page: Page):
    page = alice_s_page
    look_over(page, "/settings/?tab=enrichment", "Confidence thresholds")
    page.get_by_label("Daily budget (USD)").fill("lots")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Enter a number from 0 to 100,000.")).to_be_visible()
    page.get_by_label("Daily budget (USD)").fill("45")
    page.get_by_role("switch", name="Import done").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Unsaved changes")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Daily budget (USD)")).to_have_value("45")
    expect(page.get_by_role("switch", name="Import done")).to_be_checked()
    # Back again: the lists of later journeys are not enriched by themselves.
    page.get_by_role("switch", name="Import done").click()
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Unsaved changes")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("switch", name="Import done")).not_to_be_checked()
