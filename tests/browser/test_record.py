"""The page of a record: fields that save by themselves, the header, and the way along the list."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    DESK,
    PHONE,
    add_contact,
    arrived,
    id_of,
    look_over,
    posted,
    signed_in,
    violations,
)
from tests.fixtures.product import MEMBER


def opened(page: Page, name: str, kind: str = "contacts") -> Page:
    """The record of a contact or account."""
    page.goto(f"/{kind}/{id_of(page, kind, name)}/")
    expect(heading(page, name)).to_be_visible()
    arrived(page)
    return page


def come_to(page: Page, name: str, listed: str = "/contacts/") -> Page:
    """The record of a contact or account, come to from its list."""
    page.goto(f"{listed}?q={name.replace(' ', '+')}")
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(heading(page, name)).to_be_visible()
    return page


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, level=1, exact=True)


def value(page: Page, field: str) -> Locator:
    """What opens a field's form: its value, or where it has none, the field's name."""
    return page.get_by_role("button", name=re.compile(f"(Edit|Add) {field}$", re.IGNORECASE))


def edit(page: Page, field: str, text: str) -> Locator:
    """Opens the form of a text and types; the box."""
    value(page, field.lower()).click()
    box = page.get_by_role("textbox", name=field, exact=True)
    expect(box).to_be_focused()
    box.fill(text)
    return box


def test_enter_saves_and_the_focus_stays_with_the_value(bob_s_page: Page) -> None:
    page = come_to(bob_s_page, "Paula Novak")
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    edit(page, "Country", "Austria").press("Enter")
    expect(value(page, "country")).to_contain_text("Austria")
    expect(value(page, "country")).to_be_focused()
    page.get_by_role("button", name="Edit name").click()
    page.get_by_role("textbox", name="Last name").fill("Nováková")
    page.get_by_role("textbox", name="Last name").press("Enter")
    expect(heading(page, "Paula Nováková")).to_be_visible()
    expect(page).to_have_title("Paula Nováková · YardFlow")
    page.get_by_role("button", name="Edit name").click()
    page.get_by_role("textbox", name="Last name").fill("Novak")
    page.get_by_role("textbox", name="Last name").press("Enter")
    expect(heading(page, "Paula Novak")).to_be_visible()


def test_leaving_a_field_saves_it_by_key_and_by_pointer(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "Paula Novak")
    edit(page, "Country", "Belgium").press("Tab")
    expect(value(page, "country")).to_contain_text("Belgium")
    expect(value(page, "country")).not_to_be_focused()
    edit(page, "Country", "Chile")
    # Straight from one field into the next.
    value(page, "mobile").click()
    expect(value(page, "country")).to_contain_text("Chile")
    box = page.get_by_role("textbox", name="Mobile", exact=True)
    expect(box).to_be_focused()
    box.fill("+1 415 555 0165")
    page.get_by_role("heading", name="Notes").click()
    expect(value(page, "mobile")).to_contain_text("415-555-0165")
    page.reload()
    expect(value(page, "country")).to_contain_text("Chile")


def test_the_way_back_saves_what_is_typed(bob_s_page: Page) -> None:
    page = come_to(bob_s_page, "Paula Novak")
    record = page.url
    edit(page, "Country", "Denmark")
    page.go_back()
    expect(page.get_by_label("Search contacts")).to_have_value("Paula Novak")
    assert "Denmark" not in page.url
    page.goto(record)
    expect(value(page, "country")).to_contain_text("Denmark")


def test_the_browser_itself_sends_no_field(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "Paula Novak")
    record = page.url
    box = edit(page, "Country", "Estonia")
    # As when React is taking the form away: it does not hear of it.
    page.evaluate("document.addEventListener('submit', (event) => event.stopPropagation(), true)")
    box.press("Enter")
    expect(box).to_have_value("Estonia")
    assert page.url == record


def test_leaving_a_field_as_it_was_saves_nothing(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "Paula Novak")
    sent = frames(page)
    before = value(page, "job title").inner_text()
    value(page, "job title").click()
    expect(page.get_by_role("textbox", name="Job title")).to_be_focused()
    page.get_by_role("heading", name="Notes").click()
    expect(value(page, "job title")).to_have_text(before)
    assert not [text for text in sent if ".save" in text]


def test_escape_cancels_and_what_comes_after_it_saves_nothing(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "Paula Novak")
    sent = frames(page)
    before = value(page, "country").inner_text()
    box = edit(page, "Country", "Atlantis")
    # Escape, leaving and Enter all come before the server can have closed the form.
    box.evaluate(
        """box => {
            const form = box.form
            box.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}))
            box.blur()
            form.requestSubmit()
        }"""
    )
    expect(value(page, "country")).to_have_text(before)
    box = edit(page, "Country", "Atlantis")
    box.press("Escape")
    expect(value(page, "country")).to_be_focused()
    page.get_by_role("heading", name="Notes").click()
    page.reload()
    expect(value(page, "country")).to_have_text(before)
    assert not [text for text in sent if ".save" in text]


def test_an_error_keeps_the_form_and_what_was_typed(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "Paula Novak")
    edit(page, "Email", "nobody").press("Tab")
    expect(page.get_by_text("Enter a valid email address.")).to_be_visible()
    box = page.get_by_role("textbox", name="Email", exact=True)
    expect(box).to_have_value("nobody")
    # Another field is edited meanwhile, and the first stays as it is.
    edit(page, "Country", "Denmark").press("Enter")
    expect(value(page, "country")).to_contain_text("Denmark")
    expect(box).to_have_value("nobody")
    expect(page.get_by_text("Enter a valid email address.")).to_be_visible()
    assert violations(page) == []
    box.fill("paula.n@lindenfoods.example")
    box.press("Enter")
    expect(value(page, "email")).to_contain_text("paula.n@lindenfoods.example")


def test_a_select_saves_by_choosing(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "Paula Novak")
    value(page, "seniority").click()
    page.get_by_label("Seniority", exact=True).select_option("Director")
    expect(value(page, "seniority")).to_contain_text("Director")
    value(page, "seniority").click()
    page.get_by_label("Seniority", exact=True).select_option("Match job title")
    expect(page.get_by_text("Inferred from title").last).to_be_visible()


def test_inferred_personas_are_shown_ticked_until_a_person_chooses(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "Helena Brandt")
    value(page, "personas").click()
    automatic = page.get_by_role("checkbox", name="Match job title")
    inferred = page.get_by_role("checkbox", name="ExecOps")
    expect(automatic).to_be_checked()
    expect(inferred).to_be_checked()
    expect(inferred).to_be_disabled()
    automatic.uncheck()
    expect(inferred).to_be_enabled()
    page.get_by_role("checkbox", name="Procurement").check()
    page.get_by_role("heading", name="Notes").click()
    expect(value(page, "personas")).to_contain_text("ExecOpsProcurement")
    value(page, "personas").click()
    expect(page.get_by_role("checkbox", name="Procurement")).to_be_checked()
    automatic.check()
    expect(page.get_by_role("checkbox", name="Procurement")).not_to_be_checked()
    expect(inferred).to_be_checked()
    automatic.press("Enter")
    expect(value(page, "personas")).to_have_text(re.compile("^ExecOps ·"))
    expect(page.get_by_text("Inferred from title").first).to_be_visible()


def test_the_stepper_moves_a_record_by_pointer_and_by_key(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "Tamarack Building Supply", "accounts")
    steps = page.get_by_role("group", name=re.compile("^Stage at "))
    current = steps.get_by_role("button", pressed=True)
    first = current.inner_text()
    steps.get_by_role("button", name="Won").click()
    expect(page.get_by_text("Tamarack Building Supply moved to Won")).to_be_visible()
    expect(current).to_have_text("Won")
    steps.get_by_role("button", name="Won").press("ArrowRight")
    expect(steps.get_by_role("button", name="No show")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tamarack Building Supply moved to No show")).to_be_visible()
    expect(current).to_have_text("No show")
    steps.get_by_role("button", name=first).click()
    expect(current).to_have_text(first)
    page = opened(page, "Paula Novak")
    steps = page.get_by_role("group", name=re.compile("^Status at "))
    current = steps.get_by_role("button", pressed=True)
    first = current.inner_text()
    steps.get_by_role("button", name="Missed").click()
    expect(current).to_have_text("Missed")
    steps.get_by_role("button", name=first).click()
    expect(current).to_have_text(first)


@pytest.mark.parametrize("width", [360, 390])
def test_the_stepper_s_path_is_one_line_on_a_phone(
    new_page: Callable[..., Page], product: str, width: int
) -> None:
    phone = {"viewport": {"width": width, "height": 780}, "has_touch": True, "is_mobile": True}
    page = signed_in(new_page(**phone), product, MEMBER)
    for kind, name in (("accounts", "Northline Foods"), ("contacts", "Helena Brandt")):
        page.goto(f"/{kind}/{id_of(page, kind, name)}/")
        steps = page.locator(".yf-steps-path button")
        expect(steps.first).to_be_visible()
        tops = steps.evaluate_all("all => all.map(each => each.getBoundingClientRect().top)")
        assert len(tops) > 3
        assert len({*tops}) == 1, name
        assert steps.evaluate_all("all => all.every(each => each.scrollWidth <= each.clientWidth)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_of_an_account_s_contacts_have_the_room_there_is(bob_s_page: Page) -> None:
    page = bob_s_page
    account = id_of(page, "accounts", "Castellan Beverages")
    name = {"firstName": "Maximiliane", "lastName": "Featherstonehaugh", "accountId": account}
    posted(page, "/api/contacts", name)
    page.goto(f"/accounts/{account}/")
    link = page.get_by_role("link", name="Maximiliane Featherstonehaugh")
    expect(link).to_be_visible()
    assert link.evaluate("each => each.scrollWidth <= each.clientWidth")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_header_writes_calls_and_copies(bob_s_page: Page) -> None:
    page = bob_s_page
    add_contact(page, "Jürgen Groß", "Reach Test GmbH")
    expect(page.get_by_role("link", name="Email")).to_have_count(0)
    expect(page.get_by_role("link", name="Call")).to_have_count(0)
    edit(page, "Country", "Germany").press("Enter")
    edit(page, "Email", "j+g@reach.example").press("Enter")
    edit(page, "Phone", "030 90182000 x12").press("Enter")
    expect(value(page, "phone")).to_contain_text("030 90182000 ext. 12")
    header = page.locator(".yf-record-actions")
    expect(header.get_by_role("link", name="Email")).to_have_attribute(
        "href", "mailto:j%2Bg@reach.example"
    )
    expect(header.get_by_role("link", name="Call")).to_have_attribute(
        "href", "tel:+493090182000;ext=12"
    )
    edit(page, "Mobile", "0171 2345678").press("Enter")
    header.get_by_role("button", name="Call").click()
    expect(page.get_by_role("menuitem", name="Mobile")).to_have_attribute(
        "href", "tel:+491712345678"
    )
    page.keyboard.press("Escape")
    # The focus goes back to where the menu was opened, which would close another one.
    expect(header.get_by_role("button", name="Call")).to_be_focused()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    header.get_by_role("button", name="Copy").click()
    page.get_by_role("menuitem", name="Email").click()
    expect(page.get_by_text("Email copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "j+g@reach.example"
    # The focus goes back to where the menu was opened, which would close another one.
    expect(header.get_by_role("button", name="Copy")).to_be_focused()
    header.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete contact…").click()
    question = page.get_by_role("alertdialog", name="Delete Jürgen Groß?")
    question.get_by_role("button", name="Delete contact").click()
    expect(page).to_have_url(re.compile(r"/contacts/"))


def test_records_follow_each_other_along_the_list_and_over_its_edge(
    bob_s_page: Page, product: str
) -> None:
    page, headers = bob_s_page, {"Origin": product}
    ids = [
        page.request.post(
            "/api/accounts", data={"name": f"Edgewalk {number}"}, headers=headers
        ).json()["id"]
        for number in range(100, 152)
    ]
    page.goto("/accounts/?event=all&q=edgewalk&sort=name")
    page.get_by_role("link", name="Edgewalk 148").click()
    place = page.get_by_role("navigation", name="Place in the list")
    expect(place).to_contain_text("49 of 52")
    page.keyboard.press("j")
    expect(heading(page, "Edgewalk 149")).to_be_visible()
    place.get_by_role("link", name="Next account").click()
    expect(heading(page, "Edgewalk 150")).to_be_visible()
    expect(place).to_contain_text("51 of 52")
    page.keyboard.press("j")
    expect(place).to_contain_text("52 of 52")
    end = place.get_by_role("button", name="Next account")
    expect(end).to_be_disabled()
    end.focus()
    expect(place.get_by_text("This is the last of the list.")).to_be_visible()
    for _ in range(2):  # the second before the first has led anywhere
        page.keyboard.press("k")
    expect(heading(page, "Edgewalk 149")).to_be_visible()
    # Typing is typing.
    page.get_by_role("textbox", name="New note").press_sequentially("jk")
    expect(heading(page, "Edgewalk 149")).to_be_visible()
    deep = page.context.new_page()
    deep.goto(page.url)
    expect(heading(deep, "Edgewalk 149")).to_be_visible()
    expect(deep.get_by_role("navigation", name="Place in the list")).to_have_count(0)
    page.get_by_role("link", name="Accounts", exact=True).last.click()
    expect(page).to_have_url(re.compile("q=edgewalk"))
    for account_id in ids:
        assert page.request.delete(f"/api/accounts/{account_id}", headers=headers).ok


def test_the_score_s_history_is_folded_away(bob_s_page: Page) -> None:
    page = opened(bob_s_page, "Northline Foods", "accounts")
    page.get_by_text("Score history").click()
    expect(page.locator(".yf-fold li").first).to_be_visible()


def test_a_day_is_typed_or_chosen_in_the_calendar(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/events/?edit=new")
    form = page.get_by_role("dialog", name="New event")
    form.get_by_label("Name").fill("Calendar Expo 2027")
    starts, ends = form.get_by_label("Starts", exact=True), form.get_by_label("Ends", exact=True)
    starts.fill("4/12/2027")
    starts.press("Tab")
    expect(starts).to_have_value("Apr 12, 2027")
    ends.fill("Apr 30, 2027")
    ends.press("ArrowDown")
    calendar = page.get_by_role("dialog", name="Choose ends")
    expect(calendar.get_by_role("button", name="Friday, April 30, 2027")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    page.keyboard.press("PageDown")
    expect(calendar.get_by_role("button", name="Tuesday, May 25, 2027")).to_be_focused()
    page.keyboard.press("Escape")
    expect(calendar).to_be_hidden()
    expect(form).to_be_visible()
    form.get_by_role("button", name="Choose ends").click()
    calendar.get_by_role("button", name="Next month").click()
    calendar.get_by_role("button", name="Monday, May 3, 2027").click()
    expect(ends).to_have_value("May 3, 2027")
    expect(ends).to_be_focused()
    form.get_by_role("button", name="Save event").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Apr 12 – May 3, 2027").locator("visible=true").first).to_be_visible()


def test_what_is_no_day_is_refused_and_stays(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/events/?edit=new")
    form = page.get_by_role("dialog", name="New event")
    form.get_by_label("Name").fill("Never Expo")
    form.get_by_label("Starts", exact=True).fill("someday")
    form.get_by_role("button", name="Save event").click()
    expect(form.locator("#error-starts_on")).to_be_visible()
    expect(form.get_by_label("Starts", exact=True)).to_have_value("someday")


def test_costs_are_shown_between_two_chosen_days(alice_s_page: Page) -> None:
    page = alice_s_page
    page.goto("/enrichment/costs/")
    expect(page.get_by_label("From", exact=True)).not_to_have_value("")
    page.get_by_label("From", exact=True).fill("2026-11-01")
    page.get_by_label("To", exact=True).fill("Nov 20, 2026")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("since=2026-11-01&until=2026-11-20"))
    expect(page.get_by_label("From", exact=True)).to_have_value("Nov 1, 2026")


def test_the_calendar_fits_a_phone(alice_s_page: Page) -> None:
    page = alice_s_page
    page.set_viewport_size(PHONE)
    page.goto("/events/?edit=new")
    page.get_by_role("button", name="Choose ends").click()
    box = page.get_by_role("dialog", name="Choose ends").bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= 390) == (True, True)
    assert (box["y"] >= 0, box["y"] + box["height"] <= 844) == (True, True)
    assert violations(page) == []


def test_records_are_sound_in_every_light_and_width(alice_s_page: Page) -> None:
    page = come_to(alice_s_page, "Helena Brandt")
    look_over(page, page.url, "Inferred from title")
    page.set_viewport_size(DESK)
    page = come_to(page, "Northline Foods", "/accounts/")
    look_over(page, page.url, "Score history")


def test_a_record_that_is_not_there_has_a_heading_and_a_way_back(bob_s_page: Page) -> None:
    page = bob_s_page
    look_over(page, "/contacts/999999/", "Contact not found")
    expect(heading(page, "Contact")).to_be_attached()
    page.get_by_role("link", name="Back to contacts").click()
    expect(page).to_have_url(re.compile("/contacts/$"))


def frames(page: Page) -> list[str]:
    """What the page sends from its next load on."""
    sent: list[str] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(str(payload))),
    )
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return sent
