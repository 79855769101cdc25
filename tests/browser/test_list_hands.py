"""Lists by pointer and by keys: columns are in sight, no part of a row is dead, focus is kept."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, arrived, chip, id_of, posted
from tests.browser.hands import Keys

REGION = "[data-list-scroll]"
LAPTOP = {"width": 1280, "height": 800}
LISTS = (
    "/contacts/",
    "/contacts/?event=all",
    "/accounts/",
    "/accounts/?event=all",
    "/events/",
    "/meetings/",
    "/sequences/",
    "/tasks/",
    "/outbox/",
    "/templates/",
    "/senders/",
    "/suppressions/",
)
IS_CUT = "element => element.scrollWidth > element.clientWidth"
HAS_FOCUS = "element => element === document.activeElement"


def rows(page: Page) -> Locator:
    return page.locator("tbody tr")


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    arrived(page)
    rows(page).first.wait_for()
    return page


def test_all_columns_of_a_list_are_in_sight_on_a_laptop(alice_s_page: Page) -> None:
    page = alice_s_page
    page.set_viewport_size(LAPTOP)
    beyond = []
    for path in LISTS:
        page.goto(path)
        arrived(page)
        page.locator(".yf-list-body").get_by_role("heading").or_(rows(page)).first.wait_for()
        region = page.locator(REGION)
        if region.count() and region.evaluate(IS_CUT):
            beyond.append(path)
    assert beyond == []
    page.set_viewport_size(DESK)


def test_what_is_left_of_the_screen_goes_to_columns_by_their_widths(alice_s_page: Page) -> None:
    page = alice_s_page
    page.set_viewport_size(LAPTOP)
    opened(page, "/contacts/")
    names = [name for name in page.locator(".yf-row-link").all() if len(name.inner_text()) <= 14]
    assert [name.inner_text() for name in names if name.evaluate(IS_CUT)] == []

    def width(column: str) -> float:
        box = page.get_by_role("columnheader", name=column).bounding_box()
        assert box
        return box["width"]

    growing = ("Name", "Job title", "Account", "Email")
    before = {column: width(column) for column in growing}
    page.set_viewport_size({"width": 1920, "height": 900})
    for column in growing:
        assert width(column) / before[column] == pytest.approx(
            width("Name") / before["Name"], rel=0.02
        )
    assert width("Status") == pytest.approx(108, abs=1)
    table = page.locator(".yf-list-table").bounding_box()
    assert table and table["x"] + table["width"] == pytest.approx(1920, abs=1)
    page.set_viewport_size(DESK)


@pytest.mark.parametrize("column", ["title", "status", "email"])
def test_a_row_opens_in_a_tab_of_its_own_wherever_it_is_pressed(
    bob_s_page: Page, column: str
) -> None:
    page = opened(bob_s_page, "/contacts/?q=helena")
    cell = rows(page).first.locator(f"td[data-column={column}]")
    # At the cell's beginning, which actions may cover while they show.
    at = {"x": 14.0, "y": 22.0}
    page.mouse.move(0, 0)
    for how in ({"button": "middle"}, {"modifiers": ["ControlOrMeta"]}):
        with page.context.expect_page() as tab:
            cell.click(position=at, **how)  # type: ignore[arg-type]
        tab.value.wait_for_url(re.compile(r"/contacts/\d+/"))
        tab.value.close()
    expect(page).to_have_url(re.compile("q=helena"))


def test_escape_clears_the_selection_and_nothing_else(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "/contacts/?persona=ExecOps")
    bar = page.get_by_role("group", name="Selection")
    tick = page.locator("[data-record]").nth(1)
    tick.press("Space")
    expect(bar.get_by_text("1 selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect(tick).to_be_focused()
    # What is open closes first.
    tick.click()
    bar.get_by_role("button", name="Owner").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(bar).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect(page.locator("[data-record]:checked")).to_have_count(0)
    expect(chip(page, "Persona")).to_be_visible()


def test_a_list_is_where_it_was_to_the_side_after_a_record(bob_s_page: Page) -> None:
    page = bob_s_page
    page.set_viewport_size({"width": 1040, "height": 600})
    opened(page, "/contacts/?event=all")
    region = page.locator(REGION)
    region.evaluate("region => { region.scrollLeft = 90 }")
    page.wait_for_timeout(100)
    # (A mouse that is led to the link by Playwright moves the list first.)
    rows(page).nth(2).locator(".yf-row-link").evaluate("link => link.click()")
    page.locator("[data-back]").wait_for()
    page.go_back()
    rows(page).first.wait_for()
    page.wait_for_function(f"""() => document.querySelector("{REGION}")?.scrollLeft === 90""")
    page.set_viewport_size(DESK)


def test_the_keyboard_goes_on_from_what_went_away(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "/contacts/?persona=Ops&seniority=Manager")
    page.get_by_role("button", name="Remove filter Persona").press("Enter")
    expect(chip(page, "Seniority").get_by_role("button").first).to_be_focused()
    page.get_by_role("button", name="Remove filter Seniority").press("Enter")
    expect(page.get_by_role("button", name="Filter", exact=True)).to_be_focused()
    page.locator("[data-record]").first.press("Space")
    page.get_by_role("button", name="Clear selection").press("Enter")
    expect(page.locator(REGION)).to_be_focused()
    page.goto(f"/contacts/{id_of(page, 'contacts', 'Helena Brandt')}/")
    page.get_by_role("button", name="Remove from Yard & Dock Summit 2027").press("Enter")
    expect(page.get_by_role("combobox", name="Status at TechExpo 2026")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Remove from Yard & Dock Summit 2027")).to_be_visible()


def test_contacts_are_listed_changed_and_left_by_keys_alone(bob_s_page: Page) -> None:
    """Search, filter, sort, select, open, edit and come back, and nothing is pressed but keys."""
    account = id_of(bob_s_page, "accounts", "Kestrel Paper")
    body = {"firstName": "Keyla", "lastName": "Tabbert", "accountId": account, "personas": ["Ops"]}
    posted(bob_s_page, "/api/contacts", body)
    page, keys = opened(bob_s_page, "/contacts/?event=all"), Keys(bob_s_page)
    page.keyboard.press("/")
    page.keyboard.type("tabbert")
    expect(rows(page)).to_have_count(1)
    keys.press(page.get_by_role("button", name="Filter", exact=True))
    summary = (
        page.get_by_role("dialog", name="Filter").locator("summary").filter(has_text="Persona")
    )
    keys.press(summary)
    keys.press(page.get_by_role("checkbox", name="Ops", exact=True))
    expect(chip(page, "Persona")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Filter", exact=True)).to_be_focused()
    keys.press(page.get_by_role("checkbox", name="Select Keyla Tabbert"))
    bar = page.get_by_role("group", name="Selection")
    keys.press(bar.get_by_role("button", name="Owner"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^Owner of 1 contact set to"))).to_be_visible()
    keys.press(page.get_by_role("link", name="Keyla Tabbert", exact=True))
    expect(page.get_by_role("heading", level=1, name="Keyla Tabbert")).to_be_visible()
    keys.press(page.get_by_role("button", name="Add country"))
    expect(page.get_by_role("textbox", name="Country")).to_be_focused()
    page.keyboard.type("Norway")
    page.keyboard.press("Enter")
    country = page.get_by_role("button", name="Edit country")
    expect(country).to_contain_text("Norway")
    expect(country).to_be_focused()
    keys.press(page.locator("[data-back]"))
    expect(chip(page, "Persona")).to_be_visible()
    expect(page.get_by_label("Search contacts")).to_have_value("tabbert")
