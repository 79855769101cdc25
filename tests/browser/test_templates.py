"""A template is written, seen as people get it, saved, and an earlier version restored."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import look_over


def test_a_template_is_written_and_seen_as_people_get_it(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/templates/")
    page.get_by_role("button", name="New template").first.click()
    form = page.get_by_role("dialog", name="New template")
    form.get_by_label("Name").fill("Lunch invitation")
    form.get_by_role("button", name="Add template").click()
    expect(page.get_by_role("heading", name="Lunch invitation")).to_be_visible()
    email = page.frame_locator("iframe[title=Email]")
    expect(email.get_by_text("Hi Ann,")).to_be_visible()
    expect(page.get_by_text("Subject: Enter a subject.")).to_be_visible()

    page.get_by_label("Subject").fill("Meet us, ")
    page.get_by_role("button", name="Insert variable").click()
    page.get_by_role("menuitem", name="Contact").click()
    page.get_by_role("menuitem", name="First name").click()
    expect(page.get_by_label("Subject")).to_have_value(
        'Meet us, {{ contact.first_name | default: "there" }}'
    )
    expect(page.get_by_text("Meet us, Ann")).to_be_visible()
    expect(page.get_by_text("Ready to publish.")).to_be_visible()

    page.get_by_label("HTML").fill("<p>\n{% for x in y %}")
    expect(page.get_by_text("HTML: Line 2: Templates have no {% for %}")).to_be_visible()
    page.get_by_label("HTML").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as version 2")).to_be_visible()
    page.get_by_role("button", name="Restore version 1").click()
    expect(page.get_by_text("Version 3", exact=True)).to_be_visible()
    expect(page.get_by_label("Subject")).to_have_value("")

    page.get_by_label("Preview as").select_option("worst")
    expect(page.get_by_label("Contact", exact=True)).to_be_visible()
    path = urlsplit(page.url).path
    look_over(page, path, "Before you publish")
    page.goto("/templates/")
    expect(page.get_by_role("link", name="Lunch invitation")).to_be_visible()
    look_over(page, "/templates/", "Lunch invitation")
