"""What stands around every page: notices, tab titles, the user's menu, the jobs in the header."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, arrived, come_to_rest, id_of, posted, signed_in
from tests.fixtures.product import ADMIN

# What a finger presses that is smaller than 44 px, its area around it included. Links in a sentence
# are as tall as its letters.
TOO_SMALL = """() => {
    const area = (element) => {
        const box = (element.closest("label") ?? element).getBoundingClientRect()
        const around = ["::before", "::after"]
            .map((part) => getComputedStyle(element, part))
            .filter((style) => style.content !== "none" && style.position === "absolute")
        const sides = (side) => around.map((each) => parseFloat(each[side]) || 0)
        const most = (side) => Math.max(box[side], ...sides(side))
        return { top: box.top, left: box.left, width: most("width"), height: most("height") }
    }
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
        .filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        .filter((each) => !each.closest("p, .yf-hint, [aria-hidden=true]"))
        .map((each) => [each, area(each)])
        .filter(([, box]) => box.top >= 0 && box.left >= 0 && box.width > 1)
        .filter(([, box]) => Math.min(box.width, box.height) < 43.5)
        .map(([each, box]) => `${each.ariaLabel ?? each.textContent}: ${box.width} x ${box.height}`)
}"""
SMALL_LETTERS = """() => [...document.querySelectorAll(
        "select, textarea, input:not([type=checkbox], [type=radio])")]
    .filter(field => parseFloat(getComputedStyle(field).fontSize) < 16)
    .map(field => field.outerHTML.slice(0, 120))"""
# Notices and jobs that wait to be seen may take a title's room.
CUT_TITLES = """() => [...document.querySelectorAll(".yf-header:not(:has(.yf-tray-count)) h1")]
    .filter(title => title.scrollWidth > title.clientWidth)
    .map(title => title.textContent)"""
PAGES = (
    "/",
    "/contacts/",
    "/accounts/",
    "/events/",
    "/events/?edit=new",
    "/meetings/",
    "/sequences/",
    "/inbox/",
    "/tasks/",
    "/outbox/",
    "/templates/",
    "/senders/",
    "/suppressions/",
    "/import/",
    "/enrichment/",
    "/enrichment/review/",
    "/enrichment/costs/",
    "/jobs/",
    "/settings/",
    "/settings/?tab=team",
    "/settings/?tab=tokens",
)


def test_a_notice_ends_with_its_page_and_with_a_reload(alice_s_page: Page) -> None:
    page = alice_s_page
    notice = page.locator(".yf-notice")
    page.goto("/settings/")
    arrived(page)
    page.get_by_role("button", name="Save name").click()
    # Time stands still while the pointer is on it: what ends it is the navigation.
    notice.hover()
    page.get_by_label("Main").get_by_role("link", name="Accounts").click()
    expect(page.get_by_role("heading", name="Accounts", level=1)).to_be_visible()
    expect(notice).to_have_count(0)
    page.goto("/settings/")
    arrived(page)
    page.get_by_role("button", name="Save name").click()
    notice.hover()
    page.reload()
    expect(page.get_by_label("Name", exact=True)).to_be_visible()
    expect(notice).to_have_count(0)


def test_the_tab_is_named_after_the_record(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/")
    expect(page).to_have_title("Dashboard · YardFlow")
    for path, noun in (("contacts", "Contact"), ("accounts", "Account")):
        record = page.request.get(f"/api/{path}?limit=1").json()["items"][0]
        page.goto(f"/{path}/")
        expect(page).to_have_title(f"{noun}s · YardFlow")
        page.goto(f"/{path}/{record['id']}/")
        expect(page).to_have_title(f"{record['name']} · YardFlow")
        page.goto(f"/{path}/4711/")
        expect(page.get_by_text(f"{noun} not found")).to_be_visible()
        expect(page).to_have_title(f"{noun} · YardFlow")


def test_a_finger_meets_what_it_aims_at(new_page: Callable[..., Page], product: str) -> None:
    page = signed_in(new_page(viewport=PHONE, has_touch=True, is_mobile=True), product, ADMIN)
    contact = id_of(page, "contacts", "Helena Brandt")
    account = id_of(page, "accounts", "Northline Foods")
    template = page.request.get("/api/templates").json()["items"][0]["id"]
    records = (f"/templates/{template}/", f"/contacts/{contact}/", f"/accounts/{account}/")
    for path in (*PAGES, *records):
        page.goto(path)
        arrived(page)
        expect(page.locator(".yf-bone")).to_have_count(0)
        come_to_rest(page)
        assert page.evaluate(TOO_SMALL) == [], path
        assert page.evaluate(SMALL_LETTERS) == [], path
        assert page.evaluate(CUT_TITLES) == [], path
    page.get_by_role("button", name=re.compile("^Jobs")).tap()
    page.get_by_role("dialog", name="Jobs").wait_for()
    assert page.evaluate(TOO_SMALL) == []


def test_tabs_wider_than_a_phone_stand_apart_and_show_the_open_one(
    new_page: Callable[..., Page], product: str
) -> None:
    page = signed_in(new_page(viewport=PHONE, has_touch=True, is_mobile=True), product, ADMIN)
    page.goto("/settings/?tab=integrations")
    tabs = page.get_by_role("navigation", name="Settings").get_by_role("link")
    expect(tabs.and_(page.locator("[aria-current=page]"))).to_be_in_viewport(ratio=0.9)
    tabs.first.tap()
    expect(tabs.first).to_have_attribute("aria-current", "page")
    expect(tabs.first).to_be_in_viewport(ratio=0.9)
    assert tabs.evaluate_all(
        "all => all.every(each => each.scrollWidth <= each.getBoundingClientRect().width + 1)"
    ), "their words fit"


def test_a_phone_holds_the_whole_header_of_a_record_and_its_work_at_the_thumb(
    new_page: Callable[..., Page], product: str
) -> None:
    page = signed_in(new_page(viewport=PHONE, has_touch=True, is_mobile=True), product, ADMIN)
    page.goto("/contacts/?event=all&q=northline")
    page.get_by_role("link", name="Helena Brandt").first.tap()
    place = page.get_by_role("navigation", name="Place in the list")
    expect(place).to_be_visible()
    for part in page.locator("header.yf-header").get_by_role("button").all():
        expect(part).to_be_in_viewport(ratio=1)
    bar = page.locator(".yf-thumb-bar")
    for part in bar.locator("a, button").all():
        box = part.bounding_box()
        assert box and box["y"] > PHONE["height"] - 72 and min(box["width"], box["height"]) >= 44
    bar.get_by_role("button", name="Meeting").tap()
    expect(page.get_by_role("dialog", name="Add meeting")).to_contain_text("Helena Brandt")
    page.keyboard.press("Escape")
    bar.get_by_role("button", name="Note").tap()
    note = page.get_by_role("textbox", name="New note")
    expect(note).to_be_focused()
    note_box, bar_box = note.bounding_box(), bar.bounding_box()
    assert note_box and bar_box and note_box["y"] + note_box["height"] <= bar_box["y"]
    place.get_by_role("link").last.tap()
    expect(page.get_by_role("heading", name="Helena Brandt", level=1)).to_have_count(0)
    expect(place).to_be_in_viewport(ratio=1)


def test_what_is_current_shows_where_the_system_draws_no_backgrounds(alice_s_page: Page) -> None:
    page = alice_s_page
    page.emulate_media(forced_colors="active")
    page.goto(f"/contacts/{id_of(page, 'contacts', 'Helena Brandt')}/")
    arrived(page)
    steps = page.get_by_role("group", name="Status at TechExpo 2026").get_by_role("button")
    steps.first.wait_for()
    fill = "each => getComputedStyle(each).backgroundColor"
    current, other = "[aria-current=page], [aria-pressed=true]", "[aria-pressed=false], a"
    for among in (steps, page.get_by_label("Main").get_by_role("link")):
        assert among.and_(page.locator(current)).first.evaluate(fill) != (
            among.and_(page.locator(f":is({other}):not({current})")).first.evaluate(fill)
        )
    page.emulate_media(forced_colors="none")


def test_a_phone_leads_back_to_the_list_of_what_is_open(
    new_page: Callable[..., Page], product: str
) -> None:
    page = signed_in(new_page(viewport=PHONE, has_touch=True, is_mobile=True), product, ADMIN)
    sequence = posted(page, "/api/sequences", {"name": "Back from a phone"})["id"]
    template = posted(page, "/api/templates", {"name": "Back from a phone", "text": "Hi"})["id"]
    for kind, number in (("sequences", sequence), ("templates", template)):
        page.goto(f"/{kind}/{number}/")
        arrived(page)
        title = page.get_by_role("heading", name="Back from a phone", level=1)
        expect(title).to_be_visible()
        box = title.bounding_box()
        assert box and box["width"] > 60, "there is room for its beginning"
        back = page.get_by_role("banner").get_by_role("link", name=kind.capitalize())
        box = back.bounding_box()
        assert box and min(box["width"], box["height"]) >= 44
        back.tap()
        expect(page).to_have_url(re.compile(f"/{kind}/$"))


def test_the_jobs_are_in_the_header_of_every_page(alice_s_page: Page, product: str) -> None:
    page = alice_s_page
    page.goto("/settings/")
    contact = page.request.get("/api/contacts?limit=1").json()["items"][0]
    answer = page.request.post(
        "/api/enrich",
        data={"contactId": contact["id"], "force": True},
        headers={"Origin": product},
    )
    assert answer.ok
    page.get_by_role("button", name="Jobs").click()
    tray = page.get_by_role("dialog", name="Jobs")
    newest = tray.get_by_role("listitem").first
    expect(newest).to_contain_text(f"Enrich {contact['name']}", timeout=30_000)
    expect(newest).to_contain_text("Done", timeout=30_000)
    tray.get_by_role("link", name="All jobs").click()
    expect(page.get_by_role("heading", name="Jobs", level=1)).to_be_visible()
    expect(tray).to_have_count(0)
    page.get_by_role("banner").get_by_role("link", name="Settings").click()
    page.get_by_label("Settings").get_by_role("link", name="Jobs").click()
    expect(page.get_by_role("heading", name="Jobs", level=1)).to_be_visible()


def test_a_button_that_can_t_be_pressed_says_why(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/enrichment/review/")
    arrived(page)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("aria-disabled", "true")
    expect(undo).to_have_accessible_description("You haven't decided anything yet.")
    reason = page.get_by_text("You haven't decided anything yet.")
    expect(reason).not_to_be_visible()
    undo.focus()
    expect(reason).to_be_visible()
    undo.press("Enter")
    expect(page.locator(".yf-notice")).to_have_count(0)


def test_what_can_t_be_pressed_looks_the_same_when_it_is_pointed_at(alice_s_page: Page) -> None:
    page = alice_s_page
    look = "each => [getComputedStyle(each).backgroundColor, getComputedStyle(each).color]"
    page.goto(f"/contacts/{id_of(page, 'contacts', 'Helena Brandt')}/")
    page.get_by_role("button", name="Enroll").click()
    dialog = page.get_by_role("dialog")
    for name in ("Enroll", "Forecast"):
        button = dialog.get_by_role("button", name=name)
        expect(button).to_be_disabled()
        before = button.evaluate(look)
        button.hover(force=True)
        assert button.evaluate(look) == before, name


def test_a_dialog_is_no_wider_than_a_phone_whatever_a_name_is(alice_s_page: Page) -> None:
    page = alice_s_page
    page.set_viewport_size(PHONE)
    account = id_of(page, "accounts", "Kestrel Paper")
    name = {"firstName": "Ottilie", "lastName": "Donaudampfschiff" * 4, "accountId": account}
    page.goto(f"/contacts/{posted(page, '/api/contacts', name)['id']}/")
    for button in ("Enroll", "Add meeting"):
        page.get_by_role("button", name=button).click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(name["lastName"])
        come_to_rest(page)
        box = dialog.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"], button
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_what_the_keyboard_comes_to_is_not_under_the_heads(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/contacts/")
    rows = page.get_by_role("table").locator(".yf-row-link")
    rows.first.wait_for()
    page.get_by_role("region", name="Contacts").evaluate(
        "region => region.scrollTo(0, region.scrollHeight)"
    )
    rows.nth(2).focus()
    head = page.get_by_role("columnheader").nth(1).bounding_box()
    row = rows.nth(2).bounding_box()
    assert head and row
    assert row["y"] >= head["y"] + head["height"]


def test_lists_fill_a_wide_screen_and_forms_stand_in_its_middle(
    new_page: Callable[..., Page], product: str
) -> None:
    page = signed_in(new_page(viewport={"width": 1920, "height": 1000}), product, ADMIN)
    page.goto("/contacts/")
    beside = page.locator(".yf-sidebar").bounding_box()
    content = page.get_by_role("main").bounding_box()
    assert beside and content
    assert beside["width"] + content["width"] == 1920
    page.goto("/settings/")
    content = page.get_by_role("main").bounding_box()
    assert content
    assert content["x"] - beside["width"] == 1920 - content["x"] - content["width"]


def test_a_dialog_begins_with_its_first_field(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/contacts/")
    arrived(page)
    page.get_by_role("button", name="New contact").first.click()
    come_to_rest(page)
    title = page.locator(".yf-dialog-title").bounding_box()
    first = page.get_by_role("dialog").get_by_text("First name").bounding_box()
    assert title and first
    assert first["y"] - title["y"] - title["height"] < 24
