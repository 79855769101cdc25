"""A template is tried out before contacts get it: attached to, its links checked, sent to oneself,
and kept equal with SendGrid's.
"""

import hashlib

from playwright.sync_api import Page, expect

from tests.browser.conftest import look_over, posted
from tests.fixtures.sandbox import call

PDF = b"%PDF-1.7\nHall plan"
TEXT = "Hi {{ contact.first_name }}\n{{ workplace.postal_address }} {{ unsubscribe_url }}"


def test_a_template_is_tried_out_before_contacts_get_it(alice_s_page: Page, sandbox) -> None:
    page = alice_s_page
    sandbox.put_website("acme.com", "<title>Acme</title>")
    sender = {"name": "Sam Rivera", "address": "sam@trials.example", "timezone": "UTC"}
    posted(page, "/api/senders", sender)
    text = f"https://acme.com/ https://acme.com/gone\n{TEXT}"
    parts = {"name": "Trial", "subject": "Lunch, {{ contact.first_name }}?", "text": text}
    path = f"/templates/{posted(page, '/api/templates', parts)['id']}/"
    page.goto(path)

    plan = {"name": "Hallenplan München.pdf", "mimeType": "text/html", "buffer": PDF}
    page.get_by_label("File to attach").set_input_files(plan)  # type: ignore[arg-type]
    expect(page.get_by_text("Save the template to keep this.")).to_be_visible()
    film = {"name": "film.txt", "mimeType": "text/plain", "buffer": b"x" * 7_000_001}
    page.get_by_label("File to attach").set_input_files(film)  # type: ignore[arg-type]
    expect(page.get_by_text("Attachments have at most 7 MB together.")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as version 2")).to_be_visible()
    expect(page.get_by_text("Save the template to keep this.")).to_be_hidden()

    page.get_by_role("button", name="Check links").click()
    expect(page.get_by_text("Dead", exact=True)).to_be_visible()
    expect(page.get_by_text("Works", exact=True)).to_be_visible()

    page.get_by_role("button", name="Send test").click()
    dialog = page.get_by_role("dialog", name="Send a test email")
    dialog.get_by_label("From").select_option("Sam Rivera, sam@trials.example")
    dialog.get_by_role("button", name="Send test").click()
    expect(page.get_by_text("Test sent to admin@yardflow.com")).to_be_visible()
    to_alice = {"to": "admin@yardflow.com", "limit": 1}
    (entry,) = call("GET", f"{sandbox.url}/messages", params=to_alice).json()["items"]
    email = call("GET", f"{sandbox.url}/messages/{entry['id']}").json()
    assert email["subject"] == "[Test] Lunch, Ann?"
    (file,) = email["attachments"]
    assert (file["filename"], file["sha256"]) == (
        "Hallenplan München.pdf",
        hashlib.sha256(PDF).hexdigest(),
    )

    page.get_by_role("button", name="Add to SendGrid").click()
    expect(page.get_by_text("Same in both")).to_be_visible()
    page.get_by_label("Subject").fill("Dinner?")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as version 3")).to_be_visible()
    page.get_by_role("button", name="Compare again").click()
    expect(page.get_by_text("Changed here", exact=True)).to_be_visible()
    expect(page.get_by_text("Subject in SendGrid")).to_be_visible()
    look_over(page, path, "Compare again")
    page.get_by_role("button", name="Update SendGrid").click()
    expect(page.get_by_text("Same in both")).to_be_visible()


def test_one_of_sendgrids_templates_is_imported_or_says_what_keeps_it(
    bob_s_page: Page, sandbox
) -> None:
    page = bob_s_page
    place = f"{sandbox.url}/sendgrid/v3/templates"
    key = {"Authorization": "Bearer sandbox"}
    body = {"name": "Spring offer", "generation": "dynamic"}
    template_id = call("POST", place, json=body, headers=key).json()["id"]
    version = {"name": "1", "subject": "Hi {{first_name}}", "html_content": "{{#each x}}{{/each}}"}
    made = call("POST", f"{place}/{template_id}/versions", json=version, headers=key).json()
    page.goto("/templates/")
    page.get_by_role("button", name="Import from SendGrid").first.click()
    dialog = page.get_by_role("dialog", name="Import from SendGrid")
    dialog.get_by_label("Dynamic template").select_option("Spring offer")
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog.get_by_text("HTML, Line 1: {{#each x}} has no counterpart")).to_be_visible()
    change = {"html_content": "<p>Hi {{first_name}}</p>"}
    call("PATCH", f"{place}/{template_id}/versions/{made['id']}", json=change, headers=key)
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="Spring offer", level=1)).to_be_visible()
    expect(page.get_by_label("Subject")).to_have_value("Hi {{ contact.first_name }}")
    expect(page.get_by_text("Same in both")).to_be_visible()
