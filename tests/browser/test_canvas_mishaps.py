"""Where builders are known to fail: undo, branches, focus, zoom, tabs, long names, phones."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import ADMIN, DESK, PHONE, signed_in, violations
from tests.browser.hands import Touch
from tests.browser.test_canvas import created, of_a_hundred
from tests.browser.test_sequences import DRAFT, now, panel, publish, step
from tests.fixtures.product import until

OPS = {"type": "field", "field": "contact.title", "operator": "contains", "value": "ops"}
TITLES = {"call": "Call", "visit": "Visit the booth", "thanks": "Say thanks"}
# A branch that holds a split, beside one with a step.
BRANCHES: dict[str, Any] = {
    "format": 1,
    "start": "asks",
    "steps": [
        {"type": "condition", "key": "asks", "tests": [OPS], "yes": "split", "no": "thanks"},
        {"type": "split", "key": "split", "weights": [1, 1], "ways": ["call", "visit"]},
        *[
            {"type": "task", "key": key, "kind": "call", "title": title, "next": None}
            for key, title in TITLES.items()
        ],
    ],
}

PLACE_AT = "at => document.elementFromPoint(...at)?.closest('[data-place]')?.dataset.place"


def file(page: Page) -> dict[str, Any]:
    """The draft as it is saved."""
    number = page.url.rpartition("/sequences/")[2].strip("/")
    return dict(page.request.get(f"/api/sequences/{number}/file").json())


def test_what_went_to_another_branch_comes_back_as_it_was(alice_s_page: Page) -> None:
    page = alice_s_page
    created(page, "Between branches", BRANCHES)
    now(page, "asks", "split", "call", "visit", "thanks")
    before = file(page)
    page.locator("[data-step=call]").drag_to(page.locator("[data-place='thanks/0']"))
    now(page, "asks", "split", "visit", "thanks", "call")
    page.locator("[data-step=thanks]").drag_to(page.locator("[data-place='split/0']"))
    now(page, "asks", "split", "thanks", "visit", "call")
    after = file(page)
    drawn = {
        "z": ("asks", "split", "call", "visit", "thanks"),
        "y": ("asks", "split", "thanks", "visit", "call"),
    }
    for key, keys in (("z", before), ("y", after), ("z", before)):
        for _ in range(2):
            page.keyboard.press(f"Control+{key}")
        assert until(lambda keys=keys: file(page) == keys), key
        now(page, *drawn[key])  # what can be undone and repeated is known by then, too


def test_a_branch_is_copied_with_the_split_on_it(alice_s_page: Page) -> None:
    page = alice_s_page
    created(page, "Copied branch", BRANCHES)
    page.locator("[data-step=split]").focus()
    page.keyboard.press("Control+c")
    page.locator("[data-step=thanks]").focus()
    page.keyboard.press("Control+v")
    now(page, "asks", "split", "call", "visit", "thanks", "split-2", "task", "task-2")
    expect(page.locator("[data-step=split-2]")).to_have_accessible_name(
        re.compile("A 50%: 7. Call: Call. B 50%: 8. Call: Visit the booth")
    )
    page.locator("[data-step=split-2]").press("Delete")
    now(page, "asks", "split", "call", "visit", "thanks")
    expect(page.get_by_text("Deleted with 2 steps on its branches").first).to_be_visible()


def test_an_email_that_a_condition_asks_about_is_missed_when_it_is_deleted(
    alice_s_page: Page,
) -> None:
    page = alice_s_page
    opened = {"type": "email", "step": "intro", "happened": "opened"}
    steps = [
        {"type": "email", "key": "intro", "templateId": 0, "next": "asks"},
        {"type": "condition", "key": "asks", "tests": [opened], "yes": None, "no": None},
    ]
    created(page, "Asked about", {"format": 1, "start": "intro", "steps": steps})
    step(page, 1).press("Delete")
    said = page.get_by_text("This asks about an email that isn't in the sequence.")
    expect(said).to_be_visible()
    expect(step(page, 1)).to_contain_text("If a missing email was opened")
    step(page, 1).press("Enter")
    email = panel(page).get_by_label("Email", exact=True)
    assert email.evaluate("each => each.selectedOptions[0].text") == "A missing step"
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(said).to_have_count(0)


def test_the_focus_is_never_lost_where_a_step_is_deleted(alice_s_page: Page) -> None:
    page = alice_s_page
    created(page, "Deleted", DRAFT)
    step(page, 4).press("Enter")
    expect(panel(page)).to_be_visible()
    step(page, 4).press("Delete")
    expect(panel(page)).to_have_count(0)
    for number in (3, 2, 1):
        expect(step(page, number)).to_be_focused()
        page.keyboard.press("Delete")
    expect(page.get_by_role("button", name="Add the first step")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator("[data-step]")).to_have_count(1)


def test_the_tools_are_beside_the_step_that_has_the_focus(alice_s_page: Page) -> None:
    page = alice_s_page
    created(page, "Tools", DRAFT)
    step(page, 2).press("Delete")
    now(page, "call", "split", "visit")
    step(page, 1).focus()
    page.keyboard.press("Control+z")
    expect(page.locator("[data-step]")).to_have_count(4)
    expect(step(page, 1)).to_have_attribute("data-chosen", "")
    page.locator("[data-scroller]").click(position={"x": 8, "y": 8})
    expect(page.get_by_role("toolbar", name="Step")).to_be_hidden()
    step(page, 1).click()
    expect(page.get_by_role("button", name="Edit step 1")).to_be_visible()


def test_what_is_zoomed_and_scrolled_is_dragged_and_added_to_where_it_is(
    alice_s_page: Page,
) -> None:
    page = alice_s_page
    page.set_viewport_size({"width": 1000, "height": 600})
    created(page, "Zoomed", BRANCHES)
    for _ in range(2):
        page.get_by_role("button", name="Zoom out").click()
    expect(page.get_by_role("status").get_by_text("65%", exact=True)).to_be_visible()
    page.locator("[data-step=visit]").drag_to(page.locator("[data-place='thanks/0']"))
    now(page, "asks", "split", "call", "thanks", "visit")
    place = page.locator("[data-place='visit/0']")
    place.click()
    menu = page.get_by_role("menu", name="Kind of step")
    at, kinds = place.bounding_box() or {}, menu.bounding_box() or {}
    assert abs(kinds["x"] - at["x"]) < kinds["width"] + at["width"]
    assert abs(kinds["y"] - at["y"]) < kinds["height"] + at["height"]
    expect(menu.get_by_role("menuitem", name="Exit")).to_be_in_viewport(ratio=0.99)
    page.keyboard.press("Escape")
    expect(place).to_be_focused()


def test_the_picture_is_pulled_along_with_the_mouse(alice_s_page: Page) -> None:
    page = alice_s_page
    page.set_viewport_size({"width": 1000, "height": 600})
    created(page, "Pulled", BRANCHES)
    step(page, 1).focus()
    scroller = page.locator("[data-scroller]")
    box = scroller.bounding_box() or {}
    before = scroller.evaluate("each => each.scrollTop")
    page.mouse.move(box["x"] + 12, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 12, box["y"] + 60, steps=3)
    page.mouse.up()
    assert scroller.evaluate("each => each.scrollTop") == before + 90
    expect(page.locator("[data-chosen]")).to_have_count(1)
    page.mouse.move(box["x"] + 12, box["y"] + 10, steps=3)
    assert scroller.evaluate("each => each.scrollTop") == before + 90, "it was let go"


def test_names_without_end_stay_within_their_steps(alice_s_page: Page) -> None:
    page = alice_s_page
    page.set_viewport_size(PHONE)
    task = {"type": "task", "key": "task", "kind": "call", "title": "W" * 200, "next": None}
    created(page, "Endless", {"format": 1, "start": "task", "steps": [task]})
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        inner = step(page, 1).locator(".yf-canvas-text")
        over = "(each, edge) => each.getBoundingClientRect().right - edge"
        edge = step(page, 1).evaluate("each => each.getBoundingClientRect().right")
        assert inner.evaluate(over, edge) <= 0
        step(page, 1).click()
        expect(panel(page)).to_be_visible()


def test_a_sequence_opens_as_wide_as_the_screen_while_it_is_legible(alice_s_page: Page) -> None:
    page = alice_s_page
    page.set_viewport_size(PHONE)
    scroller = page.locator("[data-scroller]")

    def percent() -> int:
        return int(page.locator("[data-percent]").inner_text().rstrip("%"))

    created(page, "One by one", of_a_hundred())
    expect(step(page, 1)).to_be_in_viewport(ratio=1)
    assert 70 < percent() < 100
    assert scroller.evaluate("each => each.scrollWidth <= each.clientWidth")
    created(page, "Side by side", BRANCHES)
    expect(step(page, 1)).to_be_in_viewport(ratio=1)
    assert percent() == 70
    spot = page.locator("[data-place='asks/0']").bounding_box() or {}
    for x, y in ((-20, 0), (20, 0), (0, -20), (0, 20)):
        middle = [spot["x"] + spot["width"] / 2 + x, spot["y"] + spot["height"] / 2 + y]
        assert page.evaluate(PLACE_AT, middle) == "asks/0", "a finger needs 44 px"
    # What a person chose stays.
    page.get_by_role("button", name="Zoom in").click()
    page.reload()
    expect(step(page, 1)).to_be_visible()
    assert percent() == 80
    page.set_viewport_size(DESK)
    created(page, "At a desk", BRANCHES)
    expect(step(page, 1)).to_be_visible()
    assert scroller.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_hundred_steps_are_worked_with_on_a_phone(
    new_page: Callable[..., Page], product: str
) -> None:
    page = signed_in(new_page(**Touch.looks), product, ADMIN)
    created(page, "A hundred by touch", of_a_hundred())
    hand = Touch(page)
    page.get_by_role("button", name="Fit").tap()
    box = page.locator("[data-plane]").bounding_box() or {}
    assert box["width"] <= PHONE["width"]
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").tap()
    hand.act("up", 100)
    expect(step(page, 99)).to_have_attribute("data-step", "call-99")
    expect(step(page, 99)).to_be_in_viewport()
    hand.undo()
    expect(step(page, 100)).to_have_attribute("data-step", "call-99")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_tab_shows_what_the_same_person_does_in_another(alice_s_page: Page) -> None:
    page = alice_s_page
    created(page, "Two tabs", DRAFT)
    other = page.context.new_page()
    other.goto(page.url)
    step(other, 2).press("Delete")
    now(page, "call", "split", "visit")
    step(page, 1).press("Delete")
    now(other, "split", "visit")
    other.keyboard.press("Control+z")
    expect(other.get_by_text("Someone else has changed this since")).to_be_visible()
    now(other, "split", "visit")


def test_what_can_be_published_follows_undo_and_redo(alice_s_page: Page) -> None:
    page = alice_s_page
    created(page, "Nothing new", DRAFT)
    publish(page).get_by_role("button", name="Publish").click()
    asks = page.get_by_role("button", name="Publish")
    expect(asks).to_have_attribute("aria-disabled", "true")
    step(page, 2).press("Delete")
    for key, blocked in (("z", "true"), ("y", "false"), ("z", "true")):
        expect(asks).to_have_attribute("aria-disabled", "false" if blocked == "true" else "true")
        page.keyboard.press(f"Control+{key}")
        expect(asks).to_have_attribute("aria-disabled", blocked)
