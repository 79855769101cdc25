"""The canvas of a sequence: edits undone, a hundred steps, templates edited beside it."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.browser.test_sequences import DRAFT, now, panel, step, steps
from tests.fixtures.product import until


def created(page: Page, name: str, draft: dict[str, Any] | None = None) -> None:
    body = {"name": name, **({"draft": draft} if draft else {})}
    made = page.request.post("/api/sequences", data=body)
    page.goto(f"/sequences/{made.json()['id']}/")
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def of_a_hundred() -> dict[str, Any]:
    """A draft of calls, one after the other."""
    keys = [f"call-{number}" for number in range(100)]
    called = [
        {"type": "task", "key": key, "kind": "call", "title": "Call", "next": following}
        for key, following in zip(keys, [*keys[1:], None], strict=True)
    ]
    return {"format": 1, "start": keys[0], "steps": called}


def test_ten_edits_are_undone_and_done_again(alice_s_page: Page) -> None:
    page = alice_s_page
    created(page, "Ten edits", DRAFT)
    before = ["call", "wait", "split", "visit"]
    now(page, *before)
    step(page, 1).focus()
    for turn in range(10):
        page.keyboard.press("Alt+ArrowDown" if turn % 2 == 0 else "Alt+ArrowUp")
        first = "wait" if turn % 2 == 0 else "call"
        assert until(lambda first=first: steps(page)[0] == first), steps(page)
    for _ in range(10):
        page.keyboard.press("Control+z")
    now(page, *before)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    for _ in range(9):
        page.keyboard.press("Control+y")
    now(page, "wait", "call", "split", "visit")


def test_a_hundred_steps_are_zoomed_walked_and_seen_as_a_whole(alice_s_page: Page) -> None:
    page = alice_s_page
    created(page, "A hundred", of_a_hundred())
    expect(step(page, 100)).to_be_attached()
    plane, scroller = page.locator("[data-plane]"), page.locator("[data-scroller]")

    def zoom() -> float:
        return float(plane.evaluate("each => getComputedStyle(each).zoom"))

    page.get_by_role("button", name="Zoom out").click()
    assert zoom() == 0.8
    scroller.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, 120)
    assert until(lambda: zoom() == 0.65), zoom()
    page.mouse.wheel(0, -120)
    assert until(lambda: zoom() == 0.8), zoom()
    page.keyboard.up("Control")
    page.get_by_role("button", name="Fit").click()
    assert zoom() < 0.25, "all of it is seen"
    for _ in range(8):
        page.get_by_role("button", name="Zoom in").click()
    assert zoom() == 1
    small = page.locator("[data-map]")
    box = small.bounding_box() or {}
    small.click(position={"x": box["width"] / 2, "y": box["height"] - 3})
    expect(step(page, 100)).to_be_in_viewport()
    seen = page.locator("[data-seen]")
    assert until(lambda: float(seen.get_attribute("y") or 0) > 1_000)
    step(page, 100).press("Alt+ArrowUp")
    expect(step(page, 99)).to_be_focused()
    expect(step(page, 99)).to_have_attribute("data-step", re.compile("call-99"))
    assert violations(page) == []


# Writes down when a move is sent and when the focus goes somewhere, and lets a step be dropped.
NOTED = """([dragged, place]) => {
  window.noted = [];
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    if (String(data).includes("move_step")) window.noted.push("sent");
    return send.call(this, data);
  };
  document.addEventListener("focusin", () => window.noted.push("focus"));
  const at = document.querySelector(place).getBoundingClientRect();
  const on = { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() };
  [on.clientX, on.clientY] = [at.left + at.width / 2, at.top + at.height / 2];
  const does = (what, name) => document.querySelector(what).dispatchEvent(new DragEvent(name, on));
  does(dragged, "dragstart");
  setTimeout(() => (does(place, "dragover"), does(place, "drop")), 50);
}"""


def test_a_drop_is_sent_before_the_focus_moves(alice_s_page: Page) -> None:
    page = alice_s_page
    created(page, "Sent first", DRAFT)
    now(page, "call", "wait", "split", "visit")
    page.evaluate(NOTED, ["[data-step=call]", "[data-place='wait/0']"])
    now(page, "wait", "call", "split", "visit")
    assert page.evaluate("window.noted.slice(0, 2)") == ["sent", "focus"]


def test_what_is_written_in_a_template_stays_while_another_step_is_open(alice_s_page: Page) -> None:
    page = alice_s_page
    text = "Hi {{ contact.first_name }} {{ unsubscribe_url }} {{ workplace.postal_address }}"
    values = {"name": "Beside", "subject": "Hello", "text": text}
    template = page.request.post("/api/templates", data=values).json()
    email = {"type": "email", "key": "email", "templateId": template["id"], "next": "call"}
    call = {"type": "task", "key": "call", "kind": "call", "title": "Call", "next": None}
    created(page, "Written", {"format": 1, "start": "email", "steps": [email, call]})
    step(page, 1).click()
    panel(page).get_by_role("button", name="Edit template").click()
    area = panel(page).get_by_label("Text", exact=True)
    area.fill(f"See you soon. {text}")
    expect(panel(page).get_by_text("Not saved yet")).to_be_visible()
    step(page, 2).click()
    expect(panel(page).get_by_label("What to do")).to_be_visible()
    step(page, 1).click()
    expect(area).to_have_value(f"See you soon. {text}")
    assert violations(page) == []
    panel(page).get_by_role("button", name="Save").click()
    expect(panel(page).get_by_text("Not saved yet")).to_have_count(0)
    expect(page.get_by_text("“Beside” has no fallback for first name")).to_be_visible()
    area.fill("Something else")
    panel(page).get_by_role("button", name="Discard").click()
    expect(area).to_have_value(f"See you soon. {text}")
