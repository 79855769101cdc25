"""The main job's last step: find a contact, press Enrich Now, watch it finish."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import add_contact, look_over, with_contact
from tests.fixtures.sandbox import Sandbox

ENRICHED = re.compile(r"Filled in|Needs review|Nothing found")


def card_of(page: Page, name: str) -> Locator:
    return page.locator(".yf-contact-card").filter(
        has=page.get_by_role("link", name=name, exact=True)
    )


def untouched(page: Page, count: int, filters: str = "") -> list[str]:
    """Names of contacts that nobody has enriched yet."""
    page.goto(f"/contacts/?view=cards{filters}")
    page.get_by_role("button", name="Enrich Now").first.wait_for()
    cards = page.locator(".yf-contact-card").filter(
        has=page.get_by_role("button", name="Enrich Now")
    )
    return cards.locator(".yf-row-link").all_inner_texts()[:count]


def test_a_card_shows_what_the_run_did_without_a_reload(bob_s_page: Page):
    page, name = bob_s_page, untouched(bob_s_page, 1, "&email=none")[0]
    page.goto(f"/contacts/?view=cards&q={name.replace(' ', '+')}")
    page.get_by_role("button", name="Enrich Now").first.wait_for()
    page.evaluate("window.stayed = true")
    card = card_of(page, name)
    card.get_by_role("button", name="Enrich Now").click()
    status = card.get_by_role("status").first
    expect(status).to_contain_text(re.compile(f"Queued|Enriching|{ENRICHED.pattern}"))
    expect(card.get_by_label("Last run")).to_be_visible()
    expect(status).to_contain_text(ENRICHED)
    assert page.evaluate("window.stayed") is True


def test_a_record_marks_what_changed_asks_what_is_unsure_and_says_what_would_help(
    bob_s_page: Page, sandbox: Sandbox
):
    page = bob_s_page
    sandbox.fail("refusing", times=1)  # not enriched by itself before the page is looked at
    add_contact(page, "Ida Moss", "Fern Crossing Freight")
    expect(page.get_by_role("status").filter(has_text="Failed")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    result = page.get_by_label("Last run")
    expect(result).to_be_visible()
    expect(page.locator("[data-fresh=true]").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=re.compile("Filled in .+\\."))).to_have_count(
        1
    )
    look_over(page, page.url, "Filled in")
    questions = result.get_by_role("button", name=re.compile("Accept "))
    before = questions.count()
    if before:
        questions.first.click()
        expect(questions).to_have_count(before - 1)
    website = result.get_by_label("Company website")
    website.fill("gmail.com")
    website.press("Enter")
    expect(result.get_by_role("alert")).to_be_visible()
    website.fill("ferncrossing.example")
    website.press("Enter")
    guess = result.get_by_role("button", name=re.compile("Accept Email: .*@ferncrossing.example"))
    expect(guess).to_be_visible()


def test_several_contacts_are_enriched_at_once(bob_s_page: Page):
    page = bob_s_page
    names = untouched(page, 3)
    for name in names:
        card_of(page, name).get_by_role("button", name="Enrich Now").click()
    for name in names:
        expect(card_of(page, name).get_by_role("status").first).to_contain_text(ENRICHED)


def test_the_record_shows_every_value_with_its_source(bob_s_page: Page):
    page = bob_s_page
    add_contact(page, "Ada Winter", "Kestrel Paper")
    expect(page.get_by_text("OpenAI:").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"when added by .+")).first).to_be_visible()
    expect(page.get_by_text(re.compile(r"gpt-5.4-mini · .+ tokens · \$")).first).to_be_visible()
    look_over(page, page.url, "Enrichment")


def test_a_failed_enrichment_says_why_and_is_tried_again(bob_s_page: Page, sandbox: Sandbox):
    page = bob_s_page
    sandbox.fail("refusing")
    with_contact(page, "Omar Stone", "Kestrel Paper")
    status = page.get_by_role("status").filter(has_text="Failed")
    expect(status).to_contain_text("declined")
    look_over(page, page.url, "Failed")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status").filter(has_text=ENRICHED).first).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Failed")).to_have_count(1)


def test_an_administrator_sees_what_was_asked(alice_s_page: Page):
    page = alice_s_page
    with_contact(page, "Una Frost", "Kestrel Paper")
    expect(page.get_by_text("OpenAI:").first).to_be_visible()
    page.goto("/sandbox/")
    expect(page.get_by_text("POST /openai/v1/responses").first).to_be_visible()
    page.goto("/settings/?tab=integrations")
    page.get_by_role("button", name="Test OpenAI").click()
    expect(page.get_by_text("Connected.")).to_be_visible()
