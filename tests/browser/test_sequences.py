"""A sequence is drafted step by step, published, paused, and looked at."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MEMBER, PHONE, look_over, signed_in, violations
from tests.fixtures.product import until


def step(page: Page, number: int) -> Locator:
    """A step on the canvas."""
    return page.locator(f"[data-step][data-number='{number}']")


def steps(page: Page) -> list[str]:
    """The keys of the steps, in the order of the walk."""
    keys = page.locator("[data-step]").evaluate_all("all => all.map(each => each.dataset.step)")
    return [*map(str, keys)]


def add_step(page: Page, opener: str, kind: str, fields: dict[str, str]) -> None:
    page.get_by_role("button", name=opener, exact=True).click()
    page.get_by_role("menuitem", name=kind).click()
    form = page.get_by_role("dialog", name=kind)
    for label, text in fields.items():
        form.get_by_label(label, exact=True).fill(text)
    form.get_by_role("button", name="Add step").click()
    expect(form).to_be_hidden()


def test_a_sequence_is_drafted_published_and_paused(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/sequences/")
    page.get_by_role("button", name="New sequence").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill("Booth calls")
    page.get_by_role("button", name="Add sequence").click()
    expect(page).to_have_url(re.compile(r"/sequences/\d+/"))
    add_step(page, "Add the first step", "Wait", {"How long": "3"})
    add_step(page, "Add a step after step 1", "Task", {"What to do": "Ask about the demo"})
    add_step(page, "Add a step after step 1", "A/B split", {})
    expect(step(page, 2)).to_have_accessible_name(re.compile("A 50%: 3. Call: Ask about the demo"))
    look_over(page, page.url, "Wait 3 days")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is published")).to_be_visible()
    step(page, 1).click()
    page.get_by_role("button", name="Edit step 1").click()
    form = page.get_by_role("dialog", name="Edit wait")
    form.get_by_label("Wait", exact=True).select_option("event")
    form.get_by_label("Days", exact=True).fill("-10")
    assert violations(page) == []
    form.get_by_role("button", name="Save step").click()
    expect(page.get_by_text("The draft differs from version 1:")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("Holidays")
    page.get_by_role("button", name="Pause sequence").click()
    expect(page.get_by_text("Paused: Holidays")).to_be_visible()
    look_over(page, "/sequences/", "Booth calls")


DRAFT = {
    "format": 1,
    "start": "call",
    "steps": [
        {"type": "task", "key": "call", "kind": "call", "title": "Call", "next": "wait"},
        {"type": "wait", "key": "wait", "until": {"type": "duration", "amount": 2, "unit": "days"},
         "next": "split"},
        {"type": "split", "key": "split", "weights": [1, 1], "ways": ["visit", None]},
        {"type": "task", "key": "visit", "kind": "booth_visit", "title": "Visit", "next": None},
    ],
}  # fmt: skip


def opened(page: Page, name: str) -> None:
    sequence = page.request.post("/api/sequences", data={"name": name, "draft": DRAFT})
    page.goto(f"/sequences/{sequence.json()['id']}/")
    expect(step(page, 4)).to_be_visible()


def now(page: Page, *keys: str) -> None:
    assert until(lambda: steps(page) == [*keys]), steps(page)


def test_steps_are_dragged_on_the_canvas_and_taken_back(bob_s_page: Page) -> None:
    page = bob_s_page
    opened(page, "Dragged")
    step(page, 2).drag_to(page.locator("[data-place='split/1']"))
    now(page, "call", "split", "visit", "wait")
    step(page, 2).drag_to(page.locator("[data-place='/0']"))
    now(page, "split", "visit", "wait", "call")
    page.get_by_role("button", name="Exit", exact=True).drag_to(
        page.locator("[data-place='visit/0']")
    )
    form = page.get_by_role("dialog", name="Exit")
    form.get_by_label("Reason").fill("Visited")
    form.get_by_role("button", name="Add step").click()
    now(page, "split", "visit", "exit", "wait", "call")
    for left in (4, 4, 4):
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("[data-step]")).to_have_count(left)
    now(page, "call", "wait", "split", "visit")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_the_canvas_goes_by_keys_alone(bob_s_page: Page) -> None:
    page = bob_s_page
    opened(page, "By keys")
    step(page, 1).focus()
    page.keyboard.press("Alt+ArrowDown")
    now(page, "wait", "call", "split", "visit")
    expect(step(page, 2)).to_be_focused()
    page.keyboard.press("Control+c")
    page.keyboard.press("ArrowDown")
    expect(step(page, 3)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(step(page, 4)).to_be_focused()
    page.keyboard.press("Control+v")
    now(page, "wait", "call", "split", "visit", "task")
    page.keyboard.press("m")
    expect(page.locator("[data-carrying=move]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(step(page, 4)).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert until(lambda: steps(page).index("visit") < steps(page).index("split")), steps(page)
    for _ in range(3):
        page.keyboard.press("Control+z")
    now(page, "call", "wait", "split", "visit")
    page.keyboard.press("Control+y")
    now(page, "wait", "call", "split", "visit")
    step(page, 3).press("Delete")
    now(page, "wait", "call", "visit")
    step(page, 1).press("a")
    expect(page.get_by_role("menuitem", name="Email")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Wait")).to_be_focused()
    page.keyboard.press("Escape")
    step(page, 1).press("Enter")
    form = page.get_by_role("dialog", name="Edit wait")
    form.get_by_label("How long").press("Control+z")
    form.get_by_role("button", name="Cancel").click()
    now(page, "wait", "call", "visit")
    expect(step(page, 1)).to_be_focused()


def test_a_step_is_moved_with_a_finger(new_page: Callable[..., Page], product: str) -> None:
    page = signed_in(new_page(viewport=PHONE, has_touch=True), product, MEMBER)
    opened(page, "By touch")
    step(page, 2).tap()
    page.get_by_role("button", name="Move step 2 elsewhere").tap()
    page.locator("[data-place='/0']").tap()
    now(page, "wait", "call", "split", "visit")
    page.get_by_role("button", name="Add a step after step 2").tap()
    page.get_by_role("menuitem", name="Wait").tap()
    expect(page.get_by_role("dialog", name="Wait")).to_be_visible()
    assert violations(page) == []
