"""A sequence from nothing to its first emails, each time whole: by mouse, by keys alone, and with a
finger on a phone.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ADMIN, posted, signed_in, violations
from tests.browser.hands import Keys, Mouse, Touch
from tests.browser.test_sequences import panel, steps
from tests.fixtures.product import until

HTML = (
    "<p>Hello {{ contact.first_name }}.</p>"
    '<p>{{ workplace.postal_address }} <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>'
)
# What is done ten times over with five steps, each changing their order.
TEN = ["down 1", "up 2", "copy 5", "down 1", "move 6", "delete 6", "delete 5", "move 4", "copy 2"]
TEN += ["delete 5"]


@pytest.mark.parametrize("kind", [Mouse, Keys, Touch])
def test_a_sequence_is_built_published_looked_ahead_at_and_runs(
    new_page: Callable[..., Page], product: str, kind: type[Mouse]
) -> None:
    page = signed_in(new_page(**kind.looks), product, ADMIN)
    hand, name = kind(page), f"By {kind.__name__}".lower()
    event = prepared(page, name)
    sequence = begun(hand, name)
    built(hand, name)
    taken_back(hand, sequence)
    published(hand)
    forecast(hand, event)
    previewed(hand, name)
    enrolled(hand, name)
    page.goto(f"/sequences/{sequence}/")
    first, second = hand.step(1), hand.step(2)
    expect(first.get_by_role("button", name="2 sent")).to_be_visible()
    expect(second.get_by_role("button", name="2 waiting")).to_be_visible()
    hand.press(page.get_by_role("link", name="Overview", exact=True))
    expect(page.get_by_role("button", name="2 sent")).to_be_visible()
    assert violations(page) == []


def prepared(page: Page, name: str) -> str:
    """A template, a sender, and two contacts of two accounts at an event, whose name it is."""
    posted(page, "/api/templates", {"name": name, "subject": "Hello", "html": HTML})
    event = posted(page, "/api/events", {"name": f"{name} show", "startsOn": "2027-09-14"})["id"]
    address = f"{name.replace(' ', '.')}@yardflow.example"
    posted(page, "/api/senders", {"name": name, "address": address, "timezone": "Europe/Berlin"})
    for first, title in (("Ada", "Head of ops"), ("Bea", "CTO")):
        account = posted(page, "/api/accounts", {"name": f"{name} {first}"})["id"]
        body: dict[str, Any] = {"firstName": first, "lastName": name, "title": title}
        body |= {"email": f"{first.lower()}.{address}".replace("yardflow", "readers")}
        body |= {"accountId": account, "eventId": event, "country": "Germany"}
        posted(page, "/api/contacts", body)
    return f"{name} show"


def begun(hand: Mouse, name: str) -> int:
    """An empty sequence that emails at any time; its number."""
    page = hand.page
    page.goto("/sequences/")
    hand.press(page.get_by_role("button", name="New sequence").first)
    hand.enter(page.get_by_role("dialog").get_by_label("Name"), name)
    hand.press(page.get_by_role("button", name="Add sequence"))
    expect(page).to_have_url(re.compile(r"/sequences/\d+/"))
    hand.press(page.get_by_role("button", name="Edit", exact=True))
    settings = page.get_by_role("dialog", name="Settings")
    for day in ("Sat", "Sun"):
        hand.press(settings.get_by_label(day))
    hand.enter_time(settings.get_by_label("Opens"), "12:00 AM")
    hand.enter_time(settings.get_by_label("Closes"), "11:59 PM")
    hand.press(settings.get_by_label("Not on public holidays"))
    hand.press(settings.get_by_role("button", name="Save settings"))
    expect(page.get_by_text("Monday to Sunday, 12:00 AM–11:59 PM")).to_be_visible()
    return int(re.sub(r"\D", "", page.url.rpartition("/sequences/")[2]))


def built(hand: Mouse, name: str) -> None:
    """Five steps with a branch and a split, each filled in as soon as it stands."""
    page = hand.page
    filled: list[tuple[str, str, str, str]] = [
        ("Email", "Add the first step", "Template", name),
        ("Wait", "Add a step after step 1", "How long", "3"),
        ("Condition", "Add a step after step 2", "Value", "ops"),
        ("A/B split", "Add a step after step 3, Yes", "Weight", "3"),
        ("Task", "Add a step after step 4, A 75%", "What to do", "Ask about the demo"),
    ]
    for number, (kind, place, label, text) in enumerate(filled, 1):
        hand.add(kind, place)
        expect(panel(page).get_by_role("heading", name=kind)).to_be_visible()
        field = panel(page).get_by_label(label, exact=True).first
        if label == "Template":
            hand.choose(field, text)
        else:
            hand.enter(field, text)
        hand.close_panel()
        expect(panel(page)).to_have_count(0)
        expect(hand.step(number)).to_be_focused()
    expect(hand.step(1)).to_contain_text(f"Email “{name}”")
    expect(hand.step(3)).to_contain_text("If title contains “ops”")
    expect(hand.step(5)).to_contain_text("Call: Ask about the demo")
    assert violations(page) == []


def taken_back(hand: Mouse, sequence: int) -> None:
    """Ten edits, and each undone: the file that the draft is saved as is the same as before."""
    page, address = hand.page, f"/api/sequences/{sequence}/file"
    file = page.request.get(address).json()
    for act in TEN:
        tool, _, number = act.partition(" ")
        before = steps(page)
        hand.act(tool, int(number))
        if tool in ("move", "copy"):
            hand.put_first()
        assert until(lambda before=before: steps(page) != before), act
    assert page.request.get(address).json() != file
    for _ in TEN:
        before = steps(page)
        hand.undo()
        assert until(lambda before=before: steps(page) != before)
    assert page.request.get(address).json() == file


def published(hand: Mouse) -> None:
    page = hand.page
    hand.press(page.get_by_role("button", name="Publish"))
    asked = page.get_by_role("dialog", name="Publish version 1?")
    expect(asked.get_by_text("Until then nothing is emailed.")).to_be_visible()
    assert violations(page) == []
    hand.press(asked.get_by_role("button", name="Publish"))
    expect(page.get_by_text("Version 1 is published")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_attribute("aria-disabled", "true")


def forecast(hand: Mouse, event: str) -> None:
    page = hand.page
    hand.press(page.get_by_role("link", name="Forecast", exact=True))
    expect(page).to_have_title(re.compile("^Forecast"))
    hand.choose(page.get_by_label("Also enroll"), f"Contacts at {event}")
    hand.press(page.get_by_role("button", name="Make forecast"))
    expect(page.get_by_text(re.compile("2 of 2 contacts|2 contacts are reached"))).to_be_visible()
    assert violations(page) == []


def previewed(hand: Mouse, name: str) -> None:
    page = hand.page
    hand.press(page.get_by_role("link", name="Preview", exact=True))
    expect(page).to_have_title(re.compile("^Preview"))
    hand.enter(page.get_by_label("Find a contact"), f"Ada {name}")
    expect(page.get_by_role("link", name=f"Ada {name}")).to_be_visible()
    expect(page.frame_locator("iframe[title=Email]").get_by_text("Hello Ada")).to_be_visible()
    for number in (2, 3):
        hand.press(page.get_by_role("button", name="Next step"))
        expect(page.get_by_text(re.compile(f"^{number} of [45]$"))).to_be_visible()
    expect(page.get_by_text("The condition is met.")).to_be_visible()
    assert violations(page) == []


def enrolled(hand: Mouse, name: str) -> None:
    page = hand.page
    page.goto(f"/contacts/?event=all&q={name}")
    for first in ("Ada", "Bea"):
        hand.press(page.get_by_role("checkbox", name=re.compile(f"^Select {first}")))
    bar = page.get_by_role("group", name="Selection")
    hand.press(bar.get_by_role("button", name="Enroll"))
    dialog = page.get_by_role("dialog", name="Enroll 2 contacts")
    hand.choose(dialog.get_by_label("Sequence"), name)
    expect(dialog.get_by_text("2 contacts will be enrolled")).to_be_visible()
    assert violations(page) == []
    hand.press(dialog.get_by_role("button", name="Enroll 2"))
    expect(page.get_by_text(f"2 contacts enrolled in {name}")).to_be_visible()
