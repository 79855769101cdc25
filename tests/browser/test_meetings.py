"""A contact books by the link in an email: the meeting is on the contact, and the sequence ended. A
meeting that is entered by hand is in the list, and can be deleted and put back.
"""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, id_of, look_over, posted, violations
from tests.browser.test_conversations import arrived
from tests.browser.test_emails import AT_ANY_TIME
from tests.fixtures.product import until
from tests.fixtures.sandbox import Sandbox

ADDRESS = "mira@meets.example"
TEMPLATE = {
    "name": "Book a demo",
    "subject": "A demo, {{ contact.first_name }}?",
    "html": '<p>Hi. <a href="{{ sender.booking_url }}">Choose a time</a></p>'
    "<p>{{ workplace.postal_address }}"
    '<a href="{{ unsubscribe_url }}">Unsubscribe</a></p>',
    "text": "{{ sender.booking_url }} {{ workplace.postal_address }} {{ unsubscribe_url }}",
}


def draft(template: int) -> dict[str, Any]:
    """An email at once, and a follow-up five days later."""
    length = {"type": "duration", "amount": 5, "unit": "days"}
    steps = [
        {"type": "email", "templateId": template, "key": "hello", "next": "days"},
        {"type": "wait", "key": "days", "until": length, "next": "again"},
        {"type": "email", "templateId": template, "key": "again"},
    ]
    return {"format": 1, "start": "hello", "schedule": AT_ANY_TIME, "steps": steps}


def emailed(page: Page) -> int:
    """A contact who is enrolled with a sender that has meeting hours; its number."""
    account = posted(page, "/api/accounts", {"name": "Meets Mira"})["id"]
    person = {"firstName": "Mira", "lastName": "Meets", "email": ADDRESS, "accountId": account}
    contact = int(posted(page, "/api/contacts", person)["id"])
    mailbox = {"name": "Kim Meets", "address": "meets@yardflow.example", "timezone": "UTC"}
    sender = posted(page, "/api/senders", mailbox)["id"]
    hours = {"weekdays": [*range(7)], "opens": "00:00", "closes": "23:30", "location": "Room 2"}
    assert page.request.put(f"/api/senders/{sender}/meeting-hours", data=hours).ok
    template = posted(page, "/api/templates", TEMPLATE)["id"]
    body = {"name": "Demos", "draft": draft(template)}
    sequence = posted(page, "/api/sequences", body)["id"]
    assert page.request.post(f"/api/sequences/{sequence}/publish").ok
    chosen = {
        "contactIds": [contact],
        "senderIds": [sender],
        "forEventId": id_of(page, "events", "TechExpo 2026"),
    }
    assert posted(page, f"/api/sequences/{sequence}/enroll", chosen)["ready"] == 1
    return contact


def test_a_contact_books_by_the_link_of_an_email_and_the_sequence_ends(
    alice_s_page: Page, sandbox: Sandbox
) -> None:
    page = alice_s_page
    contact = emailed(page)
    assert until(lambda: arrived(sandbox, ADDRESS), 60)
    (message,) = arrived(sandbox, ADDRESS)
    link = re.search(r'href="([^"]*/api/book/[^"]+)"', message["html"])
    assert link is not None, "the link leads straight to the page"
    page.goto(link[1])
    expect(page.get_by_role("heading", name="Meet Kim Meets")).to_be_visible()
    page.get_by_role("listitem").nth(3).get_by_role("link").click()
    page.get_by_label("Your name").fill("Mira M.")
    page.get_by_label("Your email").fill("mira@home.example")
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("heading", name="You're booked")).to_be_visible()

    page.goto(f"/contacts/{contact}/")
    card = page.get_by_role("list", name="Meetings")
    expect(card.get_by_text("Booked by Mira M. · mira@home.example")).to_be_visible()
    (found,) = page.request.get(f"/api/enrollments?contactId={contact}").json()["items"]
    assert (found["status"], found["exitReason"]) == ("exited", "Meeting booked")

    page.get_by_role("button", name="Add meeting").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Place").fill("Booth 12")
    dialog.get_by_role("button", name="Add meeting").click()
    expect(card.get_by_text("Booth 12")).to_be_visible()
    page.get_by_role("button", name="Add meeting").click()
    dialog.get_by_label("Place").fill("Hall D")
    dialog.get_by_role("button", name="Add meeting").click()
    expect(dialog.get_by_text("There is another meeting at this time:")).to_be_visible()
    expect(dialog.get_by_role("listitem").filter(has_text="Mira Meets")).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="Add anyway").click()
    expect(card.get_by_text("Hall D")).to_be_visible()
    look_over(page, f"/contacts/{contact}/", "Booth 12")
    page.set_viewport_size(DESK)

    page.goto("/meetings/")
    expect(page.get_by_role("link", name="Mira Meets").first).to_be_visible()
    meetings = page.request.get(f"/api/meetings?contactId={contact}").json()["items"]
    (booth,) = (each for each in meetings if each["location"] == "Booth 12")
    at = datetime.fromisoformat(booth["startsAt"]).astimezone(ZoneInfo(booth["timezone"]))
    # At night it is today already where another one of that day is held.
    day = re.compile(rf"^(Today|Tomorrow) · {at:%a, %b} {at.day}$")
    expect(page.get_by_role("rowheader", name=day)).to_be_visible()
    look_over(page, "/meetings/", "Mira Meets")
    page.set_viewport_size(DESK)
    row = page.get_by_role("row").filter(has_text="Booth 12")
    row.hover()
    row.get_by_role("button", name="Edit the meeting with Mira Meets").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Meeting with Mira Meets deleted")).to_be_visible()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_have_count(1)


def test_a_meeting_is_edited_and_a_refused_value_stays_in_its_field(alice_s_page: Page) -> None:
    page = alice_s_page
    account = posted(page, "/api/accounts", {"name": "Edits Ines"})["id"]
    person = {"firstName": "Ines", "lastName": "Edits", "accountId": account}
    contact = posted(page, "/api/contacts", person)["id"]
    when = {"startsAt": "2027-09-14T15:00:00-05:00", "timezone": "America/Chicago", "minutes": 45}
    what = {"kind": "video", "location": "Room 9", "nextStep": "Send the plan"}
    posted(page, "/api/meetings", {"contactId": contact, **when, **what})
    page.goto(f"/contacts/{contact}/")
    card = page.get_by_role("list", name="Meetings")
    card.get_by_role("button", name=re.compile("^Edit the meeting")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Date")).to_have_value("Sep 14, 2027")
    expect(dialog.get_by_label("Time", exact=True)).to_have_value("15:00")
    expect(dialog.get_by_label("Length")).to_have_value("45")
    expect(dialog.get_by_label("Place")).to_have_value("Room 9")
    dialog.get_by_label("Time zone").fill("Mars/Base")
    dialog.get_by_label("Outcome").select_option("Completed")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Enter a valid time zone")).to_be_visible()
    expect(dialog.get_by_label("Time zone")).to_have_value("Mars/Base")
    expect(dialog.get_by_label("Outcome")).to_have_value("completed")
    assert violations(page) == []
    dialog.get_by_label("Time zone").fill("America/Chicago")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Meeting saved")).to_be_visible()
    expect(card.get_by_text("Completed")).to_be_visible()
