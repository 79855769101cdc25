"""An email of a sequence arrives, is read, and its reader wants no more of them."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import id_of, look_over, posted
from tests.browser.test_sequences import publish
from tests.fixtures.product import until
from tests.fixtures.sandbox import Sandbox, call

ADDRESS = "eva@readers.example"
TEMPLATE = {
    "name": "Yard map",
    "subject": "The yard map, {{ contact.first_name }}",
    "html": """<p>Here is <a href="{PRODUCT}/api/ping">the map</a> you asked for.</p>
        <p>{{ workplace.postal_address }} <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>""",
}
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"
AT_ANY_TIME = {
    "weekdays": [*range(7)],
    "opens": "00:00",
    "closes": "23:59",
    "skipHolidays": False,
}


def two_emails(template: int) -> dict[str, Any]:
    """A draft: an email at once, and another five days later."""
    email = {"type": "email", "templateId": template}
    length = {"type": "duration", "amount": 5, "unit": "days"}
    steps = [
        email | {"key": "map", "next": "days"},
        {"type": "wait", "key": "days", "until": length, "next": "again"},
        email | {"key": "again"},
    ]
    return {"format": 1, "start": "map", "schedule": AT_ANY_TIME, "steps": steps}


def enrolled(page: Page, sequence: int) -> int:
    """Adds Eva and enrolls her at the demo's event; her number."""
    account = posted(page, "/api/accounts", {"name": "Readers"})["id"]
    eva = {"firstName": "Eva", "lastName": "Ode", "email": ADDRESS, "accountId": account}
    contact = int(posted(page, "/api/contacts", eva)["id"])
    sender = {"name": "Kim Ode", "address": "kim@yardflow.example", "timezone": "Europe/Berlin"}
    chosen = {
        "contactIds": [contact],
        "senderIds": [posted(page, "/api/senders", sender)["id"]],
        "forEventId": id_of(page, "events", "TechExpo 2026"),
    }
    assert posted(page, f"/api/sequences/{sequence}/enroll", chosen)["ready"] == 1
    return contact


def only(page: Page, path: str) -> dict[str, Any]:
    """The only one of a list of the API."""
    (item,) = page.request.get(path).json()["items"]
    return item


def test_an_email_is_sent_read_clicked_and_unsubscribed_from(
    alice_s_page: Page, product: str, sandbox: Sandbox
) -> None:
    page = alice_s_page
    html = TEMPLATE["html"].replace("{PRODUCT}", product)
    template = posted(page, "/api/templates", {**TEMPLATE, "html": html})["id"]
    body = {"name": "Map and reminder", "draft": two_emails(template)}
    sequence = posted(page, "/api/sequences", body)["id"]
    page.goto(f"/sequences/{sequence}/")
    expect(page.get_by_text("Email “Yard map”").first).to_be_visible()
    publish(page).get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is published")).to_be_visible()
    contact = enrolled(page, sequence)

    # Its reader has a browser with windows: one without is a program's.
    page.context.set_extra_http_headers({"User-Agent": AGENT})
    arrived = {"to": ADDRESS}
    assert until(lambda: call("GET", f"{sandbox.url}/messages", params=arrived).json()["total"])
    page.goto(f"{sandbox.url}/inbox?to={ADDRESS}")
    page.get_by_role("link", name="The yard map, Eva").click()
    letter = page.frame_locator("iframe")
    with page.expect_popup() as shown:
        letter.get_by_role("link", name="the map").click()
    expect(shown.value).to_have_url(f"{product}/api/ping")
    with page.expect_popup() as asking:
        letter.get_by_role("link", name="Unsubscribe").click()
    assert asking.value.url.startswith(f"{product}/api/unsubscribe/")
    asking.value.get_by_role("button", name="Unsubscribe").click()
    expect(asking.value.get_by_text("You're unsubscribed")).to_be_visible()
    enrollment = f"/api/enrollments?contactId={contact}"
    assert until(lambda: only(page, enrollment)["status"] == "exited"), only(page, enrollment)
    why = page.request.get(f"/api/enrollments/{only(page, enrollment)['id']}/why").json()
    assert "suppressed" in why["next"]
    assert call("GET", f"{sandbox.url}/messages", params=arrived).json()["total"] == 1
    look_over(page, "/outbox/", ADDRESS)
    messages = f"/api/messages?contactId={contact}"
    read = ("deliveredAt", "openedAt", "clickedAt")
    # Last, because what was opened and clicked is held back for 45 seconds.
    assert until(lambda: all(map(only(page, messages).get, read)), 120), only(page, messages)
