"""A sequence is drafted step by step, published, paused, and looked at."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    ADMIN,
    DESK,
    MEMBER,
    PHONE,
    arrived,
    look_over,
    signed_in,
    violations,
)
from tests.fixtures.product import until


def step(page: Page, number: int) -> Locator:
    """A step on the canvas."""
    return page.locator(f"[data-step][data-number='{number}']")


def steps(page: Page) -> list[str]:
    """The keys of the steps, in the order of the walk."""
    keys = page.locator("[data-step]").evaluate_all("all => all.map(each => each.dataset.step)")
    return [*map(str, keys)]


def panel(page: Page) -> Locator:
    """The side panel of the open step."""
    return page.get_by_role("complementary", name="Step")


def add_step(page: Page, opener: str, kind: str, fields: dict[str, str]) -> None:
    page.get_by_role("button", name=opener, exact=True).click()
    page.get_by_role("menuitem", name=kind).click()
    expect(panel(page).get_by_role("heading", name=kind)).to_be_visible()
    for label, text in fields.items():
        panel(page).get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Tab")


def publish(page: Page) -> Locator:
    """Asks for the draft to be published; the dialog that says what that does."""
    page.get_by_role("button", name="Publish").click()
    return page.get_by_role("dialog", name=re.compile("^Publish version"))


def test_a_sequence_is_drafted_published_and_paused(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/sequences/")
    page.get_by_role("button", name="New sequence").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill("Booth calls")
    page.get_by_role("button", name="Add sequence").click()
    expect(page).to_have_url(re.compile(r"/sequences/\d+/"))
    add_step(page, "Add the first step", "Wait", {"How long": "3"})
    expect(step(page, 1)).to_contain_text("Wait 3 days")
    add_step(page, "Add a step after step 1", "Task", {})
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Say what is to be done.").first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Step 2", exact=True).click()
    expect(panel(page).get_by_label("What to do")).to_be_focused()
    page.keyboard.type("Ask about the demo")
    page.keyboard.press("Enter")
    expect(step(page, 2)).to_contain_text("Call: Ask about the demo")
    add_step(page, "Add a step after step 1", "A/B split", {})
    expect(step(page, 2)).to_have_accessible_name(re.compile("A 50%: 3. Call: Ask about the demo"))
    look_over(page, page.url, "Wait 3 days")
    page.set_viewport_size(DESK)
    publish(page).get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is published")).to_be_visible()
    unchanged = page.get_by_role("button", name="Publish")
    expect(unchanged).to_have_attribute("aria-disabled", "true")
    expect(unchanged).to_have_accessible_description("Nothing has changed since version 1.")
    unchanged.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    step(page, 1).click()
    panel(page).get_by_label("Wait", exact=True).select_option("event")
    panel(page).get_by_label("Days", exact=True).fill("-10")
    panel(page).get_by_label("Time (venue)").fill("10:00")
    page.keyboard.press("Tab")
    expect(panel(page).get_by_text(re.compile(r", 10:00 AM in Las Vegas$"))).to_be_visible()
    assert violations(page) == []
    said = "Step 1: Wait 3 days → until 10 days before the event at 10:00 AM"
    expect(page.get_by_text(said)).to_be_visible()
    panel(page).get_by_role("button", name="Close panel").click()
    expect(step(page, 1)).to_be_focused()
    asked = publish(page)
    expect(asked.get_by_text(said)).to_be_visible()
    expect(asked.get_by_text("No one is in this sequence right now.")).to_be_visible()
    assert violations(page) == []
    asked.get_by_role("button", name="Cancel").click()
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


def test_steps_are_dragged_on_the_canvas_and_taken_back(alice_s_page: Page) -> None:
    page = alice_s_page
    opened(page, "Dragged")
    step(page, 2).drag_to(page.locator("[data-place='split/1']"))
    now(page, "call", "split", "visit", "wait")
    step(page, 2).drag_to(page.locator("[data-place='/0']"))
    now(page, "split", "visit", "wait", "call")
    page.get_by_role("button", name="Exit", exact=True).drag_to(
        page.locator("[data-place='visit/0']")
    )
    now(page, "split", "visit", "exit", "wait", "call")
    panel(page).get_by_label("Reason").fill("Visited")
    page.keyboard.press("Tab")
    expect(step(page, 3)).to_contain_text("Exit: Visited")
    for left in (5, 4, 4, 4):
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("[data-step]")).to_have_count(left)
    now(page, "call", "wait", "split", "visit")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_the_canvas_goes_by_keys_alone(alice_s_page: Page) -> None:
    page = alice_s_page
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
    expect(panel(page).get_by_label("Wait", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("5")
    page.keyboard.press("Control+z")  # of the field: it is typed in
    expect(panel(page).get_by_label("How long")).to_have_value("2")
    page.keyboard.press("Control+a")
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    expect(step(page, 1)).to_contain_text("Wait 5 days")
    page.keyboard.press("Control+z")  # of the canvas: a choice is not typed
    expect(step(page, 1)).to_contain_text("Wait 2 days")
    expect(panel(page).get_by_label("How long")).to_have_value("2")
    page.keyboard.press("Escape")
    now(page, "wait", "call", "visit")
    expect(step(page, 1)).to_be_focused()


def test_a_step_is_moved_with_a_finger(new_page: Callable[..., Page], product: str) -> None:
    page = signed_in(new_page(viewport=PHONE, has_touch=True), product, ADMIN)
    opened(page, "By touch")
    step(page, 2).tap()
    page.get_by_role("button", name="Move step 2 elsewhere").tap()
    page.locator("[data-place='/0']").tap()
    now(page, "wait", "call", "split", "visit")
    page.get_by_role("button", name="Add a step after step 2").tap()
    page.get_by_role("menuitem", name="Wait").tap()
    expect(panel(page).get_by_role("heading", name="Wait")).to_be_visible()
    expect(step(page, 3)).to_be_in_viewport()
    assert violations(page) == []


def colleague(page: Page, joining: Page) -> Page:
    """Another administrator, invited by the one of the page."""
    here = page.url
    page.goto("/settings/?tab=team")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("Email").fill("carol@yardflow.com")
    page.get_by_role("dialog").get_by_label("Role").select_option("ADMIN")
    page.get_by_role("button", name="Create link").click()
    joining.goto(page.locator("#fresh-link").inner_text())
    joining.get_by_label("Your name").fill("Carol Reyes")
    joining.get_by_label("Password").fill("a short sentence")
    joining.get_by_role("button", name="Join").click()
    expect(joining.get_by_role("heading", name="Dashboard")).to_be_visible()
    page.goto(here)
    return joining


def test_two_administrators_at_once_lose_nothing(
    alice_s_page: Page, new_page: Callable[..., Page]
) -> None:
    page = alice_s_page
    opened(page, "Together")
    carol = colleague(page, new_page())
    carol.goto(page.url)
    expect(carol.get_by_text("has this sequence open, too")).to_be_visible()
    expect(page.get_by_text("Carol Reyes has this sequence open, too")).to_be_visible()
    step(page, 1).click()
    panel(page).get_by_label("What to do").fill("Ask about trucks")
    step(carol, 2).click()
    panel(carol).get_by_label("How long").fill("9")
    carol.keyboard.press("Tab")
    expect(step(page, 2)).to_contain_text("Wait 9 days")
    page.keyboard.press("Tab")
    expect(step(carol, 1)).to_contain_text("Call: Ask about trucks")
    step(page, 2).click()
    expect(panel(page).get_by_label("How long")).to_have_value("9")
    panel(page).get_by_label("How long").fill("4")
    panel(carol).get_by_label("How long").fill("7")
    carol.keyboard.press("Tab")
    expect(panel(page).get_by_role("definition")).to_have_text(["Wait 7 days"])
    page.keyboard.press("Tab")
    expect(panel(page).get_by_role("button", name="Keep yours")).to_be_visible()
    assert violations(page) == []
    panel(page).get_by_role("button", name="Keep yours").click()
    expect(step(carol, 2)).to_contain_text("Wait 4 days")


def test_a_member_reads_a_sequence(
    alice_s_page: Page, new_page: Callable[..., Page], product: str
) -> None:
    opened(alice_s_page, "Read")
    page = signed_in(new_page(), product, MEMBER)
    page.goto(alice_s_page.url)
    step(page, 2).click()
    expect(panel(page).get_by_label("How long")).to_be_disabled()
    names = ("Publish", "Edit", "Undo", "Delete step 2", "Add a step after step 1", "Add branch")
    for name in names:
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    page.keyboard.press("Delete")
    page.keyboard.press("ArrowDown")
    expect(step(page, 3)).to_be_focused()
    now(page, "call", "wait", "split", "visit")
    assert violations(page) == []


def test_a_file_is_dropped_on_the_list_or_chosen(alice_s_page: Page, complaints: list[str]) -> None:
    page = alice_s_page
    opened(page, "A file")
    page.get_by_role("button", name="More actions").click()
    with page.expect_download() as export:
        page.get_by_role("menuitem", name="Export as JSON").click()
    file = export.value.path().read_text()

    def exported() -> dict[str, Any]:
        number = re.sub(r"\D", "", page.url.rpartition("/sequences/")[2])
        return dict(page.request.get(f"/api/sequences/{number}/file").json())

    def dropped(*contents: str) -> None:
        data = page.evaluate_handle(
            """(contents) => {
              const data = new DataTransfer();
              for (const text of contents) data.items.add(new File([text], "a.json"));
              return data;
            }""",
            [*contents],
        )
        for name in ("dragover", "drop"):
            page.dispatch_event("main", name, {"dataTransfer": data})

    page.goto("/sequences/")
    expect(page.get_by_role("button", name="Import")).to_be_visible()
    dropped("{")
    form = page.get_by_role("dialog", name="Import a sequence")
    expect(form.get_by_text("not a sequence exported as JSON")).to_be_visible()
    assert ["422" in said for said in complaints] == [True], "the browser says it, too"
    complaints.clear()
    assert violations(page) == []
    dropped(file, file)
    expect(form.get_by_text("Drop one file at a time.")).to_be_visible()
    dropped(file)
    expect(page.get_by_text("Imported as A file (2)")).to_be_visible()
    now(page, "call", "wait", "split", "visit")
    assert exported() == {**json.loads(file), "name": "A file (2)"}
    page.set_viewport_size(PHONE)
    page.goto("/sequences/")
    page.get_by_role("button", name="Import").focus()
    page.keyboard.press("Enter")
    chosen = {"name": "a.json", "mimeType": "application/json", "buffer": file.encode()}
    form.get_by_label("File to import").set_input_files(chosen)  # type: ignore[arg-type]
    expect(page.get_by_text("Imported as A file (3)")).to_be_visible()


def test_a_step_is_copied_into_another_sequence_in_another_tab(
    new_page: Callable[..., Page], product: str
) -> None:
    page = signed_in(new_page(), product, ADMIN)
    opened(page, "Copied from")
    step(page, 3).focus()
    page.keyboard.press("Control+c")
    other = page.context.new_page()
    opened(other, "Copied to")
    step(other, 2).focus()
    other.keyboard.press("Control+v")
    now(other, "call", "wait", "split-2", "split", "visit")
    other.request.post("/api/sequences", data={"name": "Copied to nothing"})
    other.goto("/sequences/?q=nothing")
    other.get_by_role("link", name="Copied to nothing").click()
    other.get_by_role("heading", name="Copied to nothing").wait_for()
    arrived(other)
    other.get_by_role("button", name="Paste a step").click()
    now(other, "split")
