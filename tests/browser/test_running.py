"""A sequence while it runs: counts rise without a reload, list their people, and whoever is stuck
is helped where they are seen.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    ADMIN,
    DESK,
    PHONE,
    id_of,
    look_over,
    posted,
    signed_in,
    violations,
)
from tests.browser.test_emails import AT_ANY_TIME
from tests.fixtures.product import until

TEMPLATE = {
    "subject": "Your job as {{ contact.title }}",
    "html": """<p>Hello {{ contact.first_name }}, {{ contact.title }}.</p>
        <p>{{ workplace.postal_address }} <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>""",
}
NAMES = iter(["Runner", "Sprinter", "Strider", "Climber", "Jumper", "Rower", "Walker"])


@pytest.fixture
def running(alice_s_page: Page) -> Iterator[tuple[Page, int, str]]:
    """A published sequence of an email, a wait and an email, and an account with two contacts, one
    of them without a job title; no one is enrolled.
    """
    page, name = alice_s_page, next(NAMES)
    template = posted(page, "/api/templates", {**TEMPLATE, "name": f"{name} job"})["id"]
    email = {"type": "email", "templateId": template}
    length = {"type": "duration", "amount": 5, "unit": "days"}
    steps = [
        email | {"key": "job", "next": "days"},
        {"type": "wait", "key": "days", "until": length, "next": "again"},
        email | {"key": "again"},
    ]
    draft = {"format": 1, "start": "job", "schedule": AT_ANY_TIME, "steps": steps}
    sequence = posted(page, "/api/sequences", {"name": f"{name} jobs", "draft": draft})["id"]
    posted(page, f"/api/sequences/{sequence}/publish", {})
    yield page, sequence, name


def enroll(page: Page, sequence: int, name: str) -> None:
    """Two contacts of two accounts, as one of an account is emailed a day."""
    ids = []
    for first, title in (("Ada", "CTO"), ("Bea", "")):
        account = posted(page, "/api/accounts", {"name": f"{name} {first}"})["id"]
        body: dict[str, Any] = {
            "firstName": first,
            "lastName": name,
            "email": f"{first}@{name}.example".lower(),
            "accountId": account,
            "country": "Germany",
            "title": title,
        }
        ids.append(posted(page, "/api/contacts", body)["id"])
    sender = {
        "name": f"{name} Ode",
        "address": f"{name}@yardflow.example".lower(),
        "timezone": "Europe/Berlin",
    }
    chosen = {
        "contactIds": ids,
        "senderIds": [posted(page, "/api/senders", sender)["id"]],
        "forEventId": id_of(page, "events", "TechExpo 2026"),
    }
    assert posted(page, f"/api/sequences/{sequence}/enroll", chosen)["ready"] == 2
    progress = f"/api/sequences/{sequence}/progress"
    assert until(lambda: page.request.get(progress).json()["stuck"])


def step(page: Page, number: int) -> Locator:
    return page.locator(f"[data-step][data-number='{number}']")


def test_counts_rise_on_the_canvas_and_list_their_people(running) -> None:
    page, sequence, name = running
    page.goto(f"/sequences/{sequence}/")
    expect(step(page, 1)).to_be_visible()
    expect(page.get_by_role("button", name="1 sent")).to_have_count(0)
    enroll(page, sequence, name)
    # Nothing is reloaded.
    expect(step(page, 1).get_by_role("button", name="1 sent")).to_be_visible()
    expect(step(page, 2).get_by_role("button", name="1 waiting")).to_be_visible()
    step(page, 1).get_by_role("button", name="1 sent").click()
    drawer = page.get_by_role("dialog", name="Sent")
    expect(drawer.get_by_role("link", name=f"Ada {name}")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="1 continued here").first.click()
    drawer = page.get_by_role("dialog", name="Continued")
    expect(drawer.get_by_role("link", name=f"Ada {name}")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    step(page, 1).focus()
    page.keyboard.press("p")
    drawer = page.get_by_role("dialog", name="Waiting")
    expect(drawer.get_by_role("link", name=f"Bea {name}")).to_be_visible()


def test_someone_who_is_stuck_is_fixed_in_one_click(running) -> None:
    page, sequence, name = running
    enroll(page, sequence, name)
    look_over(page, f"/sequences/{sequence}/overview/", "A value of the template is missing")
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="A value of the template is missing").press("Enter")
    field = page.get_by_role("textbox", name=f"Job title: Bea {name}")
    field.fill("COO")
    # What helps everyone is not offered beside what helps the only one.
    expect(page.get_by_role("group", name="For all")).to_have_count(0)
    assert violations(page) == []
    field.press("Enter")
    expect(page.get_by_text("Job title saved")).to_be_visible()
    # The engine goes on with it, and the page follows.
    expect(page.get_by_text("No one is stuck.")).to_be_visible()
    expect(page.get_by_role("button", name="2 sent")).to_be_visible()


def test_on_a_phone_counts_are_listed_and_a_step_skipped_by_touch(
    running, new_page, product
) -> None:
    alice_s, sequence, name = running
    enroll(alice_s, sequence, name)
    page = signed_in(new_page(viewport=PHONE, has_touch=True, is_mobile=True), product, ADMIN)
    page.goto(f"/sequences/{sequence}/overview/")
    page.get_by_role("button", name="1 sent").tap()
    drawer = page.get_by_role("dialog", name="Sent")
    expect(drawer.get_by_role("link", name=f"Ada {name}")).to_be_visible()
    assert violations(page) == []
    drawer.get_by_role("button", name="Close").tap()
    expect(drawer).to_be_hidden()
    page.get_by_role("button", name="A value of the template is missing").tap()
    page.get_by_role("button", name=f"Skip step: Bea {name}").tap()
    expect(page.get_by_text("Step skipped for 1 contact.")).to_be_visible()
    expect(page.get_by_text("No one is stuck.")).to_be_visible()
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_text("Undone for 1 contact.")).to_be_visible()
    expect(page.get_by_role("button", name="A value of the template is missing")).to_be_visible()
    for tab in ("Forecast", "Preview", "Steps", "Overview"):
        link = page.get_by_role("link", name=tab, exact=True)
        link.tap()
        expect(link).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("heading", name=f"{name} jobs", level=1)).to_be_visible()


def test_someone_who_waits_is_emailed_now(running) -> None:
    page, sequence, name = running
    enroll(page, sequence, name)
    page.goto(f"/sequences/{sequence}/overview/")
    waiting = (
        page.locator("li").filter(has_text="Wait 5 days").get_by_role("button", name="1 waiting")
    )
    waiting.click()
    drawer = page.get_by_role("dialog", name="Waiting")
    drawer.get_by_role("button", name=f"Send now: Ada {name}").click()
    expect(page.get_by_text("Email goes out now for 1 contact.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="1 sent")).to_have_count(2)


def test_publishing_says_what_happens_to_whom(running) -> None:
    page, sequence, name = running
    enroll(page, sequence, name)
    page.goto(f"/sequences/{sequence}/")
    step(page, 2).press("Delete")
    expect(page.get_by_text("The draft differs from version 1")).to_be_visible()
    dialog = page.get_by_role("dialog", name="Publish version 2?")

    def looked() -> bool:
        """Whoever takes a step right then stays where they are."""
        page.get_by_role("button", name="Publish").click()
        expect(dialog.get_by_text("2 contacts are in this sequence and stay")).to_be_visible()
        if dialog.get_by_text("Their step is gone. They continue at").is_visible():
            return True
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        return False

    assert until(looked)
    assert violations(page) == []
    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("2 contacts are still in version 1")).to_be_visible()
    expect(page.get_by_text("Version 2 is published")).to_be_visible()
