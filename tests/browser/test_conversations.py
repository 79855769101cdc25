"""A message is answered in the sandbox's inbox: that appears on the open page, ends the sequence,
and is answered in the thread; an absence is seen with its date, and a stop as a suppression; all of
it is decided by keyboard.
"""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, id_of, look_over, posted
from tests.browser.test_emails import AT_ANY_TIME
from tests.fixtures.product import until
from tests.fixtures.sandbox import Sandbox, call

TEMPLATE = {
    "name": "Booth visit",
    "subject": "Booth 2210, {{ contact.first_name }}?",
    "text": "Come by. {{ workplace.postal_address }} {{ unsubscribe_url }}",
}
SEEN_WITHIN_MS = 5_000
NAMES = ("Nora", "Otto", "Pia")


def draft(template: int) -> dict[str, Any]:
    """An email at once, and a follow-up five days later."""
    length = {"type": "duration", "amount": 5, "unit": "days"}
    steps = [
        {"type": "email", "templateId": template, "key": "hello", "next": "days"},
        {"type": "wait", "key": "days", "until": length, "next": "again"},
        {"type": "email", "templateId": template, "key": "again"},
    ]
    return {"format": 1, "start": "hello", "schedule": AT_ANY_TIME, "steps": steps}


def enrolled(page: Page, sequence: int) -> dict[str, int]:
    """Adds three people, each of an account of their own, and enrolls them; their numbers. The
    domain of all is that of the first one's account.
    """
    contacts = {}
    for name, domain in zip(NAMES, ("talks.example", "", ""), strict=True):
        company: dict[str, object] = {"name": f"Talks {name}", "domain": domain}
        account = posted(page, "/api/accounts", company)["id"]
        person = {"firstName": name, "lastName": "Ode", "accountId": account}
        person["email"] = f"{name.lower()}@talks.example"
        contacts[name] = int(posted(page, "/api/contacts", person)["id"])
    sender = {"name": "Kim Ode", "address": "talks@yardflow.example", "timezone": "Europe/Berlin"}
    chosen = {
        "contactIds": [*contacts.values()],
        "senderIds": [posted(page, "/api/senders", sender)["id"]],
        "forEventId": id_of(page, "events", "TechExpo 2026"),
    }
    assert posted(page, f"/api/sequences/{sequence}/enroll", chosen)["ready"] == len(NAMES)
    return contacts


def arrived(sandbox: Sandbox, to: str) -> list[dict[str, Any]]:
    items = call("GET", f"{sandbox.url}/messages", params={"to": to}).json()["items"]
    return [call("GET", f"{sandbox.url}/messages/{each['id']}").json() for each in items]


def reply(page: Page, sandbox: Sandbox, to: str, kind: str, text: str = "") -> None:
    """Answers the message to this address on its page of the sandbox's inbox."""
    assert until(lambda: arrived(sandbox, to), 40)
    page.goto(f"{sandbox.url}/inbox/{arrived(sandbox, to)[0]['id']}")
    page.get_by_label("Kind").select_option(kind)
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("heading", name="Reply sent")).to_be_visible()


def reply_from_elsewhere(sandbox: Sandbox, to: str, **how: object) -> None:
    """An answer to the first message to this address, of a kind that the inbox has no form for."""
    body = {"message": arrived(sandbox, to)[-1]["id"], **how}
    assert call("POST", f"{sandbox.url}/control/replies", json=body).is_success


def came_in(page: Page, contact: int) -> bool:
    """Whether a reply of the contact was read."""
    return bool(page.request.get(f"/api/replies?contactId={contact}").json()["items"])


def test_a_reply_ends_the_sequence_and_is_answered_in_the_thread(
    alice_s_page: Page, sandbox: Sandbox
) -> None:
    page = alice_s_page
    page.goto("/settings/?tab=email")
    page.get_by_label("Reply domain").fill("reply.yardflow.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    template = posted(page, "/api/templates", TEMPLATE)["id"]
    body = {"name": "Booth talks", "draft": draft(template)}
    sequence = posted(page, "/api/sequences", body)["id"]
    page.request.post(f"/api/sequences/{sequence}/publish")
    contacts = enrolled(page, sequence)

    assert until(lambda: arrived(sandbox, "nora@talks.example"), 40)
    page.goto(f"/contacts/{contacts['Nora']}/")
    conversation = page.get_by_role("list", name="Conversation")
    expect(conversation.get_by_text("Come by.")).to_be_visible()
    elsewhere = page.context.new_page()
    reply(elsewhere, sandbox, "nora@talks.example", "human", "Tuesday at ten?")
    # Counted from when it was sent: it is read, stored, followed, and shown.
    expect(conversation.get_by_text("Tuesday at ten?")).to_be_visible(timeout=SEEN_WITHIN_MS)
    enrollment = f"/api/enrollments?contactId={contacts['Nora']}"
    (found,) = page.request.get(enrollment).json()["items"]
    assert (found["status"], found["exitReason"]) == ("exited", "They replied")
    page.get_by_role("textbox", name="Answer").fill("Ten it is.")
    page.get_by_role("button", name="Send answer").click()
    expect(conversation.get_by_text("Ten it is.")).to_be_visible()
    assert until(lambda: len(arrived(sandbox, "nora@talks.example")) == 2, 40)
    answer, first = arrived(sandbox, "nora@talks.example")
    assert answer["headers"]["References"].split()[0] == first["headers"]["Message-ID"]
    assert answer["subject"] == "Re: Booth 2210, Nora?"
    elsewhere.goto(f"{sandbox.url}/inbox/{answer['id']}")
    expect(elsewhere.get_by_role("heading", name="This thread")).to_be_visible()
    look_over(page, f"/contacts/{contacts['Nora']}/", "Ten it is.")
    page.set_viewport_size(DESK)

    page.goto("/inbox/?show=away")
    reply(elsewhere, sandbox, "otto@talks.example", "out_of_office")
    away = page.get_by_role("row").filter(has_text="Otto Ode")
    expect(away.get_by_text("On hold until")).to_be_visible(timeout=SEEN_WITHIN_MS)
    reply(elsewhere, sandbox, "pia@talks.example", "stop")
    elsewhere.close()
    away.locator("[data-inbox-item]").focus()
    page.keyboard.press("h")
    dialog = page.get_by_role("dialog", name="Change the hold")
    dialog.get_by_role("button", name="End the hold now").click()
    expect(page.get_by_text("Released from hold")).to_be_visible()
    assert until(lambda: came_in(page, contacts["Otto"]) and came_in(page, contacts["Pia"]), 40)
    page.goto("/inbox/?show=stops")
    expect(page.get_by_text("No more emails go to them.").first).to_be_visible()
    page.goto("/suppressions/")
    expect(page.get_by_text("pia@talks.example").first).to_be_visible()
    page.goto("/inbox/?show=all")
    row = page.get_by_role("row").filter(has_text="Nora Ode")
    expect(row).to_be_visible()
    page.goto("/inbox/")
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    # Whoever was answered waits for no one.
    expect(row).to_have_count(0)

    assistant = {"sender": "vera@talks.example", "elsewhere": True, "unthreaded": True}
    reply_from_elsewhere(sandbox, "nora@talks.example", **assistant)
    row = page.get_by_role("row").filter(has_text="vera@talks.example")
    expect(row).to_contain_text("To place")
    row.locator("[data-inbox-item]").focus()
    page.keyboard.press("p")
    here = page.get_by_role("dialog", name="Place this reply").get_by_role("button")
    expect(here.first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Placed with Nora Ode")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Nora Ode")
    row.locator("[data-inbox-item]").focus()
    page.keyboard.press("d")
    expect(row).to_have_count(0)
    reply_from_elsewhere(sandbox, "nora@talks.example", text="When will you stop writing to me?")
    expect(row).to_contain_text("May ask to stop")
    row.locator("[data-inbox-item]").focus()
    page.keyboard.press("x")
    expect(page.get_by_text("Suppressed", exact=True)).to_be_visible()
    expect(row).to_have_count(0)
    reply_from_elsewhere(sandbox, "otto@talks.example", kind="left")
    page.goto("/inbox/?show=stops")
    row = page.get_by_role("row").filter(has_text="Otto Ode")
    expect(row).to_contain_text("Left the company")
    row.locator("[data-inbox-item]").focus()
    page.keyboard.press("s")
    expect(page.get_by_role("dialog", name="Enroll Robin Vale")).to_be_visible()
    look_over(page, "/inbox/?show=all", "Nora Ode")
