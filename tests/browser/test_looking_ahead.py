"""Before a sequence runs: one person's way through it, and the forecast of everyone."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, look_over, posted, violations
from tests.browser.test_running import enroll
from tests.browser.test_running import running as running

HTML = (
    '<p>Hello {{ contact.first_name }}. <a href="{{ unsubscribe_url }}">No more</a></p>'
    "<p>{{ workplace.postal_address }}</p>"
)


@pytest.fixture
def invitation(alice_s_page: Page) -> int:
    """A draft of two emails with a branch between them, for an event with two contacts."""
    page = alice_s_page
    name = f"Preview {page.evaluate('Date.now()')}"
    event = posted(page, "/api/events", {"name": name, "startsOn": "2027-09-14"})["id"]
    account = posted(page, "/api/accounts", {"name": name, "headquarters": "Berlin, Germany"})["id"]
    for first in ("Ida", "Kurt"):
        body = {"firstName": first, "lastName": "Ahead", "accountId": account, "eventId": event}
        body |= {"email": f"{first.lower()}{event}@ahead.example", "country": "Germany"}
        posted(page, "/api/contacts", body)
    sender = {"name": "Udo Ude", "address": f"udo{event}@yardflow.example"}
    posted(page, "/api/senders", {**sender, "timezone": "Europe/Berlin", "dailyCap": 1})
    template = posted(page, "/api/templates", {"name": name, "subject": "Hello", "html": HTML})
    emails = [
        {"type": "email", "key": key, "templateId": template["id"], "next": following}
        for key, following in (("intro", "opened"), ("again", None))
    ]
    opened = {"type": "email", "step": "intro", "happened": "opened"}
    condition = {"type": "condition", "key": "opened", "tests": [opened], "yes": "again"}
    condition["within"] = {"amount": 2, "unit": "days"}
    draft = {"format": 1, "start": "intro", "steps": [*emails, condition]}
    made = posted(page, "/api/sequences", {"name": name, "eventId": event, "draft": draft})
    return int(made["id"])


def test_one_person_is_walked_through_by_mouse_and_by_keyboard(
    alice_s_page: Page, invitation: int
) -> None:
    page = alice_s_page
    page.goto(f"/sequences/{invitation}/")
    page.get_by_role("link", name="Preview", exact=True).click()
    expect(page.get_by_role("link", name="Preview", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    expect(page).to_have_title(re.compile("^Preview"))
    steps = page.get_by_role("listitem").filter(has=page.get_by_role("button"))
    expect(steps).to_have_count(2)
    expect(page.get_by_text(re.compile("Ida|Kurt")).first).to_be_visible()
    email = page.frame_locator("iframe[title=Email]")
    expect(email.get_by_text(re.compile("Hello (Ida|Kurt)"))).to_be_visible()
    # What is assumed comes back from the server with the new way.
    page.get_by_label("Opens it").click()
    expect(page.get_by_label("Opens it")).to_be_checked()
    expect(steps).to_have_count(3)
    expect(steps.nth(1)).to_contain_text("Yes")
    page.get_by_role("button", name="Next step").click()
    expect(page.get_by_text("The condition is met.")).to_be_visible()
    assert violations(page) == []

    page.get_by_role("button", name="Previous step").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 3")).to_be_visible()
    page.get_by_label("Opens it").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    steps.nth(1).get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The condition isn't met.")).to_be_visible()
    page.get_by_label("Find a contact").fill("Kurt Ahead")
    expect(page.get_by_role("link", name="Kurt Ahead")).to_be_visible()
    look_over(page, f"/sequences/preview/{invitation}/", "As if enrolled now")


def test_a_forecast_is_made_and_what_a_change_brings_is_read_also_on_a_phone(
    alice_s_page: Page, invitation: int
) -> None:
    page = alice_s_page
    page.set_viewport_size(PHONE)
    page.goto(f"/sequences/{invitation}/")
    page.get_by_role("link", name="Forecast", exact=True).click()
    expect(page.get_by_role("link", name="Forecast", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    expect(page).to_have_title(re.compile("^Forecast"))
    event = page.get_by_label("Also enroll")
    shows = event.locator("option").filter(has_text="Preview")
    expect(shows).not_to_have_count(0)
    event.select_option(label=shows.all_text_contents()[-1])
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Replies: 1% of emails")).to_be_visible()
    page.get_by_text("What if…").click()
    page.get_by_label("Senders to add").fill("1")
    page.get_by_role("button", name="Make forecast").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^With 1 more sender, "))).to_be_visible()
    assert violations(page) == []
    page.get_by_label("View").select_option("As it is")
    page.get_by_text("Show as table").click()
    expect(page.get_by_role("columnheader", name="Daily limit")).to_be_visible()
    page.get_by_role(
        "button", name=re.compile("Emailed before the event|Done before")
    ).first.click()
    listed = page.get_by_role("dialog")
    expect(listed.get_by_role("link", name=re.compile("Ahead")).first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    look_over(page, f"/sequences/forecast/{invitation}/", "Emails by day")


def test_who_is_selected_in_the_list_is_forecast(alice_s_page: Page, invitation: int) -> None:
    page = alice_s_page
    posted(page, f"/api/sequences/{invitation}/publish")
    name = page.request.get(f"/api/sequences/{invitation}").json()["name"]
    page.goto("/contacts/?event=all&q=Ahead")
    page.get_by_role("checkbox", name=re.compile("^Select Kurt Ahead")).first.check()
    page.get_by_role("button", name="Enroll", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Sequence").select_option(label=name)
    dialog.get_by_role("button", name="Forecast").click()
    expect(page).to_have_title(re.compile("^Forecast"))
    expect(page.get_by_label("Also enroll")).to_have_value("chosen")
    page.get_by_role("button", name="Make forecast").click()
    expect(page.get_by_text(re.compile("1 contact (is|are) reached|of 1 contact"))).to_be_visible()
    expect(page.get_by_label("Also enroll")).to_have_value("chosen")
    assert violations(page) == []


def test_a_past_sequence_is_replayed_and_read_also_on_a_phone(
    running: tuple[Page, int, str],
) -> None:
    page, sequence, name = running
    enroll(page, sequence, name)
    page.goto(f"/sequences/{sequence}/")
    expect(page.get_by_role("button", name="1 sent")).to_be_visible()
    page.get_by_role("link", name="Replay", exact=True).click()
    expect(page.get_by_role("heading", name="Replay", level=1)).to_be_visible()
    page.get_by_role("button", name="Replay", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("at the same minute"))).to_be_visible()
    page.get_by_text("Show as table").click()
    expect(page.get_by_role("columnheader", name="Would go out").first).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    page.get_by_label("Who goes through it").select_option(label="Contacts at the event")
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_text("Choose the event whose contacts go")).to_be_visible()
    assert violations(page) == []
    look_over(page, f"/sequences/replay/{sequence}/", "Emails by day")


def test_moving_an_event_names_whose_emails_move_before_it_is_saved(
    alice_s_page: Page, invitation: int
) -> None:
    page = alice_s_page
    event = page.request.get(f"/api/sequences/{invitation}").json()["eventId"]
    # A move looks three months ahead.
    days = [date.today() + timedelta(ahead) for ahead in (40, 68)]
    first, later = map(str, days)
    as_shown = f"{days[1]:%b} {days[1].day}, {days[1].year}"
    headers = {"Origin": page.request.get("/api/ping").url.removesuffix("/api/ping")}
    moved = page.request.patch(f"/api/events/{event}", data={"startsOn": first}, headers=headers)
    assert moved.ok, moved.text()
    wait = {"type": "event", "anchor": "first_day", "days": -7}
    steps = [
        {"type": "wait", "key": "wait", "until": wait, "next": "mail"},
        {"type": "email", "key": "mail", "templateId": _template(page, invitation)},
    ]
    draft = {"format": 1, "start": "wait", "steps": steps}
    mails = {"name": f"Mails {invitation}", "eventId": event, "draft": draft}
    sequence = posted(page, "/api/sequences", mails)["id"]
    posted(page, f"/api/sequences/{sequence}/publish")
    posted(page, f"/api/sequences/{sequence}/enroll", {"eventId": event})
    page.goto(f"/events/?edit={event}")
    form = page.get_by_role("dialog", name="Edit event")
    form.get_by_label("Starts", exact=True).fill(later)
    form.get_by_role("button", name="Save event").click()
    asked = page.get_by_role("dialog", name="Save the new days?")
    expect(asked.get_by_text("2 contacts are rescheduled")).to_be_visible()
    expect(asked.get_by_role("link", name="Ida Ahead")).to_have_attribute("target", "_blank")
    expect(asked.get_by_text(f"Mails {invitation}: Email").first).to_be_visible()
    assert violations(page) == []
    asked.get_by_role("button", name="Back").click()
    expect(form.get_by_label("Starts", exact=True)).to_have_value(as_shown)
    assert page.request.get(f"/api/events/{event}").json()["startsOn"] == first
    form.get_by_role("button", name="Save event").click()
    page.set_viewport_size(PHONE)
    asked.get_by_role("button", name="Save event").focus()
    page.keyboard.press("Enter")
    expect(asked).to_be_hidden()
    assert page.request.get(f"/api/events/{event}").json()["startsOn"] == later


def _template(page: Page, sequence: int) -> int:
    steps = page.request.get(f"/api/sequences/{sequence}").json()["draft"]["steps"]
    return next(step["templateId"] for step in steps if step["type"] == "email")
