"""A sender from its first day to a pause, and the settings of all email."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import look_over, posted

BEN = {"name": "Ben Ode", "address": "ben@yardflow.example", "timezone": "America/Chicago"}


def test_a_sender_is_added_verified_changed_and_paused(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/senders/")
    page.get_by_role("button", name="New sender").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("Ann Lee")
    form.get_by_label("Email address").fill("Ann@yardflow.example")
    form.get_by_label("Time zone").fill("Mars")
    form.get_by_role("button", name="Add sender").click()
    expect(form.get_by_text("Enter a valid time zone")).to_be_visible()
    form.get_by_label("Time zone").fill("America/Chicago")
    form.get_by_role("button", name="Add sender").click()
    expect(page.get_by_role("heading", name="Ann Lee", level=1)).to_be_visible()
    expect(page.get_by_text("0 of 200")).to_be_visible()
    page.get_by_role("button", name="Check with SendGrid").click()
    expect(page.get_by_text("Verified", exact=True)).to_be_visible()
    page.get_by_role("button", name="Edit emails a day").click()
    page.get_by_role("textbox", name="Emails a day").fill("40")
    page.keyboard.press("Enter")
    expect(page.get_by_text("0 of 40")).to_be_visible()
    # The calendar is gone through by the keyboard, and the form stays open around it.
    page.get_by_role("button", name="Edit warm-up").click()
    page.get_by_role("button", name="Choose first day").press("Enter")
    for key in ("ArrowRight", "Escape"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Choose first day").press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Emails that day").fill("5")
    page.get_by_role("textbox", name="More each day").fill("10")
    page.keyboard.press("Enter")
    expect(page.get_by_text("then 10 more each day")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Reason").fill("On leave")
    page.get_by_role("button", name="Pause sender").click()
    expect(page.get_by_text("On leave")).to_be_visible()
    page.get_by_label("Main").get_by_role("link", name="Senders").click()
    row = page.get_by_role("row").filter(has_text="Ann Lee")
    expect(row.get_by_text("Paused").first).to_be_visible()


def test_what_every_email_needs_is_set_once(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/settings/?tab=email")
    page.get_by_label("Postal address").fill("1 Main St\nSpringfield")
    page.get_by_label("Tracking domain").fill("http://go.acme.com")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Enter an https address")).to_be_visible()
    page.get_by_label("Tracking domain").fill("https://go.acme.com")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Postal address")).to_have_value("1 Main St\nSpringfield")


def test_senders_look_right_at_every_size_and_theme(alice_s_page: Page) -> None:
    page = alice_s_page
    html = "<p><b>Ben Ode</b><br>YardFlow</p>"
    warmup = {"warmupBegan": "2026-11-01", "warmupFirst": 5, "warmupStep": 5}
    ben = posted(page, "/api/senders", {**BEN, **warmup, "signatureHtml": html, "paceS": 30})
    posted(page, f"/api/senders/{ben['id']}/pause", {"reason": "7% of 120 emails bounced."})
    look_over(page, "/senders/", "Ben Ode")
    look_over(page, f"/senders/{ben['id']}/", "7% of 120 emails bounced.")
    look_over(page, "/settings/?tab=email", "Tracking domain")
