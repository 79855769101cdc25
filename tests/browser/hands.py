"""A person at the product: with a mouse, with keys alone, or with a finger.

Each does the same in its own way. `Keys` comes to a control as a person does, from where the focus
is, and touches nothing else.
"""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE

# What is done with a step: the name of the tool, and the key.
TOOLS = {
    "up": "^Move step # up",
    "down": "^Move step # down",
    "move": "^Move step # elsewhere",
    "copy": "^Copy step #",
    "delete": "^Delete step #",
}
KEYS = {"up": "Alt+ArrowUp", "down": "Alt+ArrowDown", "move": "m", "copy": "c", "delete": "Delete"}
KINDS = ["Email", "Wait", "Condition", "A/B split", "Task", "Exit"]
# So many presses of Tab are more than any page has controls.
MOST_TABS = 250
HAS_FOCUS = "each => each === document.activeElement"


class Mouse:
    """Clicks, and drags on the canvas."""

    looks: dict[str, object] = {"viewport": DESK}

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, control: Locator) -> None:
        """A button, a link, a checkbox."""
        control.click()

    def enter(self, field: Locator, text: str) -> None:
        """Puts a text in place of the one there."""
        self.press(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def enter_time(self, field: Locator, text: str) -> None:
        """A time of day: ``12:00 AM``."""
        self.press(field)
        self.page.keyboard.press("ArrowLeft")
        self.page.keyboard.press("ArrowLeft")
        self.page.keyboard.type(text.replace(":", "").replace(" ", ""))

    def choose(self, field: Locator, option: str) -> None:
        """One of a list."""
        field.select_option(label=option)

    def add(self, kind: str, place: str) -> None:
        """A step of a kind, dragged to a place."""
        new, to = self.page.get_by_role("button", name=kind, exact=True), self.place(place)
        # Both in sight: a page that is scrolled by script has something else under the mouse.
        new.evaluate("each => scrollBy(0, each.getBoundingClientRect().top - 80)")
        to.evaluate("each => each.scrollIntoView({ block: 'nearest' })")
        new.drag_to(to)

    def close_panel(self) -> None:
        self.press(self.page.get_by_role("button", name="Close panel"))

    def act(self, tool: str, number: int) -> None:
        """Uses a tool of a step."""
        self.press(self.step(number))
        self.close_panel()
        named = re.compile(TOOLS[tool].replace("#", f"{number}"))
        self.press(self.page.get_by_role("button", name=named))

    def put_first(self) -> None:
        """Has what is carried begin the sequence."""
        self.press(self.place("Put it at the start"))

    def undo(self) -> None:
        self.press(self.page.get_by_role("button", name="Undo"))

    def step(self, number: int) -> Locator:
        return self.page.locator(f"[data-step][data-number='{number}']")

    def place(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)


class Touch(Mouse):
    """Taps, with no mouse to drag with."""

    looks = {"viewport": PHONE, "has_touch": True, "is_mobile": True}

    def press(self, control: Locator) -> None:
        control.tap()

    def enter_time(self, field: Locator, text: str) -> None:
        # (The phone's own clock.)
        field.fill({"12:00 AM": "00:00", "11:59 PM": "23:59"}[text])

    def add(self, kind: str, place: str) -> None:
        self.press(self.place(place))
        self.press(self.page.get_by_role("menuitem", name=kind))


class Keys(Mouse):
    """Presses keys, and nothing else."""

    def press(self, control: Locator) -> None:
        self.go(control)
        ticks = control.evaluate("each => ['checkbox', 'radio'].includes(each.type)")
        self.page.keyboard.press("Space" if ticks else "Enter")

    def go(self, control: Locator) -> None:
        """Tab by tab, onwards and round again."""
        expect(control).to_be_visible()
        for _ in range(MOST_TABS):
            if control.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"No Tab leads to {control}")

    def enter(self, field: Locator, text: str) -> None:
        self.go(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def enter_time(self, field: Locator, text: str) -> None:
        self.go(field)
        self.page.keyboard.type(text.replace(":", "").replace(" ", ""))

    def choose(self, field: Locator, option: str) -> None:
        self.go(field)
        self.page.keyboard.type(option)

    def add(self, kind: str, place: str) -> None:
        if self.step(1).count():
            self.page.keyboard.press("a")
            self._open_menu(place)
            for _ in range(KINDS.index(kind)):
                self.page.keyboard.press("ArrowDown")
            expect(self.page.get_by_role("menuitem", name=kind)).to_be_focused()
        else:
            self.press(self.page.get_by_role("button", name=kind, exact=True))
            expect(self.place("Put it here")).to_be_focused()
        self.page.keyboard.press("Enter")

    def close_panel(self) -> None:
        self.page.keyboard.press("Escape")

    def act(self, tool: str, number: int) -> None:
        """By the keys of a step."""
        self._walk(number)
        self.page.keyboard.press(KEYS[tool])

    def put_first(self) -> None:
        first = self.place("Put it at the start")
        for _ in range(MOST_TABS):
            if first.evaluate(HAS_FOCUS):
                return self.page.keyboard.press("Enter")
            self.page.keyboard.press("ArrowUp")
        raise AssertionError("No arrow leads to the start")

    def undo(self) -> None:
        self.page.keyboard.press("Control+z")

    def _open_menu(self, place: str) -> None:
        """Where a step has branches, the first of its places has the focus."""
        if not self.page.get_by_role("menu", name="Kind of step").is_visible():
            expect(self.place(place)).to_be_focused()
            self.page.keyboard.press("Enter")

    def _walk(self, number: int) -> None:
        """To a step along the lines, from the one that Tab comes to."""
        focused = self.page.locator("[data-step]:focus")
        if not focused.count():
            self.go(self.page.locator("[data-step][tabindex='0']"))
        for _ in range(MOST_TABS):
            here = int(focused.get_attribute("data-number") or 0)
            if here == number:
                return
            self.page.keyboard.press("ArrowDown" if here < number else "ArrowUp")
        raise AssertionError(f"No arrow leads to step {number}")
