"""Lists: filters as chips, columns, rows of one height, selection, and the way back to them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    COLORS,
    EVERYTHING,
    PHONE,
    arrived,
    chip,
    id_of,
    narrow,
    posted,
    show_theme,
    signed_in,
    violations,
)
from tests.fixtures.product import ADMIN

REGION = "[data-list-scroll]"
LOW = {"width": 1400, "height": 560}
# Clicks a box and says which are ticked before the server can have answered.
TICKS_AT_ONCE = """async (box, shift) => {
    box.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, shiftKey: shift}))
    await new Promise(end => queueMicrotask(end))
    return [...document.querySelectorAll("[data-record]")].map(each => each.checked)
}"""


def rows(page: Page) -> Locator:
    return page.locator("tbody tr")


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    arrived(page)
    rows(page).first.wait_for()
    return page


def test_filters_are_chips_with_several_values_that_are_removed(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "/contacts/")
    narrow(page, "Persona", "ExecOps", "Procurement")
    expect(page).to_have_url(re.compile(r"\?persona=ExecOps,Procurement$"))
    expect(chip(page, "Persona")).to_contain_text("ExecOps, Procurement")
    expect(page.get_by_role("link", name="Yusuf Demir", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Claire Dubois", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Helena Brandt", exact=True)).to_be_visible()
    narrow(page, "Seniority", "Manager")
    expect(page.get_by_role("link", name="Helena Brandt", exact=True)).to_have_count(0)
    page.reload()
    expect(chip(page, "Seniority")).to_contain_text("Manager")
    chip(page, "Persona").get_by_role("button").first.click()
    page.get_by_role("checkbox", name="ExecOps").click()
    expect(chip(page, "Persona")).not_to_contain_text("ExecOps")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove filter Persona").click()
    expect(page).to_have_url(re.compile(r"\?seniority=Manager$"))
    expect(page.get_by_role("link", name="Yusuf Demir", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remove filter Seniority").click()
    expect(page).to_have_url(re.compile(r"/contacts/$"))
    expect(page.locator(".yf-chip")).to_have_count(0)


def test_a_plain_text_is_a_filter_and_a_column(bob_s_page: Page) -> None:
    # (Of a trade that no other journey brings in.)
    posted(bob_s_page, "/api/accounts", {"name": "Hood & Jess", "industry": "Falconry"})
    page = opened(bob_s_page, "/accounts/?event=all")
    page.get_by_role("button", name="Filter", exact=True).click()
    panel = page.get_by_role("dialog", name="Filter")
    panel.locator("summary").filter(has_text="Industry").click()
    panel.get_by_role("textbox", name="Industry").fill("falconry")
    expect(page).to_have_url(re.compile(r"[?&]industry=falconry(&|$)"))
    page.keyboard.press("Escape")
    expect(chip(page, "Industry")).to_contain_text("falconry")
    expect(rows(page)).to_have_count(1)
    expect(rows(page).first).to_contain_text("Hood & Jess")


def test_columns_are_chosen_and_kept_in_the_browser(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "/contacts/")
    email = page.get_by_role("columnheader", name="Email")
    added = page.get_by_role("columnheader", name="Added")
    expect(email).to_be_visible()
    expect(added).to_have_count(0)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Email").click()
    page.get_by_role("checkbox", name="Added").click()
    page.keyboard.press("Escape")
    for _ in range(2):
        expect(email).to_have_count(0)
        expect(added).to_be_visible()
        page.reload()
        rows(page).first.wait_for()
    added.get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"sort=-createdAt$"))
    opened(page, "/accounts/")
    expect(added).to_have_count(0)


def test_columns_stay_where_they_are_and_rows_have_one_height(bob_s_page: Page) -> None:
    page = bob_s_page
    places, heights = [], set()
    for path in ("/contacts/", "/contacts/?email=none", "/contacts/?q=sandoval"):
        opened(page, path)
        heads = page.get_by_role("columnheader")
        places.append([heads.nth(at).bounding_box() for at in range(heads.count())])
        heights |= {box["height"] for row in rows(page).all() if (box := row.bounding_box())}
    assert places[0] == places[1] == places[2]
    assert heights == {44}


def test_what_does_not_fit_is_counted_and_letters_of_names_have_their_font(
    bob_s_page: Page,
) -> None:
    page = bob_s_page
    opened(page, "/contacts/?event=all&q=logistics+procurement")
    row = rows(page).first
    expect(row.get_by_title("Ops, Procurement")).to_contain_text("Ops+1")
    assert row.bounding_box()["height"] == 44
    letters = "text => document.fonts.load('14px Inter', text).then(all => all.map(f => f.status))"
    for text in ("Anna", "Ciepła", "Phạm"):
        assert set(page.evaluate(letters, text)) == {"loaded"}, text
    assert page.evaluate(letters, "ł") == page.evaluate(letters, "ạ") == ["loaded"]


def test_actions_show_for_the_row_that_is_pointed_at_or_has_the_focus(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "/contacts/?q=helena")
    actions = rows(page).first.locator(".yf-row-actions")
    page.mouse.move(0, 0)
    expect(actions).to_have_css("opacity", "0")
    rows(page).first.hover()
    expect(actions).to_have_css("opacity", "1")
    email = actions.get_by_role("link", name="Email Helena Brandt")
    expect(email).to_have_attribute("href", re.compile(r"^mailto:helena\.brandt@"))
    call = actions.get_by_role("link", name="Call Helena Brandt")
    expect(call).to_have_attribute("href", re.compile(r"^tel:\+\d+$"))
    expect(actions.get_by_role("status")).not_to_be_empty()
    page.mouse.move(0, 0)
    expect(actions).to_have_css("opacity", "0")
    rows(page).first.locator(".yf-row-link").focus()
    expect(actions).to_have_css("opacity", "1")


def test_rows_are_ticked_at_once_and_with_shift_from_one_to_another(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "/contacts/")
    boxes = page.locator("[data-record]")
    bar = page.locator(".yf-selection")
    assert boxes.nth(4).evaluate(TICKS_AT_ONCE, False)[:6] == [False] * 4 + [True, False]
    expect(bar.get_by_text("1 selected")).to_be_visible()
    assert boxes.nth(1).evaluate(TICKS_AT_ONCE, True)[:6] == [False, *[True] * 4, False]
    expect(bar.get_by_text("4 selected")).to_be_visible()
    assert boxes.nth(2).evaluate(TICKS_AT_ONCE, True)[:6] == [*[False] * 3, True, True, False]
    expect(bar.get_by_text("2 selected")).to_be_visible()
    boxes.nth(3).click()
    expect(bar.get_by_text("1 selected")).to_be_visible()
    expect(boxes.nth(3)).not_to_be_checked()
    every = page.get_by_role("checkbox", name="Select all on this page")
    assert set(every.evaluate(TICKS_AT_ONCE, False)) == {True}
    expect(bar.get_by_text(f"{boxes.count()} selected")).to_be_visible()
    page.get_by_role("button", name="Clear selection").click()
    expect(every).not_to_be_checked()
    expect(page.locator("[data-record]:checked")).to_have_count(0)


@pytest.mark.parametrize("size", [LOW, PHONE])
def test_a_list_is_as_it_was_after_a_record(
    new_page: Callable[..., Page], product: str, size: dict[str, int]
) -> None:
    page = signed_in(new_page(viewport=size), product, ADMIN)
    opened(page, "/contacts/?status=Listed&sort=-name")
    scrolled = f"""() => Math.round(
        document.querySelector("{REGION}").scrollTop + document.scrollingElement.scrollTop)"""
    page.evaluate(
        f"""() => {{
            document.querySelector("{REGION}").scrollTop = 300
            document.scrollingElement.scrollTop = 300
        }}"""
    )
    assert page.evaluate(scrolled) == 300
    link = rows(page).nth(10).locator(".yf-row-link")
    name = link.inner_text()
    for back in (page.go_back, page.locator("[data-back]").click):
        link.click()
        page.get_by_role("heading", level=1, name=name).wait_for()
        back()
        expect(page).to_have_url(re.compile(r"/contacts/\?status=Listed&sort=-name$"))
        rows(page).first.wait_for()
        page.wait_for_function(f"({scrolled})() === 300")
    opened(page, "/contacts/?status=Listed&sort=name")
    assert page.evaluate(scrolled) == 0


def test_the_slash_goes_to_the_search(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "/contacts/")
    search = page.get_by_label("Search contacts")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")


def test_on_a_phone_filters_are_a_sheet_and_rows_call(
    new_page: Callable[..., Page], product: str
) -> None:
    page = signed_in(new_page(viewport=PHONE, has_touch=True, is_mobile=True), product, ADMIN)
    opened(page, "/contacts/")
    row = rows(page).filter(has_text="Helena Brandt")
    expect(row).to_contain_text("Chief Supply Chain Officer · Northline Foods")
    call = row.get_by_role("link", name="Call Helena Brandt")
    expect(call).to_have_attribute("href", re.compile(r"^tel:\+\d+$"))
    box = call.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (44, 44)
    page.get_by_role("button", name="Filter", exact=True).click()
    sheet = page.get_by_role("dialog", name="Filter")
    assert violations(page) == []
    result = sheet.get_by_role("button", name=re.compile(r"^Show \d+$"))
    everyone = result.inner_text()
    sheet.locator("summary").filter(has_text="Persona").click()
    sheet.get_by_role("checkbox", name="Procurement").click()
    expect(result).not_to_have_text(everyone)
    expect(rows(page)).to_have_count(int(result.inner_text().removeprefix("Show ")))
    box = result.bounding_box()
    assert box
    assert box["y"] > PHONE["height"] - 100
    result.click()
    expect(sheet).to_have_count(0)
    expect(page.get_by_role("button", name="Filter · 1")).to_be_visible()
    expect(row).to_have_count(0)
    rows(page).first.locator(".yf-check").click()
    expect(page.get_by_text("1 selected")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_menus_and_selection_pass_axe_in_every_light(alice_s_page: Page) -> None:
    page = opened(alice_s_page, "/contacts/?persona=ExecOps,Ops")
    page.locator("[data-record]").first.click()
    bar = page.get_by_role("group", name="Selection")
    expect(bar.get_by_text("1 selected")).to_be_visible()
    for scheme, rules in (("light", EVERYTHING), ("dark", COLORS)):
        show_theme(page, scheme)
        for button in ("Filter", "Columns"):
            page.get_by_role("button", name=button, exact=True).click()
            panel = page.get_by_role("dialog", name=button)
            panel.wait_for()
            assert violations(page, rules) == [], f"{button} {scheme}"
            page.keyboard.press("Escape")
            expect(panel).to_be_hidden()  # it hands the focus back when it is gone
        rows(page).nth(1).hover()
        expect(bar).to_be_visible()
        assert violations(page, rules) == [], scheme


# The text that a pointer in the middle of an element would be shown.
ON_HOVER = """element => {
    const box = element.getBoundingClientRect()
    return document.elementFromPoint(box.x + 8, box.y + box.height / 2)?.closest("[title]")?.title
}"""
IS_CUT = "element => element.scrollWidth > element.clientWidth"


def test_what_is_cut_shows_whole_on_hover_and_leads_to_its_record(alice_s_page: Page) -> None:
    page, title = alice_s_page, "Executive Vice President of Warehouses, Yards and Carriers"
    account = id_of(page, "accounts", "Kestrel Paper")
    name = {"firstName": "Cornelia-Maximiliane", "lastName": "Featherstonehaugh-Wolfe"}
    body = {**name, "accountId": account, "title": title}
    contact = posted(page, "/api/contacts", body)["id"]
    opened(page, "/contacts/?event=all&q=featherstonehaugh")
    row = rows(page).first
    for whole in (title, " ".join(name.values())):
        assert row.get_by_title(whole, exact=True).evaluate(ON_HOVER) == whole
    assert row.get_by_title(title, exact=True).evaluate(IS_CUT)
    row.get_by_title(title, exact=True).click()
    expect(page).to_have_url(re.compile(f"/contacts/{contact}/$"))


def test_a_name_from_right_to_left_is_cut_at_its_end(alice_s_page: Page) -> None:
    page, name = alice_s_page, "شركة الخدمات اللوجستية المتكاملة للتخزين والتوزيع"
    posted(page, "/api/accounts", {"name": name})
    opened(page, "/accounts/?event=all&q=" + name.split()[0])
    link = rows(page).first.locator(".yf-row-link")
    assert link.evaluate(IS_CUT)
    assert link.evaluate("link => getComputedStyle(link).direction") == "rtl"
    assert link.evaluate("link => getComputedStyle(link).textAlign") == "left"


def test_all_filters_in_use_are_in_sight_beside_each_other(bob_s_page: Page) -> None:
    filters = "persona=ExecOps,Ops,Procurement&seniority=C-Level,VP,Director&email=given,verified"
    page = opened(bob_s_page, f"/contacts/?{filters}")
    chips = page.get_by_role("group", name="Filters in use")
    assert not chips.evaluate(IS_CUT)
    expect(chips.locator(".yf-chip")).to_have_count(3)
    expect(chips.get_by_role("button", name="Clear", exact=True)).to_be_in_viewport()


def test_a_list_of_one_page_has_no_buttons_to_page_with(bob_s_page: Page) -> None:
    page = bob_s_page
    page.goto("/contacts/?q=helena+brandt")
    pages = page.get_by_role("navigation", name="Pagination")
    expect(pages).to_contain_text("1–1 of 1")
    expect(pages.get_by_role("button")).to_have_count(0)


def test_cards_have_no_columns_to_choose(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "/contacts/")
    columns = page.get_by_role("button", name="Columns", exact=True)
    expect(columns).to_be_visible()
    page.get_by_role("button", name="Card view").click()
    expect(page.locator(".yf-contact-card").first).to_be_visible()
    expect(columns).to_have_count(0)
